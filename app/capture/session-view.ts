import type { Query } from '../transcript/query.ts';
import type { TranscriptRow } from '../transcript/row.ts';
import { readRows, readScatteredRows, walkRows, type ReadingPlace } from './row-reader.ts';
import { RowSet } from './row-set.ts';
import type { SessionSource } from './session-source.ts';

/** Milliseconds of searching after which everything else gets its turn. */
const SLICE = 8;

/** How far a view has come. */
export interface ViewProgress {
  /** Rows that it shows. */
  readonly rows: number;
  /** Lines among them. */
  readonly matched: number;
  /** Lines that have been looked at. */
  readonly scanned: number;
  /** Lines of the session. */
  readonly lines: number;
}

/**
 * A session as a reader sees it: all rows, or the lines that a query names. The search goes on in short slices, as far as
 * the session is on the disk, and again when it has grown; it never holds the relay up.
 */
export class SessionView {
  readonly source: SessionSource;
  readonly #query: Query | null;
  readonly #reveal: boolean;
  readonly #onProgress: () => void;
  readonly #matches = new RowSet();
  #place: ReadingPlace;
  #searching: Promise<void> | null = null;
  #again = false;
  #closed = false;

  /** `query`: null for all rows. `onProgress` is called after each slice of the search that changed something. */
  constructor(source: SessionSource, query: Query | null, reveal: boolean, onProgress: () => void) {
    this.source = source;
    this.#query = query;
    this.#reveal = reveal;
    this.#onProgress = onProgress;
    this.#place = source.index.checkpointFor(0);
    this.grew();
  }

  /** How far it has come. */
  get progress(): ViewProgress {
    const { index } = this.source;
    if (this.#query === null) {
      return { rows: index.rows, matched: index.lines, scanned: index.lines, lines: index.lines };
    }
    const { count } = this.#matches;
    return { rows: count, matched: count, scanned: this.#place.state.dialogue.lines, lines: index.lines };
  }

  /** The session has grown: the search goes on. */
  grew(): void {
    if (this.#query === null || this.#closed) return;
    this.#again = true;
    this.#searching ??= this.#search().finally(() => {
      this.#searching = null;
    });
  }

  /** Resolves when the search has reached the end of what is on the disk. Rejects as reading a file does. */
  async settled(): Promise<void> {
    while (this.#searching !== null) await this.#searching;
  }

  /** `count` rows of the view, beginning at place `from`. Rejects as reading a file does. */
  async rows(from: number, count: number): Promise<readonly TranscriptRow[]> {
    if (this.#query === null) return readRows(this.source, from, from + count, this.#reveal);
    return readScatteredRows(this.source, this.#matches.slice(from, count), this.#reveal);
  }

  /** Ends the search. */
  close(): void {
    this.#closed = true;
  }

  async #search(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      while (!this.#closed && this.#place.position < this.source.index.position) {
        await this.#searchSlice();
        this.#onProgress();
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  async #searchSlice(): Promise<void> {
    const query = this.#query;
    if (query === null) return;
    const until = performance.now() + SLICE;
    const summary = this.source.index.summary();
    this.#place = await walkRows(
      this.source,
      this.#place,
      this.#reveal,
      () => true,
      (row) => {
        if (row.type === 'line' && query.matchesLine(row, summary)) this.#matches.add(row.row);
      },
      () => performance.now() < until && !this.#closed,
    );
  }
}
