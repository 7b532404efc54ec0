import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../support/conversation-script.ts';
import { packetsOf, pcap } from '../../support/packets-file.ts';
import { segmentsOf } from '../../support/packets-tcp.ts';
import { importBytes, importOne, ORDINARY, toldOf, UNSEEN } from './imported.ts';
import { inBlocks, saying, SEGMENTS, TOLD, toldOfSegments, without } from './tcp-segments.ts';

describe('the beginning', () => {
  test('may be missing: then the conversation begins with the first byte that was captured', async () => {
    const from = SEGMENTS.indexOf(saying('MAIL'));
    const { told } = await importOne(pcap(packetsOf(SEGMENTS.slice(from))));
    expect(told).toBe(TOLD.slice(TOLD.indexOf('c> MAIL')));
  });

  test('is the earliest byte, where the first ones came in another order', async () => {
    const small = segmentsOf(ORDINARY, { segmentSize: 6 }).slice(3);
    expect(await toldOfSegments(inBlocks(small, 20))).toBe(TOLD.replace('# connected\n', ''));
  });

  test('may lack one of the two SYNs', async () => {
    for (const lost of [0, 1]) {
      const { told } = await importOne(pcap(packetsOf(SEGMENTS.toSpliced(lost, 1))));
      expect(told).toBe(TOLD);
    }
  });

  test('lacks what was lost behind a SYN', async () => {
    for (const lost of ['220', 'EHLO']) {
      const rest = without(lost).filter((_, at) => at !== 1);
      expect(await toldOfSegments(rest)).toMatch(/# gap of 2[12] from (server|client)\n/);
    }
  });
});

describe('the end', () => {
  test('may be a reset', async () => {
    const segments = segmentsOf(ORDINARY.slice(0, 5), { end: 'reset' });
    const { told, summary } = await importOne(pcap(packetsOf(segments)));
    expect(told).toBe(toldOf(ORDINARY.slice(0, 5), '# closed by client: reset'));
    expect(summary.outcome).toBe('aborted-by-client');
  });

  test('may give its reasons: they are not said', async () => {
    const segments = segmentsOf(ORDINARY.slice(0, 5), { end: 'reset' }).map((segment) =>
      segment.flags.includes('R') ? { ...segment, bytes: bytesOf('go away\r\n') } : segment,
    );
    expect(await toldOfSegments(segments)).toBe(toldOf(ORDINARY.slice(0, 5), '# closed by client: reset'));
  });

  test('may come before what was said last', async () => {
    const segments = segmentsOf(ORDINARY.slice(0, 5), { end: 'reset' });
    const told = await toldOfSegments([...segments.slice(0, -4), ...segments.slice(-4).toReversed()]);
    expect(told).toBe(toldOf(ORDINARY.slice(0, 5), '# closed by client: reset'));
  });

  test('may not be in the capture', async () => {
    const { told, summary } = await importOne(pcap(packetsOf(segmentsOf(ORDINARY, { end: 'none' }))));
    expect(told).toBe(toldOf(ORDINARY, UNSEEN));
    expect(summary.reason).toBe('The capture holds no more of this conversation: its end was not seen.');
  });

  test('may be one side’s only', async () => {
    const segments = SEGMENTS.filter(({ from, flags }) => from === 'c' || !flags.includes('F')).slice(0, -1);
    expect(await toldOfSegments(segments)).toBe(toldOf(ORDINARY, '# ended by client', UNSEEN));
  });
});

describe('another connection between the same ports', () => {
  test('is another conversation', async () => {
    const second = segmentsOf(ORDINARY, { clientSequence: 77_000_000, serverSequence: 5 });
    const { conversations } = await importBytes(pcap(packetsOf([...SEGMENTS, ...second])));
    expect(conversations.map(({ told }) => told)).toEqual([TOLD, TOLD]);
  });

  test('ends the one before, whose end was not seen', async () => {
    const first = segmentsOf(ORDINARY.slice(0, 5), { end: 'none' });
    const second = segmentsOf(ORDINARY, { clientSequence: 77_000_000, serverSequence: 5 });
    for (const lost of [0, 1]) {
      const packets = packetsOf([...first, ...second.toSpliced(lost, 1)]);
      const { conversations } = await importBytes(pcap(packets));
      expect(conversations.map(({ told }) => told)).toEqual([toldOf(ORDINARY.slice(0, 5), UNSEEN), TOLD]);
    }
  });

  test('ends one that began before the capture', async () => {
    const first = segmentsOf(ORDINARY, { end: 'none' }).slice(3);
    const second = segmentsOf(ORDINARY, { clientSequence: 77_000_000, serverSequence: 5 });
    const { conversations } = await importBytes(pcap(packetsOf([...first, ...second])));
    const told = toldOf(ORDINARY, UNSEEN).replace('# connected\n', '');
    expect(conversations.map((conversation) => conversation.told)).toEqual([told, TOLD]);
  });

  test('is not one where a SYN was only sent again', async () => {
    const [syn, answer] = SEGMENTS;
    if (syn === undefined || answer === undefined) throw new Error('no handshake');
    expect(await toldOfSegments([syn, syn, answer, syn, answer, ...SEGMENTS.slice(2)])).toBe(TOLD);
  });
});

describe('times', () => {
  test('are those of the packets', async () => {
    const { rows, summary } = await importOne(pcap(packetsOf(SEGMENTS)));
    expect(summary.started).toBe(SEGMENTS[0]?.time);
    expect(rows.find((row) => row.type === 'line' && row.text === 'QUIT')?.at).toBe(saying('QUIT').time);
  });

  test('do not fall, whatever the clock of the capture did', async () => {
    const back = SEGMENTS.indexOf(saying('MAIL'));
    const segments = SEGMENTS.map((segment, at) => ({
      ...segment,
      time: segment.time - (at < back ? 0 : 5_000),
    }));
    const { rows } = await importOne(pcap(packetsOf(segments)));
    const times = rows.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times.at(-1)).toBe(segments.at(-2)?.time);
  });
});
