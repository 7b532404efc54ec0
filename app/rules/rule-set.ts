import type { LineKind } from '../smtp/words.ts';
import type { SearchedSession } from '../transcript/query.ts';
import type { TranscriptLine } from '../transcript/row.ts';
import { isFinal, type RuleAction } from './action.ts';
import type { Rule } from './rule.ts';
import { NO_SESSION } from './no-session.ts';
import { RuleCount, seededRandom } from './rule-count.ts';

/** A rule that acts on what it was asked about. */
export interface RuleDecision {
  readonly rule: Rule;
  readonly actions: readonly RuleAction[];
}

/** Rules in their order, with what they have counted so far. */
export class RuleSet {
  readonly rules: readonly Rule[];
  readonly #counts: readonly RuleCount[];
  readonly #enabled: readonly { readonly rule: Rule; readonly count: RuleCount }[];

  /** `seed`: what chance begins with; by default the time. */
  constructor(rules: readonly Rule[], seed: number = Date.now()) {
    const random = seededRandom(seed);
    this.rules = rules;
    this.#counts = rules.map((rule) => new RuleCount(rule.settings, random));
    this.#enabled = rules.flatMap((rule, at) => {
      const count = this.#counts[at];
      return rule.settings.enabled && count !== undefined ? [{ rule, count }] : [];
    });
  }

  /** No rule is switched on. */
  get isEmpty(): boolean {
    return this.#enabled.length === 0;
  }

  /** Whether a rule looks at lines of this kind at all. */
  looksAt(kind: LineKind): boolean {
    return this.#enabled.some(({ rule }) => rule.kinds.has(kind));
  }

  /** Whether a rule wants messages gathered before they go on. */
  get gathers(): boolean {
    return this.#enabled.some(({ rule }) => rule.gathers);
  }

  /**
   * Which rules act on a line, in order, up to the one that leaves nothing for others. `session`: the conversation with
   * that line in it. Counts what it decides: to be asked once for each line.
   */
  decide(line: TranscriptLine, session: () => SearchedSession): readonly RuleDecision[] {
    const decisions: RuleDecision[] = [];
    for (const { rule, count } of this.#enabled) {
      if (!rule.kinds.has(line.kind)) continue;
      // A summary costs as much as the rest together; most rules can do without one.
      if (!rule.query.matchesLine(line, rule.query.looksAtSessions ? session() : NO_SESSION)) continue;
      if (!count.count(session)) continue;
      decisions.push({ rule, actions: rule.settings.do });
      if (rule.settings.do.some(isFinal)) break;
    }
    return decisions;
  }
}
