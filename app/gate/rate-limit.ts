/** Milliseconds after which an address is released: the minute that a rate is counted in. */
const RATE_PERIOD = 60_000;

/**
 * Addresses that are remembered at a time, each in some hundred bytes. Of more, those that came first are forgotten, and may
 * connect anew: an end to what a flood from everywhere can cost, and far more than test programs have.
 */
export const MOST_REMEMBERED = 10_000;

/** A minute of one address, which begins with a connection. */
interface Minute {
  readonly began: number;
  count: number;
}

/**
 * Counts connections per address and minute. Past the limit an address is refused until the minute is over that its first
 * connection began; then it is counted anew. What is refused is not counted.
 */
export class RateLimit {
  readonly #limit: number;
  /** By address; the minute that began first stands first. */
  readonly #minutes = new Map<string, Minute>();

  /** `limit`: connections that an address may make in a minute. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Addresses that are remembered now. */
  get remembered(): number {
    return this.#minutes.size;
  }

  /**
   * A connection from an address. `now`: milliseconds that never go back. Returns after how many milliseconds the address
   * may try again; 0 where it may connect now.
   */
  take(address: string, now: number): number {
    this.#forgetBefore(now - RATE_PERIOD);
    const minute = this.#minutes.get(address);
    if (minute === undefined) this.#begin(address, now);
    else if (minute.count >= this.#limit) return minute.began + RATE_PERIOD - now;
    else minute.count += 1;
    return 0;
  }

  #begin(address: string, now: number): void {
    const [first] = this.#minutes.keys();
    if (first !== undefined && this.#minutes.size >= MOST_REMEMBERED) this.#minutes.delete(first);
    this.#minutes.set(address, { began: now, count: 1 });
  }

  #forgetBefore(time: number): void {
    for (const [address, { began }] of this.#minutes) {
      if (began > time) return;
      this.#minutes.delete(address);
    }
  }
}
