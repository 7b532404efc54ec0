import { giveWay } from '../capture/precedence.ts';

/** Milliseconds of work after which everything else gets its turn. */
const SLICE = 8;

/** Work that goes on for long, in slices: between them everything else has its turn. */
export class Turns {
  #resting: Promise<void> | null = null;
  #sliceEnds = 0;

  /** Whether it is the turn of others. */
  get isResting(): boolean {
    return this.#resting !== null;
  }

  /** Waits where much has been done at a stretch. */
  async breathe(): Promise<void> {
    if (this.#resting === null && performance.now() >= this.#sliceEnds) this.#resting = this.#rest();
    await this.#resting;
  }

  async #rest(): Promise<void> {
    // A timer rather than the next turn of the loop: sockets that are busy come first.
    await new Promise((resolve) => setTimeout(resolve, 1));
    await giveWay('background');
    this.#resting = null;
    this.#sliceEnds = performance.now() + SLICE;
  }
}
