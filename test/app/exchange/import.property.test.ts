import { Buffer } from 'node:buffer';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { packetsOf, pcap, pcapng, Section } from '../../support/packets-file.ts';
import { segmentsOf, type Segment } from '../../support/packets-tcp.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { importFile, IN_ORDER, ORDINARY, toldOf, type Imported } from './imported.ts';

/** Places by which a segment may be early or late. */
const WINDOW = 30;

const LONG: ConversationScript = [
  ...ORDINARY.slice(0, -4),
  ['c', `${Array.from({ length: 120 }, (_, at) => `line ${at} of the message\r\n`).join('')}.\r\n`],
  ...ORDINARY.slice(-3),
];

/** Brings in captures one after the other, in one folder. */
async function importer(): Promise<(bytes: Uint8Array) => Promise<Imported>> {
  const folder = await temporaryFolder();
  const path = join(folder, 'some.pcap');
  return async (bytes) => {
    await writeFile(path, bytes);
    return importFile(path, join(folder, 'captures'));
  };
}

/** Each segment once or more often, none farther than the window from its place. */
function disturbed(segments: readonly Segment[]): fc.Arbitrary<readonly Segment[]> {
  const delay = fc.array(fc.integer({ min: 0, max: WINDOW }), { minLength: 1, maxLength: 3 });
  return fc.array(delay, { minLength: segments.length, maxLength: segments.length }).map((delays) =>
    segments
      .flatMap((segment, at) => (delays[at] ?? [0]).map((delay) => ({ segment, place: at + delay })))
      .toSorted((one, other) => one.place - other.place)
      .map(({ segment }) => segment),
  );
}

test('segments that come in any order within a window, and any number of times, say the same', async () => {
  const bring = await importer();
  for (const script of [ORDINARY, LONG]) {
    for (const [segmentSize, clientSequence] of [
      [11, 1_000],
      [1_460, 2 ** 32 - 40],
    ] as const) {
      const segments = segmentsOf(script, { segmentSize, clientSequence });
      const told = toldOf(script, ...IN_ORDER);
      await fc.assert(
        fc.asyncProperty(disturbed(segments), async (disturbed) => {
          const { conversations } = await bring(pcap(packetsOf(disturbed)));
          expect(conversations.map((conversation) => conversation.told)).toEqual([told]);
        }),
        { numRuns: 15 },
      );
    }
  }
}, 120_000);

test('what is lost is a gap of its size, wherever it is: what is told and what is missing make the whole', async () => {
  const bring = await importer();
  const segments = segmentsOf(LONG, { segmentSize: 50 });
  const size = (who: 'c' | 's'): number =>
    LONG.reduce((sum, [from, words]) => sum + (from === who ? words.length : 0), 0);
  const lost = fc.uniqueArray(fc.integer({ min: 8, max: segments.length - 4 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(lost, async (lost) => {
      const { conversations } = await bring(pcap(packetsOf(segments.filter((_, at) => !lost.includes(at)))));
      const [first] = conversations;
      const missing = (from: string): number =>
        (first?.rows ?? []).reduce(
          (sum, row) =>
            sum +
            (row.type === 'event' && row.event.event === 'gap' && row.event.from === from
              ? row.event.size
              : 0),
          0,
        );
      expect((first?.summary.bytesFromClient ?? 0) + missing('client')).toBe(size('c'));
      expect((first?.summary.bytesFromServer ?? 0) + missing('server')).toBe(size('s'));
    }),
    { numRuns: 60 },
  );
}, 120_000);

/** Files that are captures at their beginning and anything behind it, and files that are anything. */
function anyFile(): fc.Arbitrary<Uint8Array> {
  const whole = [pcap(packetsOf(segmentsOf(ORDINARY))), pcapng(packetsOf(segmentsOf(ORDINARY)))];
  const changed = fc
    .tuple(
      fc.constantFrom(...whole),
      fc.array(fc.tuple(fc.nat(1_000_000), fc.integer({ min: 0, max: 255 })), { maxLength: 40 }),
    )
    .map(([file, changes]) => {
      const copy = Buffer.from(file);
      for (const [at, to] of changes) copy[24 + (at % (copy.length - 24))] = to;
      return copy;
    });
  const frames = fc
    .tuple(
      fc.constantFrom(0, 1, 12, 101, 108, 113, 228, 229, 276),
      fc.array(
        fc.tuple(
          fc.constantFrom('', '45', '60', `${'00'.repeat(12)}0800`, '02000000'),
          fc.uint8Array({ maxLength: 200 }),
        ),
      ),
    )
    .map(([linkType, all]) =>
      pcap(
        all.map(([start, rest], at) => ({
          time: at,
          bytes: Buffer.concat([Buffer.from(start, 'hex'), rest]),
        })),
        { linkType },
      ),
    );
  const behindHeader = fc
    .tuple(fc.constantFrom(pcap([]), new Section('big').header()), fc.uint8Array({ maxLength: 2_000 }))
    .map(([header, rest]) => Buffer.concat([header, rest]));
  const plain = fc.oneof(changed, frames, behindHeader, fc.uint8Array({ maxLength: 500 }));
  return fc.oneof(
    plain,
    plain.map((file) => gzipSync(file)),
  );
}

test('no file, whatever it holds, makes it throw or hang', async () => {
  const bring = await importer();
  await fc.assert(
    fc.asyncProperty(anyFile(), async (file) => {
      const { conversations, otherFlows } = await bring(file);
      expect(conversations.length + otherFlows).toBeLessThan(100);
    }),
    { numRuns: 300 },
  );
}, 120_000);

test('segments of any numbers, flags and bytes do not make it throw, hang or hold much', async () => {
  const bring = await importer();
  const number = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 990, max: 1_200 }));
  const segment = fc.record({
    from: fc.constantFrom<'c' | 's'>('c', 's'),
    time: fc.nat(),
    sequence: number,
    acknowledgment: fc.option(number, { nil: null }),
    flags: fc.constantFrom('', '', '', 'S', 'F', 'R', 'SF', 'SR'),
    bytes: fc.oneof(
      fc
        .constantFrom('EHLO a\r\n', '220 a ESMTP\r\n', 'MAIL FROM:<a@b>\r\n', '250 2.0.0 Ok\r\n')
        .map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { maxLength: 400 }), async (segments) => {
      const { conversations, otherFlows, problem } = await bring(pcap(packetsOf(segments)));
      expect(problem).toBeNull();
      expect(conversations.length + otherFlows).toBeLessThanOrEqual(segments.length);
    }),
    { numRuns: 150 },
  );
}, 120_000);
