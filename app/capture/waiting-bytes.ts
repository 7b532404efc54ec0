import { Buffer } from 'node:buffer';
import { BLOCK_LENGTH, type BlockPool } from './block-pool.ts';

/** Bytes up to which a piece is copied: that is cheaper than keeping it, and writing it as a piece of its own. */
const MOST_COPIED = BLOCK_LENGTH;

/** Bytes that UTF-8 takes at most for one unit of a JavaScript string. */
const MOST_UTF8_BYTES = 3;

/** Stands for a block where there is none: it has no room. */
const NO_BLOCK: Buffer = Buffer.alloc(0);

/** Bytes that are to be written now. */
export interface TakenBytes {
  /** In order. */
  readonly pieces: readonly Buffer[];
  /** Bytes of all pieces. */
  readonly length: number;
  /** What the pieces stand in: to be given back to the pool when they are on the disk. */
  readonly blocks: readonly Buffer[];
}

/**
 * Bytes that wait to be written, in order, as few pieces: small ones are copied together. What a socket gave can then be
 * let go of at once, and a write has not hundreds of pieces to go through.
 */
export class WaitingBytes {
  readonly #pool: BlockPool;
  #pieces: Buffer[] = [];
  #blocks: Buffer[] = [];
  #block = NO_BLOCK;
  /** Where in the block the bytes that are in no piece yet begin and end. */
  #from = BLOCK_LENGTH;
  #to = BLOCK_LENGTH;
  #length = 0;

  constructor(pool: BlockPool) {
    this.#pool = pool;
  }

  /** Bytes that wait. */
  get length(): number {
    return this.#length;
  }

  /** Puts bytes behind what waits. Large ones must not change afterwards. */
  append(bytes: Buffer): void {
    if (bytes.length > MOST_COPIED) {
      this.#cut();
      this.#pieces.push(bytes);
      this.#length += bytes.length;
      return;
    }
    for (let done = 0; done < bytes.length;) {
      if (this.#to === BLOCK_LENGTH) this.#nextBlock();
      const copied = bytes.copy(this.#block, this.#to, done);
      this.#to += copied;
      done += copied;
    }
    this.#length += bytes.length;
  }

  /** Puts a text behind what waits, as UTF-8. Returns the bytes that it takes. */
  appendText(text: string): number {
    if (this.#to + text.length * MOST_UTF8_BYTES >= BLOCK_LENGTH) {
      const bytes = Buffer.from(text);
      this.append(bytes);
      return bytes.length;
    }
    const written = this.#block.write(text, this.#to);
    this.#to += written;
    this.#length += written;
    return written;
  }

  /**
   * Makes room for `length` bytes, at most a block's, behind what waits. The caller fills them in at once: in
   * {@link block}, from the place on that this returns.
   */
  claim(length: number): number {
    if (this.#to + length > BLOCK_LENGTH) this.#nextBlock();
    const at = this.#to;
    this.#to += length;
    this.#length += length;
    return at;
  }

  /** Where what was claimed last is. */
  get block(): Buffer {
    return this.#block;
  }

  /** Gives all that waits, and keeps nothing. */
  take(): TakenBytes {
    this.#cut();
    const taken = { pieces: this.#pieces, length: this.#length, blocks: this.#blocks };
    this.#pieces = [];
    this.#blocks = [];
    this.#block = NO_BLOCK;
    this.#from = BLOCK_LENGTH;
    this.#to = BLOCK_LENGTH;
    this.#length = 0;
    return taken;
  }

  #nextBlock(): void {
    this.#cut();
    this.#block = this.#pool.take();
    this.#blocks.push(this.#block);
    this.#from = 0;
    this.#to = 0;
  }

  #cut(): void {
    if (this.#to === this.#from) return;
    this.#pieces.push(this.#block.subarray(this.#from, this.#to));
    this.#from = this.#to;
  }
}
