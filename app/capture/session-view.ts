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
  #working: Promise<void> | null = null;
  #again = false;
  #problem: unknown = null;
  #closed = false;

  /** `query`: null for all rows. `onProgress` is called after each slice of the search that changed something. */
  constructor(source: SessionSource, query: Query | null, reveal: boolean, onProgress: () => void) {
    this.source = source;
    this.#query = query;
    this.#reveal = reveal;
    this.#onProgress = () => {
      if (!this.#closed) onProgress();
    };
    this.#place = source.index.checkpointFor(0);
    this.grew();
  }

  /** Why the file could not be read on; null where it could. */
  get problem(): unknown {
    return this.#problem;
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

  /** The session has grown: reading and searching go on. */
  grew(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#working ??= this.#work();
  }

  /** Resolves when it has reached the end of what is on the disk, or could not. */
  async settled(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  /** `count` rows of the view, beginning at place `from`. Rejects as reading a file does. */
  async rows(from: number, count: number): Promise<readonly TranscriptRow[]> {
    if (this.#query === null) return readRows(this.source, from, from + count, this.#reveal);
    return readScatteredRows(this.source, this.#matches.slice(from, count), this.#reveal);
  }

  /** Ends the search; nothing is told any more. */
  close(): void {
    this.#closed = true;
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        await this.source.catchUp(this.#onProgress);
        await this.#search();
        this.#problem = null;
      } catch (error) {
        this.#problem = error;
      }
      this.#onProgress();
    }
    // At once with the last look at `again`: else a session that grew in between would be forgotten.
    this.#working = null;
  }

  async #search(): Promise<void> {
    if (this.#query === null) return;
    while (!this.#closed && this.#isBehind()) {
      const { position, state } = this.#place;
      await this.#searchSlice();
      if (this.#place.position === position && this.#place.state.rows === state.rows) {
        throw new Error(`${this.source.path} is shorter than it was.`);
      }
      this.#onProgress();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** When the record is over, a last line without an ending is still to come. */
  #isBehind(): boolean {
    const { position, rows, isOpen } = this.source.index;
    return this.#place.position < position || (!isOpen && this.#place.state.rows < rows);
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
