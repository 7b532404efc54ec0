import { Buffer } from 'node:buffer';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes of a gathered message that are kept in memory; what comes behind them is kept on the disk. */
export const MOST_IN_MEMORY = 1024 * 1024;

/**
 * A message that is gathered whole before any of it goes on: in memory, and past a limit in a file that nobody else can
 * read and that is gone with the conversation. Bytes come out as they went in.
 */
export class GatheredContent {
  readonly #memory: Buffer[] = [];
  #inMemory = 0;
  #file = -1;
  #length = 0;

  /** Bytes gathered. */
  get length(): number {
    return this.#length;
  }

  /** Adds bytes. Throws as writing a file does. */
  append(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.#file === -1 && this.#inMemory + bytes.length <= MOST_IN_MEMORY) {
      this.#memory.push(bytes);
      this.#inMemory += bytes.length;
      return;
    }
    if (this.#file === -1) this.#file = openNameless();
    fs.writeSync(this.#file, bytes);
  }

  /** All of it, in pieces. To be gone through once, and not after {@link close}. Throws as reading a file does. */
  *pieces(): Generator<Buffer, void, undefined> {
    yield* this.#memory;
    for (let at = 0; at < this.#length - this.#inMemory;) {
      const piece = Buffer.allocUnsafe(64 * 1024);
      const read = fs.readSync(this.#file, piece, 0, piece.length, at);
      if (read === 0) return;
      yield piece.subarray(0, read);
      at += read;
    }
  }

  /** Lets go of it. */
  close(): void {
    this.#memory.length = 0;
    if (this.#file !== -1) fs.closeSync(this.#file);
    this.#file = -1;
  }
}

/** A file without a name is gone when it is closed, also by a kill; where a system does not allow that, with its folder. */
function openNameless(): number {
  const folder = fs.mkdtempSync(join(tmpdir(), 'smtp-spy-gathered-'));
  const path = join(folder, 'content');
  const file = fs.openSync(path, 'wx+', 0o600);
  try {
    fs.rmSync(folder, { recursive: true });
  } catch {
    // An open file cannot be taken away on Windows.
  }
  return file;
}
