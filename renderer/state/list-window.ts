import type { ListRow, ListRows, RequestPayload } from '../../app/contract.ts';

/** Rows that are asked for around those on screen, on either side. */
const MARGIN = 30;

/** The most rows that are asked for at once: a very tall window's worth. */
const MOST_AT_ONCE = 300;

/** The rows that are on screen. */
interface ListRowsOnScreen {
  readonly first: number;
  /** Included. */
  readonly last: number;
  /** They are to stay where they are when others come or go above them. */
  readonly stay: boolean;
}

/** The rows of a long list that have been read, around those on screen. */
export class ListWindow {
  #read: ListRows | null = null;
  #onScreen: ListRowsOnScreen = { first: 0, last: MARGIN, stay: false };

  /** What was read last; null before the first time. */
  get read(): ListRows | null {
    return this.#read;
  }

  get onScreen(): ListRowsOnScreen {
    return this.#onScreen;
  }

  /** What stands in that row; undefined where it has not been read. */
  at(row: number): ListRow | undefined {
    return this.#read?.rows[row - this.#read.from];
  }

  /** The row of that session; undefined where it has not been read. */
  placeOf(session: number): number | undefined {
    if (this.#read === null) return undefined;
    const index = this.#read.rows.findIndex(
      (row) => row.type === 'conversation' && row.summary.session === session,
    );
    return index === -1 ? undefined : this.#read.from + index;
  }

  /** Other rows come on screen. Returns whether all of them that a list of so many rows has are read. */
  show(onScreen: ListRowsOnScreen, rows: number): boolean {
    this.#onScreen = onScreen;
    if (this.#read === null) return false;
    const end = this.#read.from + this.#read.rows.length;
    return onScreen.first >= this.#read.from && Math.min(onScreen.last, rows - 1) < end;
  }

  /** Back to the top: another list comes. What was read stays until that is. */
  showTop(): void {
    const { first, last } = this.#onScreen;
    this.#onScreen = { first: 0, last: last - first, stay: false };
  }

  /** What is to be read of that list. */
  wanted(list: number): RequestPayload<'list.rows'> {
    const from = Math.max(0, this.#onScreen.first - MARGIN);
    const count = Math.min(this.#onScreen.last + MARGIN - from + 1, MOST_AT_ONCE);
    return { list, from, count, anchor: this.#anchor() };
  }

  /** Takes what was read. The rows on screen move with what they show. */
  take(read: ListRows): void {
    const { first, last } = this.#onScreen;
    this.#read = read;
    this.#onScreen = {
      ...this.#onScreen,
      first: Math.max(0, first + read.moved),
      last: Math.max(0, last + read.moved),
    };
  }

  /** A conversation on screen, by which the rows are found again when others came above it. */
  #anchor(): { readonly session: number; readonly place: number } | null {
    if (!this.#onScreen.stay) return null;
    for (let place = this.#onScreen.first; place <= this.#onScreen.last; place++) {
      const row = this.at(place);
      if (row?.type === 'conversation') return { session: row.summary.session, place };
    }
    return null;
  }
}
