import type { Buffer } from 'node:buffer';
import { cutLines } from '../capture/cut-lines.ts';
import type { LineFollower } from '../capture/line-follower.ts';
import type { WalkLine } from '../capture/session-walk.ts';
import { NO_PLAN, planOf, type RulePlan } from '../rules/rule-plan.ts';
import { isFinal } from '../rules/action.ts';
import type { Rule } from '../rules/rule.ts';
import type { RuleDecision, RuleSet } from '../rules/rule-set.ts';
import type { LineMeaning } from '../smtp/dialogue-listener.ts';
import type { AcceptedEnvelope } from '../smtp/message.ts';
import type { LineKind, Speaker } from '../smtp/words.ts';
import type { TranscriptLine } from '../transcript/row.ts';
import type { SaidFacets } from '../transcript/session-facets.ts';
import type { SessionSummary } from '../transcript/session-summary.ts';

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
  /** What the line is, or the first of a reply; null where it is no whole line. */
  readonly kind: LineKind | null;
  /** That line, where somebody else is asked about it, too; else it may be null. Its secrets are in it. */
  readonly line: TranscriptLine | null;
}

/** Nothing was judged. */
export const UNJUDGED: Judged = { plan: NO_PLAN, kind: null, line: null };

const NO_DECISIONS: readonly RuleDecision[] = [];
const NO_CODES: readonly number[] = [];
const NO_VERBS: readonly string[] = [];
const NOTHING_SAID: SaidFacets = { codes: NO_CODES, verbs: NO_VERBS };

/** Follows a conversation, and says what the rules want done about what is said in it. */
export class RuleJudge {
  readonly #rules: () => RuleSet;
  readonly #follower: LineFollower;
  readonly #world: JudgeWorld;
  /** What the line is that is judged, or the first of them. */
  #kind: LineKind | null = null;
  /** Somebody wants the lines that are judged, whatever they are. */
  #isWanted = false;
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
    return this.#rules().changesContent;
  }

  /**
   * What is done about what was said: a line, or all lines of a reply. Each rule acts once on it. `isAskedAbout`: somebody else
   * wants to know the line, too.
   */
  judge(from: Speaker, payload: Buffer, isAskedAbout: boolean): Judged {
    const rules = this.#rules();
    this.#kind = null;
    this.#isWanted = isAskedAbout || rules.hasThingsWait;
    let decisions = NO_DECISIONS;
    let first: TranscriptLine | null = null;
    const lines = cutLines(payload);
    const met = lines.length > 1 ? new Set<Rule>() : null;
    for (const line of lines) {
      for (const row of this.#follower.follow(this.#entry(from, line, false), this.#mayConcern)) {
        first ??= this.#asRecorded(row);
        // Behind what leaves nothing for others, the rest of a reply is followed, and nobody asked about it.
        if (decisions.some(({ actions }) => actions.some(isFinal))) continue;
        const decided = rules.decide(row, this.#follower.session, met);
        decisions = decisions.length === 0 ? decided : [...decisions, ...decided];
      }
    }
    if (decisions.length === 0) return { plan: NO_PLAN, kind: this.#kind, line: first };
    const number = this.#follower.lines + this.#unseen;
    const plan = planOf(decisions, number, () => this.#world.random());
    return { plan, kind: this.#kind, line: first };
  }

  /** A line that nobody may do anything about is not even made. */
  readonly #mayConcern = ({ kind, meaning }: WalkLine): boolean => {
    this.#kind ??= kind;
    return this.#isWanted || this.#rules().mayConcern(kind, saidBy(meaning));
  };

  #asRecorded(line: TranscriptLine): TranscriptLine {
    if (this.#world.isLate) return { ...line, n: 0 };
    return this.#unseen === 0 ? line : { ...line, n: line.n + this.#unseen };
  }

  /** The conversation with what was judged last, and nothing behind it. */
  readonly session = (): SessionSummary => this.#follower.session();

  /** Sender and recipients of the transaction under way, as the server accepted them. */
  readonly envelope = (): AcceptedEnvelope => this.#follower.envelope;

  /** The server will say more about the message that it has answered: see {@link LineFollower.owesMore}. */
  get owesMore(): boolean {
    return this.#follower.owesMore;
  }

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

/** What a line says, as far as it can be told before the line is made. */
function saidBy(meaning: LineMeaning): SaidFacets {
  switch (meaning?.type) {
    case 'command':
      return { codes: NO_CODES, verbs: [meaning.command.verb] };
    case 'reply':
      return { codes: [meaning.reply.code], verbs: NO_VERBS };
    case undefined:
      return NOTHING_SAID;
  }
}
