import { open } from 'node:fs/promises';
import { EntryReader } from './capture/entry-reader.ts';
import { LineFollower } from './capture/line-follower.ts';
import type { SessionSource } from './capture/session-source.ts';
import { describeAction, severityOf } from './rules/action-words.ts';
import type { RuleSet } from './rules/rule-set.ts';
import type { SessionEvent } from './transcript/row.ts';

/** What a rule would have done at a line. */
export interface ReportedRule {
  /** The line that it would have acted on, from 1. */
  readonly line: number;
  /** When that line was said: microseconds since 1970, UTC. */
  readonly at: number;
  readonly event: Extract<SessionEvent, { event: 'rule' }>;
}

/**
 * Goes through a recorded session and tells what the rules would have done in it, line after line, as far as the session
 * is known to be on the disk. Nothing is sent, and nothing is changed: the conversation goes on as it was recorded, also
 * behind a line at which a rule would have ended it. Rejects as reading a file does.
 */
export async function* reportRules(
  source: SessionSource,
  rules: RuleSet,
): AsyncGenerator<ReportedRule, void, undefined> {
  const { index, path } = source;
  const follower = new LineFollower(index.info, true);
  const file = await open(path, 'r');
  try {
    const reader = new EntryReader(file, index.checkpointFor(0).position, index.position, false);
    for (let placed = await reader.next(); placed.length > 0; placed = await reader.next()) {
      for (const { entry } of placed) {
        for (const { line, session } of follower.take(entry)) {
          for (const { rule, actions } of rules.decide(line, session)) {
            for (const action of actions) {
              yield {
                line: line.n,
                at: line.at,
                event: {
                  event: 'rule',
                  rule: rule.name,
                  action: action.action,
                  severity: severityOf(action),
                  line: line.n,
                  text: describeAction(action),
                },
              };
            }
          }
        }
      }
    }
  } finally {
    await file.close();
  }
}
