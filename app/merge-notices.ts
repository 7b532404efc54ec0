/** Milliseconds between two notices of a kind: about 30 a second, as often as a person can tell them apart. */
const EVERY = 33;

/**
 * Merges what comes often into calls that come seldom: `tell` is called at once, and then no more often than every
 * {@link EVERY} milliseconds for as long as there is something new.
 */
export class MergedNotices {
  readonly #tell: () => void;
  #timer: NodeJS.Timeout | null = null;
  #isNew = false;
  #closed = false;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  /** There is something new. */
  notice(): void {
    if (this.#closed) return;
    if (this.#timer !== null) {
      this.#isNew = true;
      return;
    }
    this.#timer = setTimeout(() => this.#onTime(), EVERY);
    this.#tell();
  }

  /** No more notices. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #onTime(): void {
    this.#timer = null;
    if (!this.#isNew) return;
    this.#isNew = false;
    this.notice();
  }
}
