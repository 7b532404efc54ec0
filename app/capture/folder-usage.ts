import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sessionsOfFileName, type SessionRange } from './folder.ts';

/** Files that are looked at side by side. */
const LOOKED_AT_ONCE = 32;

/** What was left half written by a process that was killed goes when it is so old, in milliseconds. */
const LEFT_OVER_AFTER = 3_600_000;

/** The ends of names of files that are being written. */
const UNFINISHED = /\.(?:rewriting|part)$/u;

/** Bytes of a block, as the system counts them for a file. */
const SYSTEM_BLOCK = 512;

/** A file of sessions, and what it takes up. */
export interface UsedFile {
  readonly sessions: SessionRange;
  /** On the disk, the index beside it included. */
  readonly bytes: number;
  /** When it was last written to: milliseconds since 1970. */
  readonly written: number;
}

interface FoundFile {
  bytes: number;
  written: number;
}

/** What the files of a capture folder take up on the disk, as it was when somebody last looked. */
export class FolderUsage {
  readonly #directory: string;
  #files = new Map<string, FoundFile>();
  #total = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Bytes of all files in the folder. */
  get total(): number {
    return this.#total;
  }

  /** The files of sessions, the oldest first. */
  sessionFiles(): UsedFile[] {
    const files: UsedFile[] = [];
    for (const [name, { bytes, written }] of this.#files) {
      const sessions = sessionsOfFileName(name);
      if (sessions === null) continue;
      const index = this.#files.get(name.replace(/\.session$/u, '.index'))?.bytes ?? 0;
      files.push({ sessions, bytes: bytes + index, written });
    }
    return files.sort((one, other) => one.sessions.first - other.sessions.first);
  }

  /**
   * Looks at all files; takes away what a killed process left half written. `now`: milliseconds since 1970. Rejects as reading a
   * folder does.
   */
  async look(now: number): Promise<void> {
    const names = await readdir(this.#directory);
    const found = new Map<string, FoundFile>();
    for (let from = 0; from < names.length; from += LOOKED_AT_ONCE) {
      const some = names.slice(from, from + LOOKED_AT_ONCE);
      await Promise.all(some.map((name) => this.#lookAt(name, found)));
    }
    for (const [name, { written }] of found) {
      if (!UNFINISHED.test(name) || now - written < LEFT_OVER_AFTER) continue;
      await rm(join(this.#directory, name), { force: true });
      found.delete(name);
    }
    this.#files = found;
    this.#count();
  }

  /** Looks again at files that have changed, or are gone. Rejects as looking at a file does. */
  async lookAgain(names: Iterable<string>): Promise<void> {
    for (const name of names) {
      this.#files.delete(name);
      await this.#lookAt(name, this.#files);
    }
    this.#count();
  }

  #count(): void {
    this.#total = 0;
    for (const { bytes } of this.#files.values()) this.#total += bytes;
  }

  /** Another process may take a file away while it is looked at. */
  async #lookAt(name: string, found: Map<string, FoundFile>): Promise<void> {
    try {
      const { size, blocks, mtimeMs } = await stat(join(this.#directory, name));
      // Where sessions were erased there are holes. What was just written may have no blocks yet.
      const bytes = blocks > 0 ? Math.min(size, blocks * SYSTEM_BLOCK) : size;
      found.set(name, { bytes, written: mtimeMs });
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') throw error;
    }
  }
}
