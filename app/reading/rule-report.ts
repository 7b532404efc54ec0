import { open } from 'node:fs/promises';
import { EntryReader } from '../capture/entry-reader.ts';
import { LineFollower, type FollowedLine } from '../capture/line-follower.ts';
import type { SessionSource } from '../capture/session-source.ts';
import { isFinal } from '../rules/action.ts';
import type { Rule } from '../rules/rule.ts';
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
  const decider = new LineDecider(rules);
  const file = await open(path, 'r');
  try {
    const reader = new EntryReader(file, index.checkpointFor(0).position, end, false);
    for (let placed = await reader.next(); placed.length > 0; placed = await reader.next()) {
      for (const { entry } of placed) {
        for (const followed of follower.take(entry)) {
          yield { ...followed, decisions: decider.decide(followed) };
        }
        await breathe();
      }
    }
  } finally {
    await file.close();
  }
}

/** Asks rules about lines as the relay does: each rule acts once on a reply, however many lines that has. */
class LineDecider {
  readonly #rules: RuleSet;
  /** Rules that have met a line of the reply in hand. */
  #met = new Set<Rule>();
  /** What is left of that reply is left to nobody. */
  #isOver = false;
  #goesOn = false;

  constructor(rules: RuleSet) {
    this.#rules = rules;
  }

  decide({ line, session }: FollowedLine): readonly RuleDecision[] {
    if (line.kind !== 'reply') return this.#rules.decide(line, session);
    if (!this.#goesOn) {
      this.#met = new Set();
      this.#isOver = false;
    }
    // RFC 5321 section 4.2.1: a hyphen behind the code on all lines but the last.
    this.#goesOn = line.code !== undefined && line.text.charAt(3) === '-';
    if (this.#isOver) return [];
    const decisions = this.#rules.decide(line, session, this.#met);
    this.#isOver = decisions.some(({ actions }) => actions.some(isFinal));
    return decisions;
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
