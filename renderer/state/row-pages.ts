import type { LineReply, ViewRow } from '../../app/transcript/row.ts';

/** Rows of a page: less than a screen, so that what is on screen does not wait for much that is not. */
export const PAGE_ROWS = 20;

/** Rows that are asked for at once: a few screens. */
export const MOST_ASKED = 200;

/** Pages that are kept; past it the ones longest unused are dropped. */
const MOST_PAGES = 600;

/** Commands without a reply that are remembered: more than any server lets wait. */
const MOST_UNANSWERED = 10_000;

/** Rows to ask for. */
export interface RowSpan {
  readonly from: number;
  readonly count: number;
}

interface Page {
  readonly rows: readonly ViewRow[];
  /** So many of them are as they are now; the others are shown until they have been read anew. */
  readonly fresh: number;
}

const NO_PAGE: Page = { rows: [], fresh: 0 };

/**
 * The rows of one view that have been read, by their place in the view. A record only grows, so most rows stay as they
 * were read; a page that is not full is read on from where it ends.
 */
export class RowPages {
  /** In the order of their last use. */
  readonly #pages = new Map<number, Page>();
  /** The places of commands whose reply was not known when they were read, by their line numbers. */
  readonly #unanswered = new Map<number, number>();

  /** The row in that place; undefined where it has not been read. */
  at(place: number): ViewRow | undefined {
    return this.#pages.get(Math.floor(place / PAGE_ROWS))?.rows[place % PAGE_ROWS];
  }

  /** The next rows of `[first, last]` to ask for, up to the next that are there; null when all are. */
  missing(first: number, last: number): RowSpan | null {
    for (let page = Math.floor(first / PAGE_ROWS); page * PAGE_ROWS <= last; page++) {
      const from = page * PAGE_ROWS + this.#freshOf(page);
      if (from >= Math.min((page + 1) * PAGE_ROWS, last + 1)) continue;
      let next = page + 1;
      while (next * PAGE_ROWS <= last && this.#freshOf(next) === 0) next++;
      return { from, count: Math.min(next * PAGE_ROWS, last + 1, from + MOST_ASKED) - from };
    }
    return null;
  }

  /** Takes rows that were read. Those that do not continue a page are left out. */
  add(from: number, rows: readonly ViewRow[]): void {
    for (let at = 0; at < rows.length;) {
      const end = at + PAGE_ROWS - ((from + at) % PAGE_ROWS);
      this.#addToPage(from + at, rows.slice(at, end));
      at = end;
    }
    this.#dropUnused();
    rows.forEach((row, index) => this.#pair(row, from + index));
  }

  #freshOf(page: number): number {
    return this.#pages.get(page)?.fresh ?? 0;
  }

  #addToPage(from: number, rows: readonly ViewRow[]): void {
    const page = Math.floor(from / PAGE_ROWS);
    const known = this.#pages.get(page) ?? NO_PAGE;
    const begins = from - page * PAGE_ROWS;
    if (begins > known.fresh) return;
    const read = [...known.rows.slice(0, begins), ...rows];
    const fresh = Math.min(Math.max(known.fresh, read.length), PAGE_ROWS);
    this.#pages.delete(page);
    this.#pages.set(page, { rows: [...read, ...known.rows.slice(read.length)].slice(0, PAGE_ROWS), fresh });
  }

  /** Takes one row that was read anew, where it is known. */
  replace(place: number, row: ViewRow): void {
    const page = Math.floor(place / PAGE_ROWS);
    const known = this.#pages.get(page);
    if (known?.rows[place % PAGE_ROWS] === undefined) return;
    this.#pages.set(page, { ...known, rows: known.rows.with(place % PAGE_ROWS, row) });
  }

  /** The rows from that place on may have changed: they are asked for again when they are shown. */
  wear(from: number): void {
    for (const [number, page] of this.#pages) {
      const fresh = Math.max(0, Math.min(page.fresh, from - number * PAGE_ROWS));
      if (fresh < page.fresh) this.#pages.set(number, { ...page, fresh });
    }
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

  /** A command is often read before it is answered; its reply, once it is read, tells it. */
  #pair(row: ViewRow, place: number): void {
    if (row.type === 'line' && row.kind === 'command' && row.reply === undefined) {
      if (this.#unanswered.size < MOST_UNANSWERED) this.#unanswered.set(row.n, place);
      return;
    }
    const answer = answerIn(row);
    const asked = answer === null ? undefined : this.#unanswered.get(answer.askedBy);
    if (answer === null || asked === undefined) return;
    this.#unanswered.delete(answer.askedBy);
    const command = this.at(asked);
    if (command?.type === 'line') this.replace(asked, { ...command, reply: answer.reply });
  }

  #dropUnused(): void {
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= MOST_PAGES) return;
      this.#pages.delete(page);
    }
  }
}

/** The reply that a row makes whole, and the line that asked for it. */
function answerIn(row: ViewRow): { readonly askedBy: number; readonly reply: LineReply } | null {
  if (row.type === 'line') {
    const { answers, code, tookMs, n } = row;
    if (answers === undefined || code === undefined || tookMs === undefined) return null;
    return { askedBy: answers, reply: { line: n, code, tookMs } };
  }
  if (row.type !== 'fold' || row.holds.what !== 'capabilities' || row.holds.tookMs === undefined) return null;
  const { answers, code, tookMs } = row.holds;
  return { askedBy: answers, reply: { line: row.n, code, tookMs } };
}
