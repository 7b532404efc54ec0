import { open } from 'node:fs/promises';
import { EntryReader } from '../capture/entry-reader.ts';
import { LineFollower, type FollowedLine } from '../capture/line-follower.ts';
import type { SessionSource } from '../capture/session-source.ts';
import { ruleEvent, type RuleEvent } from '../rules/rule-plan.ts';
import type { RuleDecision, RuleSet } from '../rules/rule-set.ts';

/** A line of a recording, and what rules would have done there. */
export interface DecidedLine extends FollowedLine {
  /** Empty where no rule would have acted. */
  readonly decisions: readonly RuleDecision[];
}

/**
 * Goes through a recorded session and asks the rules about each line, up to byte `end` of its file. Secrets stand in the
 * lines, as rules see them. Nothing is sent, and nothing is changed: the conversation goes on as it was recorded, also behind
 * a line at which a rule would have ended it. `breathe` is called again and again, for whoever wants a turn meanwhile. Rejects
 * as reading a file does.
 */
export async function* decideLines(
  { index, path }: SessionSource,
  rules: RuleSet,
  end: number,
  breathe: () => Promise<void> = async () => {},
): AsyncGenerator<DecidedLine, void, undefined> {
  const follower = new LineFollower(index.info, true);
  const file = await open(path, 'r');
  try {
    const reader = new EntryReader(file, index.checkpointFor(0).position, end, false);
    for (let placed = await reader.next(); placed.length > 0; placed = await reader.next()) {
      for (const { entry } of placed) {
        for (const followed of follower.take(entry)) {
          yield { ...followed, decisions: rules.decide(followed.line, followed.session) };
        }
        await breathe();
      }
    }
  } finally {
    await file.close();
  }
}

/** What a rule would have done at a line. */
export interface ReportedRule {
  /** The line that it would have acted on, from 1. */
  readonly line: number;
  /** When that line was said: microseconds since 1970, UTC. */
  readonly at: number;
  readonly event: RuleEvent;
}

/** Tells what the rules would have done in a session, line after line, as far as it is known. Rejects as reading a file does. */
export async function* reportRules(
  source: SessionSource,
  rules: RuleSet,
): AsyncGenerator<ReportedRule, void, undefined> {
  for await (const { line, decisions } of decideLines(source, rules, source.index.position)) {
    for (const { rule, actions } of decisions) {
      for (const action of actions) {
        yield { line: line.n, at: line.at, event: ruleEvent({ rule, action, line: line.n }) };
      }
    }
  }
}
