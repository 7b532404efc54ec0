import type { LineKind } from '../smtp/words.ts';
import type { SearchedSession } from '../transcript/query.ts';
import type { TranscriptLine } from '../transcript/row.ts';
import type { SaidFacets } from '../transcript/session-facets.ts';
import { isFinal, type RuleAction } from './action.ts';
import type { Rule } from './rule.ts';
import { NO_SESSION } from './no-session.ts';
import { RuleCount, seededRandom } from './rule-count.ts';

/** A rule that acts on what it was asked about. */
export interface RuleDecision {
  readonly rule: Rule;
  readonly actions: readonly RuleAction[];
}

const NO_DECISIONS: readonly RuleDecision[] = [];

/** Rules in their order, with what they have counted so far. */
export class RuleSet {
  readonly rules: readonly Rule[];
  /** Whether a rule wants messages gathered before they go on. */
  readonly gathers: boolean;
  /** Whether a rule asks what the session is like, its messages among that. */
  readonly looksAtSessions: boolean;
  /** Whether a rule has anything wait, for a person or for some time: meanwhile others may come to want to be asked. */
  readonly hasThingsWait: boolean;
  /** Whether a message may come out longer or shorter for a rule than it was announced. */
  readonly changesContent: boolean;
  readonly #counts: readonly RuleCount[];
  readonly #kinds: ReadonlySet<LineKind>;
  readonly #enabled: readonly { readonly rule: Rule; readonly count: RuleCount }[];

  /**
   * `seed`: what chance begins with; by default the time. `before`: the rules until now; those that say the same go on
   * counting where they are, so that a change of one rule does not make the others begin anew.
   */
  constructor(rules: readonly Rule[], seed: number = Date.now(), before: RuleSet | null = null) {
    const random = seededRandom(seed);
    this.rules = rules;
    const known = before?.countsByMeaning() ?? new Map<string, RuleCount>();
    this.#counts = rules.map((rule) => {
      const meaning = meaningOf(rule);
      const count = known.get(meaning) ?? new RuleCount(rule.settings, random);
      // Two rules that say the same count each for itself.
      known.delete(meaning);
      return count;
    });
    this.#enabled = rules.flatMap((rule, at) => {
      const count = this.#counts[at];
      return rule.settings.enabled && count !== undefined ? [{ rule, count }] : [];
    });
    const enabled = this.#enabled.map(({ rule }) => rule);
    this.#kinds = new Set(enabled.flatMap((rule) => [...rule.kinds]));
    this.gathers = enabled.some((rule) => rule.gathers);
    this.looksAtSessions = enabled.some(({ query }) => query.looksAtSessions);
    this.hasThingsWait = enabled.some(({ settings }) => settings.do.some(hasThingsWait));
    this.changesContent = enabled.some((rule) => rule.changesContent);
  }

  /** No rule is switched on. */
  get isEmpty(): boolean {
    return this.#enabled.length === 0;
  }

  /** Whether a rule looks at lines of this kind at all. */
  looksAt(kind: LineKind): boolean {
    return this.#kinds.has(kind);
  }

  /** Whether a rule may act on a line of this kind that says no more than that. */
  mayConcern(kind: LineKind, said: SaidFacets): boolean {
    for (const { rule } of this.#enabled) if (rule.kinds.has(kind) && rule.query.mayBeIn(said)) return true;
    return false;
  }

  /** How often each rule has acted so far, in their order. */
  get acted(): readonly number[] {
    return this.#counts.map(({ acted }) => acted);
  }

  /** How many rules are switched on. */
  get on(): number {
    return this.#enabled.length;
  }

  /** What each rule has counted, by what the rule says. */
  countsByMeaning(): Map<string, RuleCount> {
    return new Map(
      this.rules.flatMap((rule, at) => {
        const count = this.#counts[at];
        return count === undefined ? [] : [[meaningOf(rule), count] as const];
      }),
    );
  }

  /**
   * Which rules act on a line, in order, up to the one that leaves nothing for others. `session`: the conversation with
   * that line in it. Counts what it decides: to be asked once for each line. `met`: rules that have met a line of the same
   * reply already, and are asked no more; those that meet this one come to them.
   */
  decide(
    line: TranscriptLine,
    session: () => SearchedSession,
    met: Set<Rule> | null = null,
  ): readonly RuleDecision[] {
    let decisions = NO_DECISIONS;
    for (const { rule, count } of this.#enabled) {
      if (!rule.kinds.has(line.kind) || met?.has(rule) === true) continue;
      // A summary costs as much as the rest together; most rules can do without one.
      if (!rule.query.matchesLine(line, rule.query.looksAtSessions ? session() : NO_SESSION)) continue;
      met?.add(rule);
      if (!count.count(session)) continue;
      decisions = [...decisions, { rule, actions: rule.settings.do }];
      if (rule.settings.do.some(isFinal)) break;
    }
    return decisions;
  }
}

function hasThingsWait({ action }: RuleAction): boolean {
  return action === 'hold' || action === 'delay' || action === 'throttle';
}

/** What a rule says, whatever it is called and whether it is switched on. */
function meaningOf({ settings: { name: _name, enabled: _enabled, ...meaning } }: Rule): string {
  return JSON.stringify(meaning);
}
