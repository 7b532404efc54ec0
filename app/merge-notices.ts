/** Milliseconds between two notices of a kind: about 30 a second, as often as a person can tell them apart. */
const SOONEST = 33;

/**
 * The same in a flood, when each notice stands for many: nobody reads numbers or lines that change so fast, and whoever is
 * told looks again each time, on processors that the relay wants.
 */
const LATEST = 150;

/** And while so much is relayed that each look takes something from it. */
const LATEST_WHILE_BUSY = 400;

/** How much longer the time between two notices gets with each that stands for many, and how much shorter without. */
const GROWTH = 1.5;

/**
 * Merges what comes often into calls that come seldom: `tell` is called at once, and then no more often than every
 * {@link SOONEST} milliseconds for as long as there is something new; as long as there is very much, every {@link LATEST},
 * or {@link LATEST_WHILE_BUSY}.
 */
export class MergedNotices {
  readonly #tell: () => void;
  readonly #isBusy: () => boolean;
  #timer: NodeJS.Timeout | null = null;
  /** Times that there was something new since the last call. */
  #merged = 0;
  #every = SOONEST;
  #closed = false;

  /** `isBusy`: whether the relay is. */
  constructor(tell: () => void, isBusy: () => boolean = () => false) {
    this.#tell = tell;
    this.#isBusy = isBusy;
  }

  /** There is something new. */
  notice(): void {
    if (this.#closed) return;
    if (this.#timer === null) this.#tellNow();
    else this.#merged += 1;
  }

  /** No more notices. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #tellNow(): void {
    this.#merged = 0;
    this.#timer = setTimeout(() => this.#onTime(), this.#every);
    this.#tell();
  }

  #onTime(): void {
    this.#timer = null;
    const merged = this.#merged;
    if (merged === 0) this.#every = SOONEST;
    else if (merged === 1) this.#every = Math.max(SOONEST, this.#every / GROWTH);
    else this.#every = Math.min(this.#isBusy() ? LATEST_WHILE_BUSY : LATEST, this.#every * GROWTH);
    if (merged > 0) this.#tellNow();
  }
}
