import { performance } from 'node:perf_hooks';

/**
 * The load of the thread that relays from which on it counts as busy. What is read of as much as that needs little more than
 * the {@link SHARE} below; but where thousands of commands come at once, to read them takes longer than to relay them.
 */
export const BUSY_LOAD = 0.15;

/**
 * The part of the time that reading may take meanwhile. What an open window costs the relay is this, what is drawn, and
 * what both have to tell each other: a tenth together.
 */
const SHARE = 0.05;

/** Milliseconds after which reading goes on a slice, whatever it took before: a list that stands still looks broken. */
const LONGEST_REST = 250;

/** Milliseconds of work that may be saved up: a short conversation is read at once. */
const MOST_SAVED = 8;

/** How a thread has spent its time so far, in milliseconds. */
export interface TimeSpent {
  readonly active: number;
  readonly idle: number;
}

/**
 * How much of its time a thread may take for reading that nobody waits for. While little is relayed that is all; while
 * much is, a small part: what has been left then is read when it is calm again.
 */
export class ReadingBudget {
  readonly #spent: () => TimeSpent;
  #load: () => number = () => 0;
  #before: TimeSpent;
  /** Milliseconds that may still be taken; below 0: that were taken too many. */
  #left = MOST_SAVED;

  /** `spent`: how the thread has spent its time. All that it does counts, and what somebody waits for is done all the same. */
  constructor(spent: () => TimeSpent = () => performance.eventLoopUtilization()) {
    this.#spent = spent;
    this.#before = spent();
  }

  /** From now on the relay's load, from 0 to 1, is what this says. */
  follow(load: () => number): void {
    this.#load = load;
  }

  /** Much is being relayed. */
  get isTight(): boolean {
    return this.#load() >= BUSY_LOAD;
  }

  /** Milliseconds that reading has to rest before it goes on. */
  rest(): number {
    const { active, idle } = this.#spent();
    const worked = active - this.#before.active;
    const passed = worked + idle - this.#before.idle;
    this.#before = { active, idle };
    if (!this.isTight) {
      this.#left = MOST_SAVED;
      return 0;
    }
    const left = this.#left + passed * SHARE - worked;
    this.#left = Math.min(MOST_SAVED, Math.max(left, -LONGEST_REST * SHARE));
    return Math.max(0, -this.#left / SHARE);
  }
}

/** That of this thread. */
export const readingBudget = new ReadingBudget();
