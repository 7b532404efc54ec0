import type { Annotations } from './annotations.ts';
import { eraseSessions } from './erase-sessions.ts';
import type { SessionRange } from './folder.ts';
import { NumberRanges } from './number-ranges.ts';

/** Milliseconds from when sessions are deleted to when their bytes are: as long as a person may regret it. */
export const REGRET = 60_000;

/** What the eraser works on. */
export interface ErasedFolder {
  readonly directory: string;
  readonly annotations: Annotations;
  /** The files as they are now. */
  files(): readonly SessionRange[];
  /** These files are gone. */
  onGone(files: ReadonlySet<SessionRange>): void;
}

/** Erases the bytes of deleted sessions, a while after they were deleted. */
export class SessionEraser {
  readonly #folder: ErasedFolder;
  readonly #regret: number;
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> = Promise.resolve();

  /** `regret`: milliseconds; see {@link REGRET}. */
  constructor(folder: ErasedFolder, regret: number) {
    this.#folder = folder;
    this.#regret = regret;
  }

  /** Erases what is deleted when nothing has been for a while. */
  eraseLater(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#folder.annotations.deleted.ranges.length === 0) return;
    this.#timer = setTimeout(() => {
      const folder = this.#folder;
      this.#working = this.#working.then(() => this.#erase(folder.files(), folder.annotations.deleted));
    }, this.#regret);
    this.#timer.unref();
  }

  /** Erases these at once, which are deleted. `files`: those that hold them. Never rejects: what is left, the next start takes up. */
  erase(sessions: readonly SessionRange[], files: readonly SessionRange[]): Promise<void> {
    const erased = new NumberRanges();
    for (const range of sessions) erased.add(range);
    this.#working = this.#working.then(() => this.#erase(files, erased));
    return this.#working;
  }

  /** No more erasing; resolves when what is under way is done. What is left, the next start takes up. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#working;
  }

  async #erase(files: readonly SessionRange[], deleted: NumberRanges): Promise<void> {
    const { directory } = this.#folder;
    const gone = new Set<SessionRange>();
    const touched = files.filter((range) => deleted.countWithin(range) > 0);
    for (const file of touched) {
      try {
        if (await eraseSessions(directory, file, (session) => deleted.has(session))) gone.add(file);
      } catch {
        // Another process may hold it or have removed it. The sessions stay deleted, and the next start tries again.
      }
    }
    this.#folder.onGone(gone);
  }
}
