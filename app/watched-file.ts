import * as fs from 'node:fs';
import { basename, dirname } from 'node:path';

/** Milliseconds that a file is left alone after a change: editors write in several steps. */
const SETTLE_MS = 100;

/** A file of the person's own that is read again when it changes. */
export class WatchedFile {
  readonly #path: string;
  readonly #onChange: () => void;
  #watcher: fs.FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** `onChange` is called when the file has been left alone for a moment after a change. */
  constructor(path: string, onChange: () => void) {
    this.#path = path;
    this.#onChange = onChange;
  }

  /** Watches it from now on. Null when that works, else why it does not, in words of the system. */
  open(): string | null {
    const name = basename(this.#path);
    try {
      // The folder, since an editor may put a new file in the old one's place.
      this.#watcher = fs.watch(dirname(this.#path), (_, changed) => {
        if (changed === null || changed === name) this.#changed();
      });
      this.#watcher.on('error', () => this.#watcher?.close());
      this.#watcher.unref();
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Watches it no more. */
  close(): void {
    this.#watcher?.close();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #changed(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onChange, SETTLE_MS);
  }
}
