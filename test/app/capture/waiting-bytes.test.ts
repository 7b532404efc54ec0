import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WaitingBytes } from '../../../app/capture/waiting-bytes.ts';

const piece = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ minLength: 2_040, maxLength: 2_060 }),
  fc.integer({ min: 5_000, max: 20_000 }).map((length) => new Uint8Array(length).fill(length % 251)),
);

test('what waits comes out as it went in, whatever its size', () => {
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 20 }), { maxLength: 4 }), (rounds) => {
      const waiting = new WaitingBytes();
      for (const pieces of rounds) {
        for (const bytes of pieces) waiting.append(Buffer.from(bytes));
        const all = Buffer.concat(pieces);
        expect(waiting.length).toBe(all.length);
        expect(Buffer.concat(waiting.take()).equals(all)).toBe(true);
        expect(waiting.length).toBe(0);
      }
    }),
  );
});

test('small pieces are written as few', () => {
  const waiting = new WaitingBytes();
  for (let count = 0; count < 100; count += 1) waiting.append(Buffer.from('250 2.1.5 Ok\r\n'));
  expect(waiting.take()).toHaveLength(1);
});
