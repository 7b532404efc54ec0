/**
 * The arithmetic of a long list of rows that are all equally high, of which only those on screen exist. It takes the
 * same time for ten rows as for ten million.
 *
 * An *offset* is how many pixels of the list lie above the screen. A browser cannot make an element as high as millions
 * of rows are (Chromium ends at 2^25 pixels, Firefox at about half of it), so past a limit the scroll bar's way is
 * shorter than the list's, and the *scroll position* is the offset made smaller in proportion.
 */

/** The highest element that is made, in pixels: below every browser's limit. */
export const HIGHEST_ELEMENT = 8_000_000;

/** The measures of a list on screen. */
export interface RowWindow {
  readonly count: number;
  /** Pixels. */
  readonly rowHeight: number;
  /** Height of the screen's part that the list has, in pixels. */
  readonly viewport: number;
}

/** The height of the element that is scrolled, in pixels. */
export function elementHeight({ count, rowHeight }: RowWindow): number {
  return Math.min(count * rowHeight, HIGHEST_ELEMENT);
}

/** Whether the list is higher than its element: scroll positions are no offsets then. */
export function isCompressed({ count, rowHeight }: RowWindow): boolean {
  return count * rowHeight > HIGHEST_ELEMENT;
}

/** The offset at which the last row ends where the screen does. */
export function lastOffset({ count, rowHeight, viewport }: RowWindow): number {
  return Math.max(0, count * rowHeight - viewport);
}

/** The offset, kept within the list. */
export function clampOffset(window: RowWindow, offset: number): number {
  return Math.max(0, Math.min(offset, lastOffset(window)));
}

/** Where the scroll bar stands for an offset. */
export function scrollPosition(window: RowWindow, offset: number): number {
  if (!isCompressed(window)) return offset;
  return (offset / lastOffset(window)) * (elementHeight(window) - window.viewport);
}

/** The offset for where the scroll bar stands. */
export function offsetAt(window: RowWindow, position: number): number {
  if (!isCompressed(window)) return clampOffset(window, position);
  return clampOffset(window, (position / (elementHeight(window) - window.viewport)) * lastOffset(window));
}

/** The rows on screen, `last` included; `last` is -1 in an empty list. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/** The rows that an offset brings on screen, and so many more on either side. */
export function rowsAt(window: RowWindow, offset: number, more: number): RowRange {
  const first = Math.floor(offset / window.rowHeight) - more;
  const last = Math.ceil((offset + window.viewport) / window.rowHeight) - 1 + more;
  return { first: Math.max(0, first), last: Math.min(last, window.count - 1) };
}

/** The offset that brings a row on screen with the least movement; the same offset where it is there already. */
export function offsetShowing(window: RowWindow, offset: number, row: number): number {
  const top = row * window.rowHeight;
  const bottom = top + window.rowHeight;
  if (top < offset) return clampOffset(window, top);
  if (bottom > offset + window.viewport) return clampOffset(window, bottom - window.viewport);
  return offset;
}

/** The offset that brings a row to the middle of the screen. */
export function offsetCentring(window: RowWindow, row: number): number {
  return clampOffset(window, row * window.rowHeight - (window.viewport - window.rowHeight) / 2);
}

/** Whether the end of the list is on screen, or less than half a row from it. */
export function isAtEnd(window: RowWindow, offset: number): boolean {
  return offset >= lastOffset(window) - window.rowHeight / 2;
}

/** Rows that are wholly on screen at a time: what Page Down moves by. At least one. */
export function rowsPerScreen({ viewport, rowHeight }: RowWindow): number {
  return Math.max(1, Math.floor(viewport / rowHeight) - 1);
}
