import type { Query } from '../transcript/query.ts';
import { redactLine } from '../transcript/redaction.ts';
import type { ViewProgress } from '../transcript/view-progress.ts';
import type { TranscriptFold, TranscriptRow, ViewRow } from '../transcript/row.ts';
import { foldHeadings, headingRows, type ShownFold } from './fold-headings.ts';
import { FoldIndex } from './fold-index.ts';
import { FoldedRows, type FoldedItem } from './folded-rows.ts';
import { LineSearch } from './line-search.ts';
import { MessageConditions } from './message-conditions.ts';
import { giveWay } from './precedence.ts';
import { readRows, readScatteredRows, rowOfLine } from './row-reader.ts';
import type { SessionSource } from './session-source.ts';

/** Characters that are given at once: a line may have 65,536 of them, and who asks for rows asks for many. */
const MOST_CHARACTERS = 1_000_000;

/** How far the finding in a view has come. */
export interface FindProgress {
  /** Lines that were found. */
  readonly matched: number;
  /** Lines that have been looked at. */
  readonly scanned: number;
  /** Somebody has ended it. */
  readonly stopped: boolean;
}

/** What a view does one after the other: it reads the record, looks which lines it shows, and which are found among them. */
export const VIEW_STEPS = ['indexing', 'filtering', 'finding'] as const;

/** See {@link VIEW_STEPS}. */
export type ViewStep = (typeof VIEW_STEPS)[number];

/** A step that can be ended. Reading cannot: list and details read the same record. */
export type SearchStep = Exclude<ViewStep, 'indexing'>;

/** A line that was found. */
export interface FoundLine {
  readonly row: number;
  /** Its place among those that were found so far, from 0. */
  readonly rank: number;
}

/** Which folds are open at first: all or none, and then those that some rows belong to. */
export interface Folding {
  readonly open: boolean;
  readonly wishes: readonly { readonly row: number; readonly open: boolean }[];
}

/** What a view is opened for. */
export interface ViewOptions {
  /** Null for all rows. */
  readonly query: Query | null;
  /** Secrets are shown. */
  readonly reveal: boolean;
  /** Rows that are seldom read line by line may be folded away, where all are shown; null: they never are. */
  readonly folding: Folding | null;
}

/**
 * A session as a reader sees it: all rows, some of them folded away; or the lines that a query names. Besides, lines can be
 * found in it. It searches as far as the session is on the disk, and again when it has grown, and never holds the relay up.
 */
export class SessionView {
  readonly source: SessionSource;
  readonly #options: ViewOptions;
  readonly #onProgress: () => void;
  readonly #folds: FoldIndex;
  readonly #folded: FoldedRows;
  #filter: LineSearch | null;
  #find: LineSearch | null = null;
  /** What is looked for among the lines that the view shows; null: nothing. */
  #wanted: Query | null = null;
  #conditions: MessageConditions;
  #layout = 0;
  #step: ViewStep | null = null;
  readonly #stopped = new Set<SearchStep>();
  #working: Promise<void> | null = null;
  readonly #awaitingRows: (() => void)[] = [];
  #again = false;
  #hasCaughtUp = false;
  #problem: unknown = null;
  #closed = false;

  /** `onProgress` is called when there is more of it, or more has been found. */
  constructor(source: SessionSource, options: ViewOptions, onProgress: () => void) {
    this.source = source;
    this.#options = options;
    this.#onProgress = () => {
      if (!this.#closed) onProgress();
      for (const goOn of this.#awaitingRows.splice(0)) goOn();
    };
    this.#folds = options.folding !== null ? source.index.folds : new FoldIndex();
    this.#folded = new FoldedRows(this.#folds, () => source.index.rows);
    this.#folded.setAll(options.folding?.open ?? false);
    for (const { row, open } of options.folding?.wishes ?? []) this.#folded.set(row, open);
    this.#conditions = this.#beginConditions();
    this.#filter = this.#beginFilter();
    this.grew();
  }

  /** Why the file could not be read on; null where it could. */
  get problem(): unknown {
    return this.#problem;
  }

  /** How far it has come. */
  get progress(): ViewProgress {
    const { lines } = this.source.index;
    const layout = this.#layout;
    const stopped = this.#stopped.has('filtering');
    if (this.#filter !== null) {
      const { count } = this.#filter.found;
      const { scanned } = this.#filter;
      const all = { rows: count, steady: count, growing: null, matched: count };
      return { layout, ...all, scanned, lines, stopped, folds: 0 };
    }
    const { count: rows, steady, growing } = this.#folded;
    const { count: folds } = this.#folds;
    return { layout, rows, steady, growing, matched: lines, scanned: lines, lines, stopped, folds };
  }

  /** How far the finding has come; null where nothing is looked for. */
  get finding(): FindProgress | null {
    if (this.#find === null) return null;
    const { found, scanned } = this.#find;
    return { matched: found.count, scanned, stopped: this.#stopped.has('finding') };
  }

  /** What it does now, and how far that is; null: nothing. Of reading bytes are told, else lines. */
  get underWay(): { readonly step: ViewStep; readonly done: number; readonly total: number } | null {
    const step = this.#step;
    if (step === null) return null;
    if (step === 'indexing') return { step, ...this.source.read };
    const search = step === 'filtering' ? this.#filter : this.#find;
    return { step, done: search?.scanned ?? 0, total: this.source.index.lines };
  }

  /** Ends the search; what was found by then stays. */
  stop(step: SearchStep): void {
    this.#stopped.add(step);
    if (step === 'filtering') this.#filter?.close();
    if (step === 'finding') this.#find?.close();
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

  /** Resolves when it has so many rows to show, or has found out that there are fewer. */
  async hasRows(count: number): Promise<void> {
    while (this.#working !== null && this.progress.rows < count) {
      await new Promise<void>((resolve) => this.#awaitingRows.push(resolve));
    }
  }

  /**
   * `count` rows of the view, beginning at place `from`; fewer where they are very long, or where there are no more.
   * `breathe` is waited for now and then. Rejects as reading a file does.
   */
  async rows(from: number, count: number, breathe?: () => Promise<void>): Promise<readonly ViewRow[]> {
    if (this.#filter !== null) return this.#read(this.#filter.found.slice(from, count), breathe);
    const items = this.#folded.slice(from, count);
    const folds = this.#shownFolds(items);
    const own = items.flatMap((item) => (item.type === 'row' ? [item.row] : []));
    if (folds.length === 0) return this.#read(own, breathe);
    // In one read: what a heading is made of stands next to the rows around it.
    const wanted = new Set([...own, ...folds.flatMap(({ fold }) => headingRows(fold))]);
    const numbers = [...wanted].sort((one, other) => one - other);
    const budget = { left: MOST_CHARACTERS };
    const rows = await readScatteredRows(this.source, numbers, true, budget, breathe);
    const headings = foldHeadings(folds, rows);
    const shown = new Set(own);
    const ownRows = rows.filter(({ row }) => shown.has(row));
    return merged(items, this.#options.reveal ? ownRows : ownRows.map(redactRow), headings);
  }

  /** Opens or closes the fold that a row belongs to, or all of them where it is null. */
  fold(row: number | null, open: boolean): void {
    if (row === null) this.#folded.setAll(open);
    else if (!this.#folded.set(row, open)) return;
    this.#layout += 1;
  }

  /**
   * The place where a row stands, or the heading of the fold that it belongs to. In a filtered view that does not show the
   * row: where the next one stands that it shows.
   */
  placeOf(row: number, heading: boolean): number {
    if (this.#filter !== null) return this.#filter.found.rank(row);
    return heading ? this.#folded.headingOf(row) : this.#folded.placeOf(row);
  }

  /** Whether the row is among those that the view shows, be it in a closed fold. */
  shows(row: number): boolean {
    if (this.#filter === null) return row < this.source.index.rows;
    const { found } = this.#filter;
    return found.slice(found.rank(row), 1)[0] === row;
  }

  /** The row of the line of that number, from 1; null where there is none. Rejects as reading a file does. */
  async rowOfLine(line: number): Promise<number | null> {
    return rowOfLine(this.source, line);
  }

  /** Begins to look for lines among those that the view shows; null: looks for nothing any more. */
  find(query: Query | null): void {
    this.#wanted = query;
    this.#stopped.delete('finding');
    this.#find?.close();
    if (query !== null && query.conditions.length > 0) this.#conditions = this.#beginConditions();
    this.#find = this.#beginFind();
    this.grew();
  }

  /**
   * The next line behind a row that was found, or the last one before it; behind the last comes the first again. Null
   * where none was found so far.
   */
  found(row: number, direction: 'next' | 'previous'): FoundLine | null {
    const found = this.#find?.found;
    if (found === undefined || found.count === 0) return null;
    const wanted = direction === 'next' ? found.rank(row + 1) : found.rank(row) - 1;
    const rank = (wanted + found.count) % found.count;
    const [match] = found.slice(rank, 1);
    return match === undefined ? null : { row: match, rank };
  }

  /** Ends the search; nothing is told any more. */
  close(): void {
    this.#closed = true;
    this.#filter?.close();
    this.#find?.close();
  }

  #beginConditions(): MessageConditions {
    const queries = [this.#options.query, this.#wanted].filter((query) => query !== null);
    return new MessageConditions(
      this.source,
      queries.flatMap(({ conditions }) => conditions),
    );
  }

  #beginFilter(): LineSearch | null {
    const { query } = this.#options;
    return query === null ? null : this.#search([query]);
  }

  #beginFind(): LineSearch | null {
    const { query } = this.#options;
    if (this.#wanted === null) return null;
    return this.#search(query === null ? [this.#wanted] : [query, this.#wanted]);
  }

  #search(queries: readonly Query[]): LineSearch {
    const { reveal } = this.#options;
    const session = () => this.#conditions.session;
    return new LineSearch(this.source, { queries, reveal, session }, this.#onProgress);
  }

  /** A message has come with which lines are meant that were not: what has been searched is searched again. */
  #beginAnew(): void {
    this.#filter?.close();
    this.#find?.close();
    this.#filter = this.#beginFilter();
    this.#find = this.#beginFind();
    for (const step of this.#stopped) this.stop(step);
    this.#layout += 1;
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#closed) {
      // Whoever opens a view waits for its rows; how it grows is told as soon as there is time for it.
      if (this.#hasCaughtUp) await giveWay('background');
      this.#again = false;
      try {
        await this.#goOn();
        this.#hasCaughtUp = true;
        this.#problem = null;
      } catch (error) {
        this.#problem = error;
      }
      this.#step = null;
      this.#onProgress();
    }
    // At once with the last look at `again`: else a session that grew in between would be forgotten.
    this.#working = null;
  }

  async #goOn(): Promise<void> {
    this.#step = 'indexing';
    await this.source.catchUp(this.#onProgress);
    this.#step = 'filtering';
    const goOn = (): boolean => !this.#closed && !this.#stopped.has('filtering');
    if (goOn() && (await this.#conditions.goOn(goOn))) this.#beginAnew();
    await this.#filter?.goOn();
    this.#step = 'finding';
    await this.#find?.goOn();
  }

  #shownFolds(items: readonly FoldedItem[]): readonly ShownFold[] {
    return items.flatMap((item) =>
      item.type === 'heading' ? [{ fold: this.#folds.at(item.fold), open: item.open }] : [],
    );
  }

  /** Rising numbers; where they are one behind the other, that is one read. */
  async #read(numbers: readonly number[], breathe?: () => Promise<void>): Promise<readonly TranscriptRow[]> {
    const first = numbers[0] ?? 0;
    const last = numbers.at(-1) ?? -1;
    const { reveal } = this.#options;
    const budget = { left: MOST_CHARACTERS };
    if (last - first + 1 === numbers.length) return readRows(this.source, first, last + 1, reveal, budget);
    return readScatteredRows(this.source, numbers, reveal, budget, breathe);
  }
}

function redactRow(row: TranscriptRow): TranscriptRow {
  return row.type === 'line' ? redactLine(row) : row;
}

/** Rows and headings in their order. Ends where one could not be read. */
function merged(
  items: readonly FoldedItem[],
  rows: readonly TranscriptRow[],
  headings: readonly TranscriptFold[],
): readonly ViewRow[] {
  const view: ViewRow[] = [];
  let row = 0;
  let heading = 0;
  for (const item of items) {
    const next = item.type === 'row' ? rows[row++] : headings[heading++];
    if (next === undefined) break;
    view.push(next);
  }
  return view;
}
