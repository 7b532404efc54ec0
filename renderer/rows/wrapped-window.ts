/**
 * The arithmetic of a long list of rows that are as high as their words want to be, which only drawing them tells. What is
 * known of the others is that they are no lower than a row of one line. So a place in the list is told by rows: which one
 * is at the top of the screen, and how much of it lies above. The scroll bar counts rows, too.
 */

/** The measures of a list on screen. */
export interface WrappedWindow {
  readonly count: number;
  /** The least height of a row, in pixels. */
  readonly rowHeight: number;
  /** Height of the screen's part that the list has, in pixels. */
  readonly viewport: number;
  /** The height of the row in that place, in pixels: the least where it is not drawn. */
  readonly heightOf: (place: number) => number;
}

/** The row at the top of the screen, and how many of its pixels lie above. */
export interface Anchor {
  readonly place: number;
  readonly above: number;
}

/** Where the person wants to be: a row at the top with some of it above, at the bottom, or in the middle of the screen. */
export type Aim =
  | { readonly at: 'top'; readonly place: number; readonly above: number }
  | { readonly at: 'bottom' | 'middle'; readonly place: number };

/** The anchor that brings the list where one wants to be, kept within the list. */
export function anchorFor(window: WrappedWindow, aim: Aim): Anchor {
  return earlier(wantedAnchor(window, aim), lastAnchor(window));
}

function wantedAnchor(window: WrappedWindow, aim: Aim): Anchor {
  const place = Math.max(0, Math.min(aim.place, window.count - 1));
  switch (aim.at) {
    case 'top':
      return movedBy(window, { place, above: 0 }, place === aim.place ? aim.above : 0);
    case 'bottom':
      return movedBy(window, { place, above: 0 }, window.heightOf(place) - window.viewport);
    case 'middle':
      return movedBy(window, { place, above: 0 }, (window.heightOf(place) - window.viewport) / 2);
  }
}

/** The anchor at which the last row ends where the screen does. */
export function lastAnchor(window: WrappedWindow): Anchor {
  const place = Math.max(0, window.count - 1);
  return movedBy(window, { place, above: 0 }, window.heightOf(place) - window.viewport);
}

/** The anchor so many pixels further on, or back; no further back than the beginning, nor on than the last row. */
export function movedBy(window: WrappedWindow, anchor: Anchor, pixels: number): Anchor {
  let { place } = anchor;
  let above = anchor.above + pixels;
  while (above < 0 && place > 0) {
    place -= 1;
    above += window.heightOf(place);
  }
  while (place < window.count - 1 && above >= window.heightOf(place)) {
    above -= window.heightOf(place);
    place += 1;
  }
  return { place, above: Math.max(0, above) };
}

/** Whether the end of the list is on screen, or less than half a row from it. */
export function isLast(window: WrappedWindow, anchor: Anchor): boolean {
  const near = movedBy(window, anchor, window.rowHeight / 2);
  return earlier(near, lastAnchor(window)) !== near;
}

/** Rows that are on screen, the last of them perhaps in part. */
export function rowsOnScreen(window: WrappedWindow, anchor: Anchor): number {
  let rows = 0;
  for (let left = window.viewport + anchor.above; left > 0 && anchor.place + rows < window.count; rows += 1) {
    left -= window.heightOf(anchor.place + rows);
  }
  return rows;
}

/** How far down the list the anchor is: 0 at its beginning, 1 at its end. */
export function progressOf(window: WrappedWindow, anchor: Anchor): number {
  const last = inRows(window, lastAnchor(window));
  return last === 0 ? 0 : Math.min(1, inRows(window, anchor) / last);
}

/** Where one wants to be who has moved the scroll bar so far down. */
export function aimAt(window: WrappedWindow, progress: number): Aim {
  if (progress >= 1) return { at: 'bottom', place: window.count - 1 };
  const rows = Math.max(0, progress) * inRows(window, lastAnchor(window));
  const place = Math.floor(rows);
  return { at: 'top', place, above: (rows - place) * window.heightOf(place) };
}

function inRows(window: WrappedWindow, { place, above }: Anchor): number {
  return place + above / window.heightOf(place);
}

function earlier(one: Anchor, other: Anchor): Anchor {
  return one.place < other.place || (one.place === other.place && one.above <= other.above) ? one : other;
}
