import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clampOffset,
  elementHeight,
  HIGHEST_ELEMENT,
  isAtEnd,
  lastOffset,
  offsetAt,
  offsetCentring,
  offsetShowing,
  rowsAt,
  scrollPosition,
} from '../../../renderer/rows/row-window.ts';
import type { RowWindow } from '../../../renderer/rows/row-window.ts';

const SMALL: RowWindow = { count: 100, rowHeight: 20, viewport: 200 };
const HUGE: RowWindow = { count: 9_000_000, rowHeight: 22, viewport: 660 };

const windows = fc.record({
  count: fc.integer({ min: 0, max: 20_000_000 }),
  rowHeight: fc.integer({ min: 10, max: 80 }),
  viewport: fc.integer({ min: 0, max: 2_000 }),
});

describe('a list that fits the browser', () => {
  it('draws the rows on screen and a few on either side', () => {
    expect(rowsAt(SMALL, 0, 0)).toEqual({ first: 0, last: 9 });
    expect(rowsAt(SMALL, 30, 0)).toEqual({ first: 1, last: 11 });
    expect(rowsAt(SMALL, 1_000, 5)).toEqual({ first: 45, last: 64 });
    expect(rowsAt(SMALL, 1_800, 5)).toEqual({ first: 85, last: 99 });
    expect(rowsAt({ ...SMALL, count: 0 }, 0, 5)).toEqual({ first: 0, last: -1 });
  });

  it('takes scroll positions for offsets', () => {
    expect(elementHeight(SMALL)).toBe(2_000);
    expect(scrollPosition(SMALL, 730)).toBe(730);
    expect(offsetAt(SMALL, 730)).toBe(730);
  });

  it('moves no further than it must to show a row', () => {
    expect(offsetShowing(SMALL, 300, 20)).toBe(300);
    expect(offsetShowing(SMALL, 300, 3)).toBe(60);
    expect(offsetShowing(SMALL, 300, 40)).toBe(620);
    expect(offsetCentring(SMALL, 50)).toBe(910);
    expect(offsetCentring(SMALL, 0)).toBe(0);
  });

  it('knows its end, within half a row', () => {
    expect(isAtEnd(SMALL, 1_800)).toBe(true);
    expect(isAtEnd(SMALL, 1_791)).toBe(true);
    expect(isAtEnd(SMALL, 1_780)).toBe(false);
    expect(isAtEnd({ ...SMALL, count: 3 }, 0)).toBe(true);
  });
});

describe('a list of nine million rows', () => {
  it('is no higher than a browser lets it be', () => {
    expect(elementHeight(HUGE)).toBe(HIGHEST_ELEMENT);
  });

  it('shows its first row at one end of the scroll bar and its last at the other', () => {
    const end = HIGHEST_ELEMENT - HUGE.viewport;
    expect(rowsAt(HUGE, offsetAt(HUGE, 0), 0).first).toBe(0);
    expect(rowsAt(HUGE, offsetAt(HUGE, end), 0).last).toBe(HUGE.count - 1);
    expect(isAtEnd(HUGE, offsetAt(HUGE, end))).toBe(true);
  });
});

describe('any list', () => {
  it('comes back to the same rows by the scroll bar', () => {
    fc.assert(
      fc.property(windows, fc.double({ min: 0, max: 1, noNaN: true }), (window, part) => {
        const offset = lastOffset(window) * part;
        const back = offsetAt(window, scrollPosition(window, offset));
        expect(Math.abs(back - offset)).toBeLessThan(0.01);
      }),
    );
  });

  it('draws only rows that exist, and all that are on screen', () => {
    fc.assert(
      fc.property(windows, fc.double({ min: -10, max: 1e9, noNaN: true }), (window, wanted) => {
        const offset = clampOffset(window, wanted);
        const { first, last } = rowsAt(window, offset, 3);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(last).toBeLessThan(window.count);
        if (window.count === 0) return;
        expect(first * window.rowHeight).toBeLessThanOrEqual(offset);
        const end = Math.min(offset + window.viewport, window.count * window.rowHeight);
        expect((last + 1) * window.rowHeight).toBeGreaterThanOrEqual(end);
      }),
    );
  });
});
