import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aimAt,
  anchorFor,
  isLast,
  lastAnchor,
  movedBy,
  progressOf,
  rowsOnScreen,
  type Aim,
  type WrappedWindow,
} from '../../../renderer/rows/wrapped-window.ts';

/** Rows of 20 pixels, but for those that are said to be higher. */
function list(count: number, viewport: number, higher: Readonly<Record<number, number>> = {}): WrappedWindow {
  return { count, rowHeight: 20, viewport, heightOf: (place) => higher[place] ?? 20 };
}

const windows: fc.Arbitrary<WrappedWindow> = fc
  .record({
    count: fc.integer({ min: 1, max: 400 }),
    viewport: fc.integer({ min: 20, max: 900 }),
    lines: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }),
  })
  .map(({ count, viewport, lines }) => ({
    count,
    rowHeight: 20,
    viewport,
    heightOf: (place) => 20 * (lines[place % lines.length] ?? 1),
  }));

/** Pixels of the list above the screen. */
function pixelsAbove(
  { heightOf }: WrappedWindow,
  { place, above }: { place: number; above: number },
): number {
  let pixels = above;
  for (let row = 0; row < place; row += 1) pixels += heightOf(row);
  return pixels;
}

function pixelsOf(window: WrappedWindow): number {
  return pixelsAbove(window, { place: window.count, above: 0 });
}

describe('a place in a list of rows of any height', () => {
  const window = list(100, 200, { 10: 100, 99: 60 });

  it('is moved by pixels, over rows as high as they are', () => {
    expect(movedBy(window, { place: 9, above: 0 }, 30)).toEqual({ place: 10, above: 10 });
    expect(movedBy(window, { place: 9, above: 0 }, 120)).toEqual({ place: 11, above: 0 });
    expect(movedBy(window, { place: 11, above: 5 }, -30)).toEqual({ place: 10, above: 75 });
    expect(movedBy(window, { place: 1, above: 0 }, -500)).toEqual({ place: 0, above: 0 });
  });

  it('is where one wants to be', () => {
    expect(anchorFor(window, { at: 'bottom', place: 20 })).toEqual({ place: 11, above: 0 });
    expect(anchorFor(window, { at: 'middle', place: 50 })).toEqual({ place: 45, above: 10 });
    expect(anchorFor(window, { at: 'top', place: 30, above: 7 })).toEqual({ place: 30, above: 7 });
    expect(anchorFor(window, { at: 'bottom', place: 99 })).toEqual({ place: 92, above: 0 });
    expect(anchorFor(window, { at: 'top', place: 5_000, above: 7 })).toEqual(lastAnchor(window));
  });

  it('knows how many rows are on screen', () => {
    expect(rowsOnScreen(window, { place: 50, above: 0 })).toBe(10);
    expect(rowsOnScreen(window, { place: 50, above: 1 })).toBe(11);
    expect(rowsOnScreen(window, { place: 10, above: 0 })).toBe(6);
  });
});

it('never leaves the list, nor moves by anything but the pixels that it was told', () => {
  fc.assert(
    fc.property(windows, fc.nat(400), fc.integer({ min: -5_000, max: 5_000 }), (window, from, pixels) => {
      const start = anchorFor(window, { at: 'top', place: from, above: 0 });
      const moved = anchorFor(window, { at: 'top', ...movedBy(window, start, pixels) });
      const most = Math.max(0, pixelsOf(window) - window.viewport);
      const wanted = Math.max(0, Math.min(pixelsAbove(window, start) + pixels, most));
      expect(pixelsAbove(window, moved)).toBe(wanted);
      expect(moved.above).toBeGreaterThanOrEqual(0);
      expect(moved.place).toBeLessThan(window.count);
    }),
  );
});

it('brings a row on screen wherever it is wanted', () => {
  const aims = fc.constantFrom<Aim['at'][]>('top', 'bottom', 'middle');
  fc.assert(
    fc.property(windows, fc.nat(399), aims, (window, row, at) => {
      const place = row % window.count;
      const anchor = anchorFor(window, at === 'top' ? { at, place, above: 0 } : { at, place });
      const top = pixelsAbove(window, { place, above: 0 }) - pixelsAbove(window, anchor);
      const height = window.heightOf(place);
      expect(top).toBeLessThan(window.viewport);
      expect(top + height).toBeGreaterThan(0);
      // A row that is higher than the screen may begin above it.
      expect(top).toBeGreaterThanOrEqual(Math.min(0, window.viewport - height));
    }),
  );
});

it('is found again by the scroll bar, whose ends are the ends of the list', () => {
  fc.assert(
    fc.property(windows, fc.double({ min: 0, max: 1, noNaN: true }), (window, progress) => {
      const anchor = anchorFor(window, aimAt(window, progress));
      const again = anchorFor(window, aimAt(window, progressOf(window, anchor)));
      expect(Math.abs(pixelsAbove(window, again) - pixelsAbove(window, anchor))).toBeLessThan(1);
      expect(anchorFor(window, aimAt(window, 0))).toEqual({ place: 0, above: 0 });
      expect(isLast(window, anchorFor(window, aimAt(window, 1)))).toBe(true);
      expect(progressOf(window, lastAnchor(window))).toBe(pixelsOf(window) > window.viewport ? 1 : 0);
    }),
  );
});
