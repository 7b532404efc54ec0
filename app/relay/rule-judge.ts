import type { Buffer } from 'node:buffer';
import type { LineFollower } from '../capture/line-follower.ts';
import { NO_PLAN, planOf, type RulePlan } from '../rules/rule-plan.ts';
import { isFinal } from '../rules/action.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleDecision, RuleSet } from '../rules/rule-set.ts';
import type { AcceptedEnvelope } from '../smtp/message.ts';
import type { Speaker } from '../smtp/words.ts';
import type { SessionSummary, TranscriptLine } from '../transcript/row.ts';

/** What a judge needs to know of the world. */
export interface JudgeWorld {
  /** Microseconds since the session began. */
  now(): number;
  /** The conversation was followed only from some command on: nobody knows how many lines there were before. */
  readonly isLate: boolean;
  /** From 0 up to and without 1. */
  random(): number;
  /** Whether this side's bytes come out of TLS. */
  isTls(speaker: Speaker): boolean;
}

/** What was said, as the rules see it. */
export interface Judged {
  readonly plan: RulePlan;
  /** The line, or the first of a reply; null where it is no whole line. Its secrets are in it. */
  readonly line: TranscriptLine | null;
}

/** Follows a conversation, and says what the rules want done about what is said in it. */
export class RuleJudge {
  readonly #rules: () => RuleSet;
  readonly #follower: LineFollower;
  readonly #world: JudgeWorld;
  /** Lines of the record that were not judged, since the client cannot know of them. */
  #unseen = 0;

  /** `rules`: as they are at the moment of asking. */
  constructor(rules: () => RuleSet, follower: LineFollower, world: JudgeWorld) {
    this.#rules = rules;
    this.#follower = follower;
    this.#world = world;
  }

  /** No rule is switched on any more. */
  get isEmpty(): boolean {
    return this.#rules().isEmpty;
  }

  /** Whether content has to be cut into lines for the rules. */
  get looksAtContent(): boolean {
    return this.#rules().looksAt('content');
  }

  /** Whether messages have to be gathered before any of them goes on. */
  get gathers(): boolean {
    return this.#rules().gathers;
  }

  /** Whether a message may come out longer or shorter than it was announced. */
  get mayChangeContent(): boolean {
    return this.#rules().rules.some(({ settings, changesContent }) => settings.enabled && changesContent);
  }

  /** What is done about what was said: a line, or all lines of a reply. Each rule acts once on it. */
  judge(from: Speaker, payload: Buffer): Judged {
    const decisions: RuleDecision[] = [];
    const met = new Set<Rule>();
    let isOver = false;
    let first: TranscriptLine | null = null;
    let number = 0;
    for (const { line, session } of this.#follower.take(this.#entry(from, payload, false))) {
      number = line.n + this.#unseen;
      first ??= this.#world.isLate ? { ...line, n: 0 } : this.#unseen === 0 ? line : { ...line, n: number };
      // Behind what leaves nothing for others, the rest of a reply is followed, and nobody asked about it.
      const decided: readonly RuleDecision[] = isOver ? [] : this.#rules().decide(line, session, met);
      decisions.push(...decided);
      isOver ||= decided.some(({ actions }) => actions.some(isFinal));
    }
    if (decisions.length === 0) return { plan: NO_PLAN, line: first };
    return { plan: planOf(decisions, number, () => this.#world.random()), line: first };
  }

  /** The conversation with what was judged last, and nothing behind it. */
  readonly session = (): SessionSummary => this.#follower.session();

  /** Sender and recipients of the transaction under way, as the server accepted them. */
  readonly envelope = (): AcceptedEnvelope => this.#follower.envelope;

  /** Microseconds since the session began. */
  now(): number {
    return this.#world.now();
  }

  /** Something was said that no rule is asked about. `injected`: by the spy itself, in the name of `from`. */
  pass(from: Speaker, payload: Buffer, injected: boolean): void {
    this.#follower.skip(this.#entry(from, payload, injected));
  }

  /** So many lines stand in the record that belong to no conversation of the client's. */
  overlook(lines: number): void {
    this.#unseen += lines;
  }

  #entry(from: Speaker, payload: Buffer, injected: boolean) {
    const tls = this.#world.isTls(from);
    return { kind: 'bytes', time: this.#world.now(), payload, from, tls, injected, withheld: false } as const;
  }
}
