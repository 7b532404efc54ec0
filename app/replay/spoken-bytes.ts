import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILE_MODE } from '../capture/folder.ts';

/** Bytes read at once. */
const PIECE = 64 * 1024;

/**
 * What a client said, on the disk as long as it is needed: it may be larger than memory. Only the user can read it, and where
 * the system allows that, it has no name from the beginning on. Methods throw as writing and reading a file does.
 */
export class SpokenBytes {
  readonly #path = join(tmpdir(), `smtp-spy-${randomUUID()}`);
  readonly #file = openSync(this.#path, 'wx+', FILE_MODE);

  constructor() {
    if (process.platform !== 'win32') rmSync(this.#path, { force: true });
  }

  /** Puts bytes behind the others. */
  append(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done);
  }

  /** The bytes from one place to another, piece by piece. */
  *read(from: number, to: number): Generator<Buffer> {
    for (let at = from; at < to;) {
      const piece = Buffer.alloc(Math.min(PIECE, to - at));
      const length = readSync(this.#file, piece, 0, piece.length, at);
      if (length === 0) throw new Error('What the client said could not be read back.');
      at += length;
      yield piece.subarray(0, length);
    }
  }

  /** Nobody needs it any more. */
  close(): void {
    closeSync(this.#file);
    rmSync(this.#path, { force: true });
  }
}
