import { Buffer } from 'node:buffer';
import { needlePattern } from '../transcript/query-needles.ts';
import type { Query } from '../transcript/query.ts';
import type { Checkpoint } from './checkpoints.ts';
import { walkRows, type ReadingPlace } from './row-reader.ts';
import { RowSet } from './row-set.ts';
import type { ReadableBytes } from './shared-file-bytes.ts';
import { textsOfSegment } from './segment-bytes.ts';
import type { SessionSource } from './session-source.ts';

/** Milliseconds of searching after which everything else gets its turn. */
const SLICE = 8;

/** Bytes that are looked through at once for what has to stand in a line. */
const STRETCH = 1024 * 1024;

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
  /** What stands in each line that is meant; null where nothing is known to. */
  readonly #pattern: RegExp | null;
  #place: ReadingPlace;
  #closed = false;

  /** `onProgress` is called after each slice. */
  constructor(source: SessionSource, target: SearchTarget, onProgress: () => void) {
    this.#source = source;
    this.#target = target;
    this.#onProgress = onProgress;
    this.#place = source.index.checkpointFor(0);
    const needles = target.queries.map((query) => query.needles).find((known) => known !== null);
    this.#pattern = needles === undefined || needles === null ? null : needlePattern(needles);
  }

  /** Lines that have been looked at. */
  get scanned(): number {
    return this.#place.state.dialogue.lines;
  }

  /** Searches on, up to what has been indexed. Rejects as reading a file does. */
  async goOn(): Promise<void> {
    while (!this.#closed && this.#isBehind()) {
      const { position, state } = this.#place;
      if (!(await this.#passOver())) await this.#searchSlice();
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

  /** Goes on to further checkpoints, as long as what lies before them holds nothing that is looked for. */
  async #passOver(): Promise<boolean> {
    const pattern = this.#pattern;
    if (pattern === null) return false;
    const until = performance.now() + SLICE;
    let passed = false;
    await this.#source.readFile(async (file) => {
      while (!this.#closed && performance.now() < until) {
        const { position } = this.#place;
        const { index } = this.#source;
        const far = index.checkpointForPosition(position + STRETCH);
        const next = index.checkpointBehind(position);
        if (next === null) return;
        const first = far.position > next.position ? far : next;
        if (await this.#holdsNothing(file, first, pattern)) this.#place = first;
        else if (first !== next && (await this.#holdsNothing(file, next, pattern))) this.#place = next;
        else return;
        passed = true;
      }
    });
    return passed;
  }

  /** Whether what lies before a checkpoint holds nothing that is looked for. */
  async #holdsNothing(file: ReadableBytes, { position }: Checkpoint, pattern: RegExp): Promise<boolean> {
    const length = position - this.#place.position;
    if (length <= 0) return false;
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await file.read(bytes, 0, length, this.#place.position);
    const texts = bytesRead === length ? textsOfSegment(bytes, this.#place) : null;
    return texts !== null && !texts.some((text) => pattern.test(text));
  }

  async #searchSlice(): Promise<void> {
    const { queries, reveal } = this.#target;
    const until = performance.now() + SLICE;
    const { index } = this.#source;
    const summary = index.summary();
    // What lies behind the next checkpoint may be passed over again.
    const stop = this.#pattern === null ? null : index.checkpointBehind(this.#place.position);
    this.#place = await walkRows(this.#source, this.#place, {
      reveal,
      wanted: () => true,
      take: (row) => {
        if (row.type !== 'line') return;
        if (queries.every((query) => query.matchesLine(row, summary))) this.found.add(row.row);
      },
      goOn: (_walk, position) =>
        performance.now() < until && !this.#closed && (stop === null || position < stop.position),
    });
  }
}
