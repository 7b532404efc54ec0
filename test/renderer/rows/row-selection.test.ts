import { describe, expect, it } from 'vitest';
import { isSelected, selectByKey, selectedRange, selectRow } from '../../../renderer/rows/row-selection.ts';
import type { RowSelection } from '../../../renderer/rows/row-selection.ts';

const ROWS = { count: 100, page: 10, start: 99 };

function press(selection: RowSelection | null, key: string, extend = false): RowSelection | null {
  return selectByKey(selection, { key, extend }, ROWS);
}

describe('selecting by keys', () => {
  it('begins where it is told to', () => {
    expect(press(null, 'ArrowDown')).toEqual({ anchor: 99, focus: 99 });
    expect(press(null, 'ArrowUp')).toEqual({ anchor: 99, focus: 99 });
    expect(press(null, 'PageUp')).toEqual({ anchor: 89, focus: 89 });
  });

  it('moves by rows, by pages and to the ends, and stops there', () => {
    const at = { anchor: 50, focus: 50 };
    expect(press(at, 'ArrowUp')?.focus).toBe(49);
    expect(press(at, 'PageDown')?.focus).toBe(60);
    expect(press(at, 'Home')?.focus).toBe(0);
    expect(press(at, 'End')?.focus).toBe(99);
    expect(press({ anchor: 99, focus: 99 }, 'ArrowDown')?.focus).toBe(99);
    expect(press({ anchor: 3, focus: 3 }, 'PageUp')?.focus).toBe(0);
  });

  it('extends from where it began', () => {
    const one = press({ anchor: 50, focus: 50 }, 'ArrowUp', true);
    const two = press(one, 'ArrowUp', true);
    expect(two).toEqual({ anchor: 50, focus: 48 });
    expect(selectedRange({ anchor: 50, focus: 48 })).toEqual({ first: 48, last: 50 });
    expect(press(two, 'ArrowDown')).toEqual({ anchor: 49, focus: 49 });
  });

  it('leaves other keys alone, and an empty list', () => {
    expect(press({ anchor: 1, focus: 1 }, 'x')).toBeNull();
    expect(selectByKey(null, { key: 'Home', extend: false }, { ...ROWS, count: 0 })).toBeNull();
  });
});

describe('selecting by the mouse', () => {
  it('takes one row, or all from the first one to it', () => {
    const one = selectRow(null, 7, true);
    expect(one).toEqual({ anchor: 7, focus: 7 });
    const many = selectRow(one, 4, true);
    expect([3, 4, 7, 8].map((row) => isSelected(many, row))).toEqual([false, true, true, false]);
    expect(selectRow(many, 9, false)).toEqual({ anchor: 9, focus: 9 });
    expect(isSelected(null, 0)).toBe(false);
  });
});
