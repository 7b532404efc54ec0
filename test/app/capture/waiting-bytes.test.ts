import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BLOCK_LENGTH, BlockPool } from '../../../app/capture/block-pool.ts';
import { WaitingBytes } from '../../../app/capture/waiting-bytes.ts';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ minLength: BLOCK_LENGTH - 10, maxLength: BLOCK_LENGTH + 10 }),
  fc.integer({ min: 5_000, max: 20_000 }).map((length) => new Uint8Array(length).fill(length % 251)),
);
/** Bytes, and whether room is claimed for them. */
const piece = fc.tuple(bytes, fc.boolean());

test('what waits comes out as it went in, whatever its size, from blocks that have been used before', () => {
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 20 }), { maxLength: 4 }), (rounds) => {
      const pool = new BlockPool();
      const waiting = new WaitingBytes(pool);
      for (const pieces of rounds) {
        for (const [bytesOfPiece, isClaimed] of pieces) put(waiting, Buffer.from(bytesOfPiece), isClaimed);
        const all = Buffer.concat(pieces.map(([bytesOfPiece]) => bytesOfPiece));
        expect(waiting.length).toBe(all.length);
        const taken = waiting.take();
        expect(taken.length).toBe(all.length);
        expect(Buffer.concat(taken.pieces).equals(all)).toBe(true);
        expect(waiting.length).toBe(0);
        pool.giveBack(taken.blocks);
      }
    }),
  );
});

test('a text takes the bytes that it has in UTF-8, also across the end of a block', () => {
  fc.assert(
    fc.property(fc.nat(BLOCK_LENGTH), fc.string({ unit: 'grapheme', maxLength: 60 }), (before, text) => {
      const waiting = new WaitingBytes(new BlockPool());
      waiting.append(Buffer.alloc(before));
      expect(waiting.appendText(text)).toBe(Buffer.byteLength(text));
      waiting.append(Buffer.from('.'));
      const taken = waiting.take();
      expect(taken.length).toBe(before + Buffer.byteLength(text) + 1);
      expect(Buffer.concat(taken.pieces).subarray(before).toString()).toBe(`${text}.`);
    }),
  );
});

test('what was taken stands, as long as its blocks are not given back', () => {
  const pool = new BlockPool();
  const waiting = new WaitingBytes(pool);
  waiting.append(Buffer.from('220 mx.example\r\n'));
  const taken = waiting.take();
  waiting.append(Buffer.from('EHLO client.example\r\n'));
  new WaitingBytes(pool).append(Buffer.from('QUIT\r\n'));
  expect(Buffer.concat(taken.pieces).toString()).toBe('220 mx.example\r\n');
});

test('small pieces are written as few', () => {
  const waiting = new WaitingBytes(new BlockPool());
  for (let count = 0; count < 100; count += 1) waiting.append(Buffer.from('250 2.1.5 Ok\r\n'));
  expect(waiting.take().pieces).toHaveLength(1);
});

test('a block that was given back is used again', () => {
  const pool = new BlockPool();
  const block = pool.take();
  expect(pool.take()).not.toBe(block);
  pool.giveBack([block]);
  expect(pool.take()).toBe(block);
});

function put(waiting: WaitingBytes, bytesOfPiece: Buffer, isClaimed: boolean): void {
  if (!isClaimed || bytesOfPiece.length > BLOCK_LENGTH) return waiting.append(bytesOfPiece);
  const at = waiting.claim(bytesOfPiece.length);
  bytesOfPiece.copy(waiting.block, at);
}
