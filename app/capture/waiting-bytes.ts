import { Buffer } from 'node:buffer';

/** Bytes up to which a piece is copied: that is cheaper than keeping it, and writing it as a piece of its own. */
const MOST_COPIED = 2_048;

/** Bytes of a block that small pieces are copied into. */
const BLOCK = 16 * 1024;

/**
 * Bytes that wait to be written, in order, as few pieces: small ones are copied together. What a socket gave can then be
 * let go of at once, and a write has not hundreds of pieces to go through.
 */
export class WaitingBytes {
  #pieces: Buffer[] = [];
  #block: Buffer | null = null;
  /** Where in the block the bytes that are in no piece yet begin and end. */
  #from = 0;
  #to = 0;
  #length = 0;

  /** Bytes that wait. */
  get length(): number {
    return this.#length;
  }

  /** Puts bytes behind what waits. Large ones must not change afterwards. */
  append(bytes: Buffer): void {
    this.#length += bytes.length;
    if (bytes.length > MOST_COPIED) {
      this.#cut();
      this.#pieces.push(bytes);
      return;
    }
    if (this.#block === null || this.#to + bytes.length > BLOCK) {
      this.#cut();
      this.#block = Buffer.allocUnsafe(BLOCK);
      this.#from = 0;
      this.#to = 0;
    }
    bytes.copy(this.#block, this.#to);
    this.#to += bytes.length;
  }

  /** Gives all that waits, and keeps nothing. */
  take(): Buffer[] {
    this.#cut();
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#block = null;
    this.#length = 0;
    return pieces;
  }

  #cut(): void {
    if (this.#block === null || this.#to === this.#from) return;
    this.#pieces.push(this.#block.subarray(this.#from, this.#to));
    this.#from = this.#to;
  }
}
