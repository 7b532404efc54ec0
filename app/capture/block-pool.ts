import { Buffer } from 'node:buffer';

/** Bytes of a block: a short conversation with a message of some kilobytes fits into one. */
export const BLOCK_LENGTH = 8 * 1024;

/**
 * Blocks that are kept for later, 8 MiB: about what waits for the disk when thousands of conversations a second pass.
 * Others are left to the garbage collector.
 */
const MOST_SPARE = 1_024;

/**
 * Blocks that what waits for the disk is copied into. They are used again and again: to make one for each conversation,
 * and to have it collected afterwards, costs more than the copying.
 */
export class BlockPool {
  readonly #spare: Buffer[] = [];

  /** A block for the caller alone. What stands in it is left from others. */
  take(): Buffer {
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_LENGTH);
  }

  /** Gives blocks back. Nobody may look at them any more. */
  giveBack(blocks: readonly Buffer[]): void {
    for (const block of blocks) {
      if (this.#spare.length === MOST_SPARE) return;
      this.#spare.push(block);
    }
  }
}
