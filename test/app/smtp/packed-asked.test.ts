import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Asked } from '../../../app/smtp/dialogue-listener.ts';
import { packAsked, unpackAsked } from '../../../app/smtp/packed-asked.ts';
import { PHASES } from '../../../app/smtp/words.ts';

/** Microseconds of 70 years, and more lines than there can be. */
const number = fc.integer({ min: 0, max: 2 ** 51 });
const anyAsked: fc.Arbitrary<Asked> = fc.record({
  what: fc.constantFrom('greeting', 'command', 'content'),
  verb: fc.oneof(fc.constantFrom('', 'NOOP', 'RCPT'), fc.string({ maxLength: 32 })),
  argument: fc.string({ unit: 'grapheme' }),
  phase: fc.constantFrom(...PHASES),
  line: number,
  exchange: number,
  time: number,
});

test('what waits for replies can be packed and unpacked, whatever it is', () => {
  fc.assert(
    fc.property(fc.array(anyAsked), (asked) => {
      expect(unpackAsked(packAsked(asked))).toEqual(asked);
    }),
  );
});

test('commands that wait one behind the other cost little more than their arguments', () => {
  const asked = Array.from({ length: 500 }, (_, at): Asked => {
    const place = { line: 70_000 + at, exchange: 30_000 + at, time: 9_000_000_000 + 100 * at };
    return { what: 'command', verb: 'RCPT', argument: `TO:<${100 + at}@b>`, phase: 'envelope', ...place };
  });
  const { kinds, numbers, arguments: texts } = packAsked(asked);
  expect(kinds).toEqual([{ what: 'command', verb: 'RCPT', phase: 'envelope' }]);
  expect(numbers.length).toBeLessThan(500 * 7);
  expect(texts).toHaveLength(500 * 'TO:<100@b>'.length);
});
