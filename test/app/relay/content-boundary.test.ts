import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ContentBoundary } from '../../../app/relay/content-boundary.ts';
import { bytesOf } from '../../support/conversation-script.ts';

/** Where content ends that comes in these pieces, counted from its beginning; -1 where it does not. */
function endOf(...pieces: readonly string[]): number {
  const boundary = new ContentBoundary();
  let before = 0;
  for (const piece of pieces) {
    const end = boundary.find(bytesOf(piece), 0);
    if (end !== -1) return before + end;
    before += piece.length;
  }
  return -1;
}

test('content ends with a dot on a line of its own, the first line included', () => {
  expect(endOf('.\r\nQUIT\r\n')).toBe(3);
  expect(endOf('a\r\n.\r\nQUIT\r\n')).toBe(6);
  expect(endOf('..\r\n.x\r\n.\r\n')).toBe(11);
});

test('no other sequence ends it', () => {
  for (const words of ['a\n.\n', 'a\n.\r\n', 'a\r.\r', 'a\r\n.\n', 'a\r\n.\r', 'a.\r\n', '\r\r.\r\n']) {
    expect([words, endOf(words)]).toEqual([words, -1]);
  }
  expect(endOf('\r\r\n.\r\n')).toBe(6);
});

test('the end is the same however the bytes are cut', () => {
  const parts = fc.constantFrom('\r', '\n', '.', '\r\n', '\r\n.\r\n', 'a');
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 20 }), fc.array(fc.nat(40)), (words, cuts) => {
      const text = words.join('');
      const at = [
        0,
        ...cuts.map((cut) => Math.min(cut, text.length)).sort((one, other) => one - other),
        text.length,
      ];
      const pieces = at.slice(1).map((to, index) => text.slice(at[index], to));
      const first = `\r\n${text}`.indexOf('\r\n.\r\n');
      expect(endOf(...pieces)).toBe(first === -1 ? -1 : first + 3);
    }),
  );
});
