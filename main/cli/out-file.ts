import { rmSync } from 'node:fs';
import { open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FILE_MODE } from '../../app/capture/folder.ts';
import type { Output } from './output.ts';

/**
 * A file that is written as a whole or not at all: under another name beside it, until it is kept. Only the user can read it:
 * it holds mail. A pipe or a device is written to as it is. What cannot be written rejects.
 */
export class OutFile implements Output {
  readonly terminal = false;
  readonly closed = false;
  readonly #file: FileHandle;
  /** Where it is written, and the name that it gets then; null where it is written in place. */
  readonly #renaming: { readonly from: string; readonly to: string } | null;
  /** A program that is told to end in the middle leaves no half a file. */
  readonly #removeAtExit = (): void => {
    if (this.#renaming !== null) rmSync(this.#renaming.from, { force: true });
  };

  private constructor(file: FileHandle, renaming: { from: string; to: string } | null) {
    this.#file = file;
    this.#renaming = renaming;
    process.once('exit', this.#removeAtExit);
  }

  /** Begins the file. Rejects as opening a file does, in the name of the path that was given. */
  static async open(path: string): Promise<OutFile> {
    try {
      const { target, isReplaced } = await whatStandsAt(path);
      if (!isReplaced) return new OutFile(await open(target, 'w'), null);
      const from = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
      return new OutFile(await open(from, 'w', FILE_MODE), { from, to: target });
    } catch (error) {
      throw Object.assign(error instanceof Error ? error : new Error(String(error)), { path });
    }
  }

  /** {@link Output} */
  async write(words: string | Uint8Array): Promise<void> {
    if (words.length > 0) await this.#file.writeFile(words);
  }

  /** {@link Output}: all is written, and the file gets its name. */
  async end(): Promise<void> {
    await this.#file.close();
    if (this.#renaming !== null) await rename(this.#renaming.from, this.#renaming.to);
    process.off('exit', this.#removeAtExit);
  }

  /** It is not to be. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => {});
    if (this.#renaming !== null) await rm(this.#renaming.from, { force: true });
    process.off('exit', this.#removeAtExit);
  }
}

/** Where a path leads in the end, and whether a file there may be replaced by another one. */
async function whatStandsAt(path: string): Promise<{ target: string; isReplaced: boolean }> {
  const found = await stat(path).catch(() => null);
  if (found === null) return { target: path, isReplaced: true };
  // To open a folder for writing fails, and says why.
  return { target: await realpath(path), isReplaced: found.isFile() };
}
