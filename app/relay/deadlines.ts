import { Roster, type Enrolled } from '../capture/roster.ts';

/** A moment that somebody does not want to come. */
export interface Deadline extends Enrolled {
  /** When it passes, in milliseconds as `performance.now()` has them. */
  readonly at: number;
  /** Called when it has passed. */
  readonly passed: () => void;
}

/**
 * How long peers are waited for. Of thousands of waits a second hardly any comes to its end, and a timer of its own for each costs
 * more than all that it guards. So one timer is set for the deadline that passes first; where that has been lifted by then,
 * it is set anew for the first of those that are left.
 */
export class Deadlines {
  readonly #waiting = new Roster<Deadline>();
  #timer: NodeJS.Timeout | null = null;
  #looksAt = Infinity;

  /** Sets a deadline, so many milliseconds from now. It does not keep the program from ending. */
  set(ms: number, passed: () => void): Deadline {
    const deadline = { at: performance.now() + ms, passed, place: -1 };
    this.#waiting.add(deadline);
    if (deadline.at < this.#looksAt) this.#lookAt(deadline.at);
    return deadline;
  }

  /** Lifts one that nobody need heed any more; one that has passed stays passed. */
  lift(deadline: Deadline): void {
    this.#waiting.remove(deadline);
  }

  #lookAt(time: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#looksAt = time;
    this.#timer = setTimeout(() => this.#look(), Math.max(0, time - performance.now()));
    this.#timer.unref();
  }

  #look(): void {
    this.#timer = null;
    this.#looksAt = Infinity;
    const now = performance.now();
    const passed = this.#waiting.all.filter(({ at }) => at <= now);
    for (const deadline of passed.sort((one, other) => one.at - other.at)) {
      // One may have lifted another.
      if (this.#waiting.remove(deadline)) deadline.passed();
    }
    const first = this.#waiting.all.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
    if (first < this.#looksAt) this.#lookAt(first);
  }
}
