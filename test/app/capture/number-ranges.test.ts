import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberRanges, rangesOf } from '../../../app/capture/number-ranges.ts';

const change = fc.record({
  add: fc.boolean(),
  first: fc.integer({ min: 1, max: 40 }),
  length: fc.integer({ min: 0, max: 12 }),
});

test('ranges hold the numbers that a set would hold', () => {
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const ranges = new NumberRanges();
      const numbers = new Set<number>();
      for (const { add, first, length } of changes) {
        const range = { first, last: first + length };
        if (add) ranges.add(range);
        else ranges.remove(range);
        for (let number = first; number <= range.last; number += 1) {
          if (add) numbers.add(number);
          else numbers.delete(number);
        }
      }
      const all = Array.from({ length: 60 }, (_, number) => number);
      expect(all.filter((number) => ranges.has(number))).toEqual(all.filter((number) => numbers.has(number)));
      expect(ranges.ranges).toEqual(rangesOf(numbers));
      expect(ranges.highest).toBe(Math.max(0, ...numbers));
      expect(ranges.countWithin({ first: 10, last: 20 })).toBe(
        all.filter((number) => number >= 10 && number <= 20 && numbers.has(number)).length,
      );
    }),
  );
});
