import type { Query } from '../transcript/query.ts';
import { walkRows, type ReadingPlace } from './row-reader.ts';
import { RowSet } from './row-set.ts';
import type { SessionSource } from './session-source.ts';

/** Milliseconds of searching after which everything else gets its turn. */
const SLICE = 8;

/** What is looked for. */
export interface SearchTarget {
  /** Lines that all of these mean. */
  readonly queries: readonly Query[];
  /** Secrets are looked at as they were said. */
  readonly reveal: boolean;
}

/**
 * Looks through a session for the lines that are meant, in short slices, as far as the session has been indexed, and again
 * when it has grown. What it has found is known at any time.
 */
export class LineSearch {
  /** The rows that were found. */
  readonly found = new RowSet();
  readonly #source: SessionSource;
  readonly #target: SearchTarget;
  readonly #onProgress: () => void;
  #place: ReadingPlace;
  #closed = false;

  /** `onProgress` is called after each slice. */
  constructor(source: SessionSource, target: SearchTarget, onProgress: () => void) {
    this.#source = source;
    this.#target = target;
    this.#onProgress = onProgress;
    this.#place = source.index.checkpointFor(0);
  }

  /** Lines that have been looked at. */
  get scanned(): number {
    return this.#place.state.dialogue.lines;
  }

  /** Searches on, up to what has been indexed. Rejects as reading a file does. */
  async goOn(): Promise<void> {
    while (!this.#closed && this.#isBehind()) {
      const { position, state } = this.#place;
      await this.#searchSlice();
      if (this.#place.position === position && this.#place.state.rows === state.rows) {
        throw new Error(`${this.#source.path} is shorter than it was.`);
      }
      this.#onProgress();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Ends the search. */
  close(): void {
    this.#closed = true;
  }

  /** When the record is over, a last line without an ending is still to come. */
  #isBehind(): boolean {
    const { position, rows, isOpen } = this.#source.index;
    return this.#place.position < position || (!isOpen && this.#place.state.rows < rows);
  }

  async #searchSlice(): Promise<void> {
    const { queries, reveal } = this.#target;
    const until = performance.now() + SLICE;
    const summary = this.#source.index.summary();
    this.#place = await walkRows(this.#source, this.#place, {
      reveal,
      wanted: () => true,
      take: (row) => {
        if (row.type !== 'line') return;
        if (queries.every((query) => query.matchesLine(row, summary))) this.found.add(row.row);
      },
      goOn: () => performance.now() < until && !this.#closed,
    });
  }
}
