import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { bytesOf, type ConversationScript } from '../../support/conversation-script.ts';
import { packetsOf, pcap } from '../../support/packets-file.ts';
import { isSaying, segmentsOf, sequenceAfter, type Segment } from '../../support/packets-tcp.ts';
import { importOne, ORDINARY } from './imported.ts';
import { behind, inBlocks, saying, SEGMENTS, TOLD, toldOfSegments } from './tcp-segments.ts';

describe('segments', () => {
  test('of any size make the same conversation', async () => {
    for (const segmentSize of [1, 2, 7, 1_460]) {
      const { told } = await importOne(pcap(packetsOf(segmentsOf(ORDINARY, { segmentSize }))));
      expect(told).toBe(TOLD);
    }
  });

  test('that are sent again change nothing', async () => {
    expect(await toldOfSegments(SEGMENTS.flatMap((segment) => [segment, segment]))).toBe(TOLD);
    const data = SEGMENTS.filter(isSaying);
    expect(await toldOfSegments([...SEGMENTS.slice(0, -3), ...data, ...SEGMENTS.slice(-3)])).toBe(TOLD);
  });

  test('that are sent again in other sizes change nothing', async () => {
    const small = segmentsOf(ORDINARY, { segmentSize: 5 });
    const large = segmentsOf(ORDINARY);
    expect(await toldOfSegments([...small.slice(0, -3), ...large.filter(isSaying), ...small.slice(-3)])).toBe(
      TOLD,
    );
  });

  test('that overlap count as they came first', async () => {
    const mail = saying('MAIL');
    const forged = { ...mail, bytes: Buffer.from('mail from:<forged@example.com>\r\nNOOP\r\n') };
    expect(await toldOfSegments(behind('MAIL', forged))).toBe(TOLD);
    const longer = { ...mail, bytes: Buffer.concat([Buffer.alloc(40, '!'), bytesOf('more')]) };
    const { told } = await importOne(pcap(packetsOf(behind('QUIT', longer))));
    expect(told).toBe(TOLD);
  });

  test('that overlap while something before them is missing count as they came first, too', async () => {
    const [greeting, ehlo] = [saying('220'), saying('EHLO')];
    const late = { ...ehlo, sequence: sequenceAfter(ehlo.sequence, 5), bytes: ehlo.bytes.subarray(5) };
    const forged = { ...late, bytes: Buffer.alloc(late.bytes.length, '!') };
    const first = { ...ehlo, bytes: ehlo.bytes.subarray(0, 7) };
    const script = [...SEGMENTS.slice(0, 3), greeting, late, forged, first, ...SEGMENTS.slice(6)];
    expect(await toldOfSegments(script)).toBe(TOLD);
  });

  test('that come in another order are put in order, within each side and between the two', async () => {
    const small = segmentsOf(ORDINARY, { segmentSize: 4 });
    for (const distance of [2, 5, 16, 50]) {
      expect(await toldOfSegments(inBlocks(small, distance))).toBe(TOLD);
    }
  });

  test('may come in another order all the time, in a message larger than what is held', async () => {
    const content = `${'a line of a large message, '.repeat(30)}\r\n`.repeat(16_000);
    const script: ConversationScript = [
      ...ORDINARY.slice(0, 5),
      ['c', `${content}.\r\n`],
      ...ORDINARY.slice(-3),
    ];
    const segments = segmentsOf(script, { segmentSize: 60_000 });
    const { told, summary } = await importOne(
      pcap(packetsOf([...segments.slice(0, 3), ...inBlocks(segments.slice(3), 2)])),
    );
    expect(told).not.toContain('# gap');
    expect(summary.bytesFromClient).toBe(
      script.reduce((sum, [who, { length }]) => sum + (who === 'c' ? length : 0), 0),
    );
  });

  test('have sequence numbers that begin again behind the highest', async () => {
    for (const back of [1, 2, 30, 100, 150]) {
      const numbers = { clientSequence: 2 ** 32 - back, serverSequence: 2 ** 32 - 1 - back };
      const segments = segmentsOf(ORDINARY, { ...numbers, segmentSize: 8 });
      expect(await toldOfSegments(segments)).toBe(TOLD);
      expect(await toldOfSegments(inBlocks(segments, 9))).toBe(TOLD);
    }
  });

  test('may ask whether the other end is still there', async () => {
    const before = (segment: Segment, bytes: Buffer): Segment => ({
      ...segment,
      sequence: sequenceAfter(segment.sequence, -1),
      bytes,
    });
    const probes = [Buffer.alloc(0), Buffer.from([0])].map((bytes) => before(saying('MAIL'), bytes));
    expect(await toldOfSegments(behind('250-mx', ...probes, ...probes))).toBe(TOLD);
  });

  test('of no flow that could be do nothing', async () => {
    const mail = saying('MAIL');
    const stray = { ...mail, sequence: sequenceAfter(mail.sequence, 2 ** 29), bytes: bytesOf('stray\r\n') };
    const old = {
      ...mail,
      sequence: sequenceAfter(mail.sequence, -(2 ** 29)),
      bytes: bytesOf('old\r\n'),
      flags: 'F',
    };
    const wild = {
      ...mail,
      bytes: Buffer.alloc(0),
      acknowledgment: sequenceAfter(mail.acknowledgment ?? 0, 2 ** 29),
    };
    expect(await toldOfSegments(behind('250-mx', stray, old, wild))).toBe(TOLD);
  });
});
