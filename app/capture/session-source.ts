import { EntryReader, type ReadEnd } from './entry-reader.ts';
import type { Extent } from './growth.ts';
import { giveWay } from './precedence.ts';
import { readKeptFile } from './kept-files.ts';
import { inTurn } from './reading-turns.ts';
import { readSharedFile, type ReadableBytes } from './shared-file-bytes.ts';
import { SessionIndex } from './session-index.ts';
import { findSessions, type SessionPlace, type SourceProblem } from './session-places.ts';

/** The sessions of a file, or why there are none. */
export type SourceResult =
  | { readonly ok: true; readonly sources: readonly SessionSource[] }
  | { readonly ok: false; readonly problem: SourceProblem };

/** A session to be read. */
interface SourceOptions extends SessionPlace {
  /** Microseconds after which a reply is slow; the usual where it is not said. */
  readonly slowAfter?: number | undefined;
}

/**
 * A session that can be read: where its record stands, and an index that follows the record only when somebody wants to
 * know. Whatever nobody looks at costs no more than being written.
 */
export class SessionSource {
  readonly session: number;
  readonly path: string;
  readonly index: SessionIndex;
  readonly #extent: () => Extent | Promise<Extent>;
  /** The file holds others too. */
  readonly isShared: boolean;
  /** Called once, when the record has been read to the end of its session. */
  onClosed: () => void = () => {};
  readonly #waiting = new Set<() => void>();
  readonly #start: number;
  #end: number;
  #catchingUp: Promise<void> | null = null;

  constructor({ info, path, start, extent, isShared = false, slowAfter }: SourceOptions) {
    this.isShared = isShared;
    this.session = info.session;
    this.path = path;
    this.index = new SessionIndex(info, start, slowAfter);
    this.#start = start;
    this.#end = start;
    this.#extent = extent;
  }

  /** Opens the file for one short read. Rejects as opening a file and `use` do. */
  readFile<Result>(use: (file: ReadableBytes) => Promise<Result>): Promise<Result> {
    return this.isShared ? readSharedFile(this.path, use) : inTurn(() => readKeptFile(this.path, use));
  }

  /** How far the record reaches now. Rejects as looking at a file does. */
  async extent(): Promise<Extent> {
    return this.#extent();
  }

  /**
   * Reads on to where the record reaches now. `onProgress` is called after each block of a long way. Rejects as reading
   * a file does; what has been read by then stays known.
   */
  async catchUp(onProgress: () => void = () => {}): Promise<void> {
    this.#waiting.add(onProgress);
    try {
      // Whoever comes while another catches up waits for that, and then sees whether the file has grown again.
      while (this.#catchingUp !== null) await this.#catchingUp;
      this.#catchingUp = this.#readOn().finally(() => {
        this.#catchingUp = null;
      });
      await this.#catchingUp;
    } finally {
      this.#waiting.delete(onProgress);
    }
  }

  /** How much of the record has been read, in bytes, of what there was when somebody last looked. */
  get read(): { readonly done: number; readonly total: number } {
    return { done: this.index.position - this.#start, total: this.#end - this.#start };
  }

  async #readOn(): Promise<void> {
    if (!this.index.isOpen) return;
    const extent = await this.#extent();
    this.#end = extent.end;
    const end = await this.#read(extent);
    if (!extent.growing || end === 'damaged') {
      this.index.breakOff(extent.brokenOff === '' ? this.#howItBroke(end) : extent.brokenOff);
    }
    if (!this.index.isOpen) this.onClosed();
  }

  /** Block by block, so that a long record lets others have their turns. */
  async #read({ end, growing }: Extent): Promise<ReadEnd> {
    for (;;) {
      const { position } = this.index;
      if (position >= end) return 'whole';
      const reachedEnd = await this.readFile(async (file) => {
        const reader = new EntryReader(file, position, end, growing);
        for (const { entry, next } of await reader.next()) this.index.take(entry, next);
        return reader.end;
      });
      for (const onProgress of this.#waiting) onProgress();
      if (reachedEnd !== null) return reachedEnd;
      if (this.index.position < end) await giveWay('background');
    }
  }

  #howItBroke(end: ReadEnd): string {
    return end === 'damaged'
      ? `The record is damaged from byte ${this.index.position} of its file on; all before it is shown.`
      : 'The record ends before the conversation did: SMTP Spy was ended, or could not write. All that it had written is shown.';
  }
}

/**
 * Opens a file of sessions, and reads no more of it than which they are. `slowAfter`: microseconds after which a reply is slow.
 * Never rejects.
 */
export async function openSessions(path: string, slowAfter?: number): Promise<SourceResult> {
  const found = await findSessions(path);
  if (!found.ok) return found;
  return { ok: true, sources: found.places.map((place) => new SessionSource({ ...place, slowAfter })) };
}
