import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowSet } from '../../../app/capture/row-set.ts';

/** Rising row numbers, some side by side and some far apart. */
const rising = fc
  .array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 900, max: 5_000 })))
  .map((steps) => {
    let row = -1;
    return steps.map((step) => (row += step));
  });

test('is a list of rising numbers', () => {
  const range = fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 }));
  fc.assert(
    fc.property(rising, fc.array(range, { maxLength: 5 }), (rows, ranges) => {
      const set = new RowSet();
      for (const row of rows) set.add(row);
      expect(set.count).toBe(rows.length);
      expect(set.slice(0, rows.length + 1)).toEqual(rows);
      for (const [from, count] of ranges)
        expect(set.slice(from, count)).toEqual(rows.slice(from, from + count));
    }),
    { numRuns: 300 },
  );
});

test('can be read while it grows', () => {
  const set = new RowSet();
  const rows: number[] = [];
  for (let row = 3; row < 200_000; row += 1 + (row % 977)) {
    set.add(row);
    rows.push(row);
    const from = Math.max(0, rows.length - 3);
    expect(set.slice(from, 10)).toEqual(rows.slice(from));
  }
});

test('is empty at first', () => {
  expect(new RowSet().slice(0, 10)).toEqual([]);
});

test('holds ten million rows in little memory', () => {
  const set = new RowSet();
  for (let row = 0; row < 10_000_000; row += 1_000) set.add(row);
  expect(set.slice(9_998, 5)).toEqual([9_998_000, 9_999_000]);
});
