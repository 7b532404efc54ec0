import type { TranscriptRow } from '../../app/transcript/row.ts';

/** Rows of a page: a few screens, so that scrolling seldom waits, and one answer is still small. */
export const PAGE_ROWS = 200;

/** Pages that are kept; past it the ones longest unused are dropped. */
const MOST_PAGES = 60;

/** Rows to ask for. */
export interface RowSpan {
  readonly from: number;
  readonly count: number;
}

/**
 * The rows of one view that have been read, by their place in the view. A record only grows, so a row that was read
 * stays as it is; a page that is not full is read on from where it ends.
 */
export class RowPages {
  /** In the order of their last use. */
  readonly #pages = new Map<number, readonly TranscriptRow[]>();

  /** The row in that place; undefined where it has not been read. */
  at(place: number): TranscriptRow | undefined {
    return this.#pages.get(Math.floor(place / PAGE_ROWS))?.[place % PAGE_ROWS];
  }

  /** The next rows of `[first, last]` to ask for, never past the page's end; null when all are there. */
  missing(first: number, last: number): RowSpan | null {
    for (let page = Math.floor(first / PAGE_ROWS); page * PAGE_ROWS <= last; page++) {
      const read = this.#pages.get(page)?.length ?? 0;
      const end = Math.min((page + 1) * PAGE_ROWS, last + 1);
      const from = page * PAGE_ROWS + read;
      if (from < end) return { from, count: (page + 1) * PAGE_ROWS - from };
    }
    return null;
  }

  /** Takes rows that were read. Those that do not continue a page, or are there already, are left out. */
  add(from: number, rows: readonly TranscriptRow[]): void {
    const page = Math.floor(from / PAGE_ROWS);
    const known = this.#pages.get(page) ?? [];
    const begins = from - page * PAGE_ROWS;
    if (begins > known.length) return;
    this.#pages.delete(page);
    this.#pages.set(page, [...known, ...rows.slice(known.length - begins)].slice(0, PAGE_ROWS));
    this.#dropUnused();
  }

  /** Says that these rows are on screen, so that their pages are dropped last. */
  use(first: number, last: number): void {
    for (let page = Math.floor(first / PAGE_ROWS); page * PAGE_ROWS <= last; page++) {
      const rows = this.#pages.get(page);
      if (rows === undefined) continue;
      this.#pages.delete(page);
      this.#pages.set(page, rows);
    }
  }

  #dropUnused(): void {
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= MOST_PAGES) return;
      this.#pages.delete(page);
    }
  }
}
