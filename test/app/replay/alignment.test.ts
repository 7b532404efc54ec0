import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { align } from '../../../app/replay/alignment.ts';

const same = (left: string, right: string) => (left === right ? 2 : left[0] === right[0] ? 1 : 0);

/** `a|a b|` are a pair of the same, and one that stands alone on the left. */
function aligned(left: string, right: string): string {
  const words = (text: string) => text.split(' ').filter((word) => word !== '');
  return align(words(left), words(right), same)
    .map((pair) => `${pair.left ?? ''}|${pair.right ?? ''}`)
    .join(' ');
}

describe('two sequences side by side', () => {
  test.each([
    ['a b c', 'a b c', 'a|a b|b c|c'],
    ['a b c', 'a c', 'a|a b| c|c'],
    ['a c', 'a b c', 'a|a |b c|c'],
    ['a m1 c', 'a m2 c', 'a|a m1|m2 c|c'],
    ['a x c', 'a y c', 'a|a x| |y c|c'],
    ['m1 m2 m3', 'm2 m3', 'm1| m2|m2 m3|m3'],
    ['', 'a', '|a'],
    ['', '', ''],
  ])('%s and %s are %s', (left, right, expected) => {
    expect(aligned(left, right)).toBe(expected);
  });

  test('hold all of both, in order, and none beside what it is not like', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'm1', 'm2', 'm3'), { maxLength: 12 });
    fc.assert(
      fc.property(words, words, (left, right) => {
        const pairs = align(left, right, same);
        expect(pairs.flatMap((pair) => (pair.left === null ? [] : [pair.left]))).toEqual(left);
        expect(pairs.flatMap((pair) => (pair.right === null ? [] : [pair.right]))).toEqual(right);
        for (const pair of pairs) expect(pair.left === null && pair.right === null).toBe(false);
        const beside = pairs.filter((pair) => pair.left !== null && pair.right !== null);
        for (const pair of beside) expect(same(pair.left ?? '', pair.right ?? '')).toBeGreaterThan(0);
      }),
    );
  });

  test('are paired in their order where there is too much to find the best', () => {
    const [left, right] = ['m1', 'm2'].map((word) =>
      Array.from({ length: 3_000 }, (_, at) => `${word}${at}`),
    );
    const pairs = align(left ?? [], right ?? [], same);
    expect(pairs).toHaveLength(3_000);
    expect(pairs[7]).toEqual({ left: 'm17', right: 'm27' });
  });
});
