import { parseAddress } from './address.ts';
import { networkOf, readNetwork, type Network } from './network.ts';
import { RateLimit } from './rate-limit.ts';

/**
 * How a client is turned away: with 554, which is for good (RFC 5321 section 3.1), with 421, after which it may try again
 * (section 3.8), or without a word.
 */
export const GATE_ANSWERS = ['554', '421', 'silent'] as const;
/** See {@link GATE_ANSWERS}. */
export type GateAnswer = (typeof GATE_ANSWERS)[number];

/** Who is turned away, and how. */
export interface GateSettings {
  /** Addresses, networks and ranges, as {@link readNetwork} reads them; what it cannot read is left out. */
  readonly block: readonly string[];
  readonly blockAnswer: GateAnswer;
  /** Connections that an address may make in a minute; null: as many as it likes. */
  readonly rateLimit: number | null;
  readonly rateLimitAnswer: GateAnswer;
}

/** Everybody is let in. */
export const OPEN_TO_ALL: GateSettings = {
  block: [],
  blockAnswer: '554',
  rateLimit: null,
  rateLimitAnswer: '421',
};

/** Why a client is turned away. */
export type TurnedAway =
  | { readonly why: 'blocked'; readonly answer: GateAnswer; readonly network: string }
  | {
      readonly why: 'rate-limited';
      readonly answer: GateAnswer;
      readonly perMinute: number;
      /** Milliseconds until it may connect again. */
      readonly waitMs: number;
    };

/** Decides who may come in: the block list first, then the rate limit. */
export class Gate {
  readonly #settings: GateSettings;
  readonly #blocked: readonly Network[];
  readonly #rate: RateLimit | null;

  constructor(settings: GateSettings) {
    this.#settings = settings;
    this.#blocked = settings.block.flatMap((text) => {
      const reading = readNetwork(text);
      return reading.ok ? [reading.network] : [];
    });
    this.#rate = settings.rateLimit === null ? null : new RateLimit(settings.rateLimit);
  }

  /** A client connects. `now`: milliseconds that never go back. Null: it may come in. */
  meet(address: string, now: number): TurnedAway | null {
    if (this.#blocked.length === 0 && this.#rate === null) return null;
    const { blockAnswer, rateLimit, rateLimitAnswer } = this.#settings;
    const parsed = parseAddress(address);
    const network = parsed === null ? null : networkOf(this.#blocked, parsed);
    if (network !== null) return { why: 'blocked', answer: blockAnswer, network: network.text };
    if (this.#rate === null || rateLimit === null) return null;
    const key = parsed === null ? address : `${parsed.version} ${parsed.value}`;
    const waitMs = this.#rate.take(key, now);
    return waitMs === 0
      ? null
      : { why: 'rate-limited', answer: rateLimitAnswer, perMinute: rateLimit, waitMs };
  }
}
