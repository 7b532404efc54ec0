/** Timers and frames that a test moves by hand. */
export class HandClock {
  #now = 0;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];
  #frame: (() => void)[] = [];

  /** As the viewer's `after`. */
  readonly after = (milliseconds: number, callback: () => void): (() => void) => {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** As the viewer's `schedule`. */
  readonly schedule = (run: () => void): void => {
    this.#frame.push(run);
  };

  /** As the viewer's `now`. */
  readonly now = (): number => this.#now;

  /** Lets time pass, and calls what falls due, in its order. */
  pass(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#now = due.at;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      due.callback();
    }
    this.#now = until;
  }

  /** The next frame, and all answers that can come before the one after it. */
  async frame(): Promise<void> {
    const due = this.#frame;
    this.#frame = [];
    for (const run of due) run();
    await settle();
  }
}

/** Lets promises that can be kept be kept. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}
