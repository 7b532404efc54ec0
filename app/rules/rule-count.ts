import type { SessionSummary } from '../transcript/session-summary.ts';
import type { RuleSettings } from './rule-settings.ts';

/** Things that one rule counts by: past that the oldest is forgotten, and its counting begins anew. */
export const MOST_COUNTED = 10_000;

/** Which of a rule's matches it acts on: skips, firsts, every so many-th, and chance. */
export class RuleCount {
  readonly #settings: RuleSettings;
  readonly #random: () => number;
  readonly #matches = new Map<string, number>();
  /** Where all matches count together. */
  #together = 0;
  #acted = 0;

  /** `random`: numbers from 0 up to and without 1. */
  constructor(settings: RuleSettings, random: () => number) {
    this.#settings = settings;
    this.#random = random;
  }

  /** How often it was said that the rule acts. */
  get acted(): number {
    return this.#acted;
  }

  /** Counts a match, and says whether the rule acts on it. */
  count(session: () => SessionSummary): boolean {
    const acts = this.#isMeant(session);
    if (acts) this.#acted += 1;
    return acts;
  }

  #isMeant(session: () => SessionSummary): boolean {
    const { skip, first, every, probability, per } = this.#settings;
    const number = per === 'all' ? (this.#together += 1) : this.#next(keyOf(session, per));
    const past = number - skip;
    if (past < 1 || past % every !== 0) return false;
    if (first !== undefined && past / every > first) return false;
    return probability === 1 || this.#random() < probability;
  }

  /** The number of this match, from 1. */
  #next(key: string): number {
    const number = (this.#matches.get(key) ?? 0) + 1;
    // Behind all others again: what is forgotten first is what was not seen for longest.
    this.#matches.delete(key);
    this.#matches.set(key, number);
    if (this.#matches.size > MOST_COUNTED) {
      const oldest = this.#matches.keys().next();
      if (oldest.done !== true) this.#matches.delete(oldest.value);
    }
    return number;
  }
}

function keyOf(session: () => SessionSummary, per: Exclude<RuleSettings['per'], 'all'>): string {
  switch (per) {
    case 'session':
      return String(session().session);
    case 'client':
      return session().client.address;
    case 'envelope': {
      const { client, mailFrom, rcptTo } = session();
      return JSON.stringify([client.address, mailFrom, rcptTo.at(-1) ?? '']);
    }
  }
}

/** Chance that can be had again: the same seed gives the same numbers (Mulberry32, by Tommy Ettinger). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
