import { lastWhere, type FoldIndex } from './fold-index.ts';

/** What stands in a place of a folded session: a row, or the heading of a fold. */
export type FoldedItem =
  | { readonly type: 'row'; readonly row: number }
  /** `fold`: its place among the folds. */
  | { readonly type: 'heading'; readonly fold: number; readonly open: boolean };

/**
 * Which place each row of a session has while some of its folds are closed. Every fold has a heading in a place of its
 * own; its rows follow where it is open, and have no place where it is closed. All folds are closed, or all are open, but
 * for some exceptions: so it takes the same time for ten rows as for ten million.
 */
export class FoldedRows {
  readonly #folds: FoldIndex;
  readonly #rows: () => number;
  #closed = true;
  /** Folds that are open where all are closed, or the other way round; rising. */
  #exceptions: number[] = [];
  /** Rows of all exceptions before each, as far as they do not grow any more. */
  #exceptRows: number[] = [0];

  /** `rows`: how many rows the session has by now. */
  constructor(folds: FoldIndex, rows: () => number) {
    this.#folds = folds;
    this.#rows = rows;
  }

  /** Places. */
  get count(): number {
    return this.#rows() + this.#shift(this.#folds.count);
  }

  /** Places before this one stay as they are; the run that goes on may yet become a fold, and a closed one grows. */
  get steady(): number {
    const row = this.#folds.goesOnFrom;
    if (row === null) return this.count;
    const fold = this.foldOf(row);
    return fold !== -1 && this.isOpen(fold) ? this.count : this.placeOf(row);
  }

  /** The place of the heading of an open fold that grows; null where there is none. */
  get growing(): number | null {
    const row = this.#folds.goesOnFrom;
    const fold = row === null ? -1 : this.foldOf(row);
    return fold !== -1 && this.isOpen(fold) ? this.#heading(fold) : null;
  }

  /** Closes or opens all folds, those included that are still to come. */
  setAll(open: boolean): void {
    this.#closed = !open;
    this.#exceptions = [];
    this.#exceptRows = [0];
  }

  /** Closes or opens the fold that the row belongs to. False where it belongs to none, or that is so already. */
  set(row: number, open: boolean): boolean {
    const fold = this.foldOf(row);
    if (fold === -1 || this.isOpen(fold) === open) return false;
    const at = this.#exceptionsBefore(fold);
    if (this.#exceptions[at] === fold) this.#exceptions.splice(at, 1);
    else this.#exceptions.splice(at, 0, fold);
    this.#exceptRows.length = Math.min(this.#exceptRows.length, at + 1);
    return true;
  }

  /** Whether the fold in that place among the folds is open. */
  isOpen(fold: number): boolean {
    const isException = this.#exceptions[this.#exceptionsBefore(fold)] === fold;
    return isException === this.#closed;
  }

  /** The fold that the row belongs to, by its place among the folds; -1: to none. */
  foldOf(row: number): number {
    const fold = this.#folds.atOrBefore(row);
    return fold !== -1 && row < this.#folds.first(fold) + this.#folds.rowsOf(fold) ? fold : -1;
  }

  /** The place of the row; of one in a closed fold, that of the heading. */
  placeOf(row: number): number {
    const fold = this.#folds.atOrBefore(row);
    if (fold === -1) return row;
    const within = row - this.#folds.first(fold);
    if (within >= this.#folds.rowsOf(fold)) return row + this.#shift(fold + 1);
    return this.#heading(fold) + (this.isOpen(fold) ? 1 + within : 0);
  }

  /** The place of the heading above the row; of the row itself where it belongs to no fold. */
  headingOf(row: number): number {
    const fold = this.foldOf(row);
    return fold === -1 ? this.placeOf(row) : this.#heading(fold);
  }

  /** What stands in the places from `from` on, `count` of them or as many as there are. */
  slice(from: number, count: number): FoldedItem[] {
    const items: FoldedItem[] = [];
    const end = Math.min(from + count, this.count);
    let fold = lastWhere(this.#folds.count, (fold) => this.#heading(fold) <= from);
    for (let place = Math.max(0, from); place < end; place += 1) {
      if (fold + 1 < this.#folds.count && this.#heading(fold + 1) <= place) fold += 1;
      items.push(this.#itemAt(place, fold));
    }
    return items;
  }

  /** `fold`: the last whose heading stands at or before the place. */
  #itemAt(place: number, fold: number): FoldedItem {
    if (fold === -1) return { type: 'row', row: place };
    const within = place - this.#heading(fold);
    const open = this.isOpen(fold);
    if (within === 0) return { type: 'heading', fold, open };
    const row = this.#folds.first(fold) + within - 1;
    return { type: 'row', row: open ? row : row + this.#folds.rowsOf(fold) };
  }

  #heading(fold: number): number {
    return this.#folds.first(fold) + this.#shift(fold);
  }

  /** How much higher the place of a row is than the row, behind so many folds: a heading more for each, and the rows of closed ones less. */
  #shift(folds: number): number {
    const except = this.#rowsOfExceptions(this.#exceptionsBefore(folds));
    return folds - (this.#closed ? this.#folds.rowsBefore(folds) - except : except);
  }

  #exceptionsBefore(fold: number): number {
    return lastWhere(this.#exceptions.length, (at) => (this.#exceptions[at] ?? 0) < fold) + 1;
  }

  /** Only the last of all folds grows: it is added up anew each time. */
  #rowsOfExceptions(count: number): number {
    for (let known = this.#exceptRows.length; known <= count; known += 1) {
      const fold = this.#exceptions[known - 1] ?? 0;
      const sum = (this.#exceptRows[known - 1] ?? 0) + this.#folds.rowsOf(fold);
      if (fold === this.#folds.count - 1) return sum;
      this.#exceptRows.push(sum);
    }
    return this.#exceptRows[count] ?? 0;
  }
}
