import { Buffer } from 'node:buffer';
import { ENTRY_HEADER_LENGTH, parseEntry, parseTornEntry, type Entry } from './entry.ts';
import type { ReadableBytes } from './shared-file-bytes.ts';

/** Bytes read at once: large enough that the disk is not asked for each entry, small enough to be a short slice of work. */
const BLOCK = 256 * 1024;

/** An entry and where it stands. */
export interface PlacedEntry {
  readonly entry: Entry;
  /** Where the next entry begins, in bytes from the start of the file. */
  readonly next: number;
}

/** How reading came to its end. */
export type ReadEnd =
  /** Nothing but whole entries up to there. */
  | 'whole'
  /** The last entry is not whole; what there is of it has been given, unless it may grow. */
  | 'torn'
  /** What stands there is no entry. */
  | 'damaged';

/** Reads a record from one place to another, some entries at a time. */
export class EntryReader {
  readonly #file: ReadableBytes;
  readonly #limit: number;
  readonly #mayGrow: boolean;
  #position: number;
  #end: ReadEnd | null = null;

  /**
   * From `position`, the start of an entry, up to `limit`; both in bytes from the start of the file. `mayGrow`: an entry
   * that is not whole is still being written, and is left for later.
   */
  constructor(file: ReadableBytes, position: number, limit: number, mayGrow: boolean) {
    this.#file = file;
    this.#position = position;
    this.#limit = limit;
    this.#mayGrow = mayGrow;
  }

  /** How it ended; null while there may be more. */
  get end(): ReadEnd | null {
    return this.#end;
  }

  /** Where the next entry begins, or where reading stopped. */
  get position(): number {
    return this.#position;
  }

  /** The next entries; none at the end, when {@link end} tells how that was. Rejects as reading a file does. */
  async next(): Promise<readonly PlacedEntry[]> {
    let size = BLOCK;
    while (this.#end === null) {
      const block = await this.#read(size);
      const { placed, needed } = this.#parse(block);
      if (placed.length > 0) return placed;
      if (needed === 0) return [];
      if (block.length < size) return this.#finish(block);
      size = needed + BLOCK;
    }
    return [];
  }

  async #read(size: number): Promise<Buffer> {
    const wanted = Math.min(size, this.#limit - this.#position);
    if (wanted <= 0) return Buffer.alloc(0);
    const buffer = Buffer.allocUnsafe(wanted);
    let length = 0;
    while (length < wanted) {
      const { bytesRead } = await this.#file.read(buffer, length, wanted - length, this.#position + length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  }

  /** `needed`: the bytes that the first entry wants, where it is not whole; 0 where reading is over. */
  #parse(block: Buffer): { placed: PlacedEntry[]; needed: number } {
    const placed: PlacedEntry[] = [];
    let at = 0;
    for (;;) {
      const parsed = parseEntry(block, at);
      switch (parsed.found) {
        case 'entry':
          at += parsed.length;
          this.#position += parsed.length;
          placed.push({ entry: parsed.entry, next: this.#position });
          break;
        case 'part':
          return { placed, needed: parsed.needed };
        case 'damage':
          if (placed.length === 0) this.#end = 'damaged';
          return { placed, needed: 0 };
      }
    }
  }

  #finish(rest: Buffer): PlacedEntry[] {
    this.#end = rest.length === 0 ? 'whole' : 'torn';
    const mayCount = !this.#mayGrow && rest.length > ENTRY_HEADER_LENGTH;
    const torn = mayCount ? parseTornEntry(rest, 0) : null;
    return torn === null ? [] : [{ entry: torn, next: this.#position + rest.length }];
  }
}
