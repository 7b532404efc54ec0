import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesHeader,
  ENTRY_HEADER_LENGTH,
  eventHeader,
  LONGEST_PAYLOAD,
  parseEntry,
  parseRecordHeader,
  parseTornEntry,
  recordHeader,
  sessionHeader,
  type BytesOrigin,
} from '../../../app/capture/entry.ts';

const origin: fc.Arbitrary<BytesOrigin> = fc.record({
  from: fc.constantFrom('client' as const, 'server' as const),
  tls: fc.boolean(),
  injected: fc.boolean(),
  withheld: fc.boolean(),
});
const payload = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));
const time = fc.maxSafeNat();

describe('an entry', () => {
  test('comes back as it was written, wherever it stands', () => {
    fc.assert(
      fc.property(origin, payload, time, fc.nat({ max: 20 }), (how, bytes, at, before) => {
        const header = bytesHeader(how, bytes.length, at);
        const file = Buffer.concat([Buffer.alloc(before), header, bytes, Buffer.from('behind')]);
        expect(parseEntry(file, before)).toEqual({
          found: 'entry',
          length: ENTRY_HEADER_LENGTH + bytes.length,
          entry: { kind: 'bytes', time: at, payload: bytes, ...how },
        });
      }),
    );
  });

  test('of an event or a session holds its payload', () => {
    const bytes = Buffer.from('{}');
    const event = Buffer.concat([eventHeader(bytes.length, 1_234.9), bytes]);
    const session = Buffer.concat([sessionHeader(bytes.length), bytes]);
    expect(parseEntry(event, 0)).toMatchObject({ entry: { kind: 'event', time: 1_234, payload: bytes } });
    expect(parseEntry(session, 0)).toMatchObject({ entry: { kind: 'session', time: 0, payload: bytes } });
  });

  test('that goes on past the bytes at hand says how many it needs', () => {
    fc.assert(
      fc.property(origin, payload, fc.nat({ max: 200 }), (how, bytes, cut) => {
        const entry = Buffer.concat([bytesHeader(how, bytes.length, 1), bytes]);
        const part = entry.subarray(0, Math.min(cut, entry.length - 1));
        const needed = part.length < ENTRY_HEADER_LENGTH ? ENTRY_HEADER_LENGTH : entry.length;
        expect(parseEntry(part, 0)).toEqual({ found: 'part', needed });
      }),
    );
  });

  test('is not found where any byte of its header is another', () => {
    const place = fc.nat({ max: ENTRY_HEADER_LENGTH - 1 });
    const change = fc.integer({ min: 1, max: 255 });
    fc.assert(
      fc.property(origin, payload, time, place, change, (how, bytes, at, index, by) => {
        const entry = Buffer.concat([bytesHeader(how, bytes.length, at), bytes]);
        entry[index] = (entry[index] ?? 0) ^ by;
        expect(parseEntry(entry, 0)).toEqual({ found: 'damage' });
      }),
    );
  });

  test('longer than any that is written is damage', () => {
    expect(parseEntry(eventHeader(LONGEST_PAYLOAD + 1, 0), 0)).toEqual({ found: 'damage' });
    expect(parseEntry(eventHeader(LONGEST_PAYLOAD, 0), 0)).toMatchObject({ found: 'part' });
  });

  test('that was torn counts as far as it is there, if it holds bytes', () => {
    const how = { from: 'server', tls: false, injected: false, withheld: false } as const;
    const torn = Buffer.concat([bytesHeader(how, 100, 1), Buffer.from('220 a')]);
    expect(parseTornEntry(torn, 0)).toMatchObject({ kind: 'bytes', payload: Buffer.from('220 a') });
    expect(parseTornEntry(torn.subarray(0, ENTRY_HEADER_LENGTH), 0)).toBeNull();
    expect(parseTornEntry(Buffer.concat([eventHeader(100, 1), Buffer.from('{')]), 0)).toBeNull();
  });
});

describe('the header of a record', () => {
  test.each([0, 16, 4_294_967_295])('holds the length %d', (length) => {
    const file = Buffer.concat([Buffer.from('before'), recordHeader(length)]);
    expect(parseRecordHeader(file, 6)).toBe(length);
  });

  test('is not found where none is', () => {
    expect(parseRecordHeader(recordHeader(0).subarray(0, 15), 0)).toBeNull();
    expect(parseRecordHeader(Buffer.alloc(16), 0)).toBeNull();
    const laterVersion = recordHeader(0);
    laterVersion[8] = 2;
    expect(parseRecordHeader(laterVersion, 0)).toBeNull();
  });
});
