import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { packetsOf, pcap } from '../../support/packets-file.ts';
import { bytesOf, type ConversationScript } from '../../support/conversation-script.ts';
import { isSaying, segmentsOf, sequenceAfter, type Segment } from '../../support/packets-tcp.ts';
import { IN_ORDER, importBytes, importOne, ORDINARY, toldOf, UNSEEN } from './imported.ts';

const SEGMENTS = segmentsOf(ORDINARY);
const TOLD = toldOf(ORDINARY, ...IN_ORDER);

async function toldOfSegments(segments: readonly Segment[]): Promise<string> {
  return (await importOne(pcap(packetsOf(segments)))).told;
}

/** A conversation with much to say. */
const LONG: ConversationScript = [
  ...ORDINARY.slice(0, -4),
  ['c', `${Array.from({ length: 120 }, (_, at) => `line ${at} of the message\r\n`).join('')}.\r\n`],
  ...ORDINARY.slice(-3),
];

/** What a segment says from so many bytes on. */
function laterPart(segment: Segment, from: number): Segment {
  return { ...segment, sequence: sequenceAfter(segment.sequence, from), bytes: segment.bytes.subarray(from) };
}

/** The first segment that says this. */
function saying(words: string, segments: readonly Segment[] = SEGMENTS): Segment {
  const found = segments.find(({ bytes }) => bytes.toString('latin1').startsWith(words));
  if (found === undefined) throw new Error(`nobody says ${words}`);
  return found;
}

function without(words: string, segments: readonly Segment[] = SEGMENTS): readonly Segment[] {
  return segments.filter((segment) => segment !== saying(words, segments));
}

/** Puts segments behind the one that says this. */
function behind(words: string, ...more: readonly Segment[]): readonly Segment[] {
  return SEGMENTS.flatMap((segment) => (segment === saying(words) ? [segment, ...more] : [segment]));
}

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

describe('what was not captured', () => {
  test('is a gap of its size, in its place', async () => {
    expect(await toldOfSegments(without('EHLO'))).toBe(
      TOLD.replace('c> EHLO client.example', '# gap of 21 from client'),
    );
    expect(await toldOfSegments(without('250 2.1.0'))).toBe(
      TOLD.replace('s< 250 2.1.0 Ok\ns< 250 2.1.5 Ok\ns< 354 Go ahead', '# gap of 42 from server'),
    );
  });

  test('is a gap at the end, too', async () => {
    expect(await toldOfSegments(without('221'))).toBe(
      TOLD.replace('s< 221 2.0.0 Bye', '# gap of 15 from server'),
    );
    const cut = without('221').filter(({ flags }) => !flags.includes('F'));
    expect(await toldOfSegments(cut.slice(0, -1))).toBe(
      toldOf(ORDINARY.slice(0, -1), '# gap of 15 from server', UNSEEN),
    );
  });

  test('splits the line in which it is missing', async () => {
    const small = segmentsOf(ORDINARY, { segmentSize: 10 });
    expect(await toldOfSegments(without('t.example', small))).toBe(
      TOLD.replace('c> EHLO client.example', 'c> EHLO clien [no ending]\n# gap of 10 from client\nc> '),
    );
  });

  test('of both sides at once keeps the order in which they spoke', async () => {
    const [mail, reply] = [saying('MAIL'), saying('250 2.1.0')];
    const lines = /c> MAIL[^]*354 Go ahead/;
    expect(await toldOfSegments(SEGMENTS.filter((segment) => segment !== mail && segment !== reply))).toBe(
      TOLD.replace(lines, `# gap of ${mail.bytes.length} from client\n# gap of 42 from server`),
    );
  });

  test('stands before the answer to it, though more had been said by then', async () => {
    const [ehlo, mail] = [saying('EHLO'), saying('MAIL')];
    const bare = { ...mail, acknowledgment: ehlo.acknowledgment };
    const [start, rest] = [{ ...bare, bytes: bare.bytes.subarray(0, 30) }, laterPart(bare, 30)];
    const answer = { ...saying('250-mx'), acknowledgment: start.sequence };
    const [greeting] = SEGMENTS.filter((segment) => segment === saying('220'));
    if (greeting === undefined) throw new Error('no greeting');
    const early = [...SEGMENTS.slice(0, 3), greeting, rest, answer];
    const later = SEGMENTS.slice(SEGMENTS.indexOf(saying('250 2.1.0')));
    expect(await toldOfSegments([...early, ...later])).toBe(
      TOLD.replace('c> EHLO client.example', '# gap of 21 from client').replace(
        'c> MAIL FROM:<a@client.example>\nc> RCPT',
        '# gap of 30 from client\nc> RCPT',
      ),
    );
  });

  test('is waited for as long as its receiver asks for it', async () => {
    const segments = segmentsOf(LONG, { segmentSize: 10 });
    const lost = segments.indexOf(saying('line 0 of', segments)) + 1;
    const [missing, ...others] = segments.slice(lost, lost + 200);
    if (missing === undefined) throw new Error('nothing is lost');
    const bytes = Buffer.alloc(0);
    const asking = others.flatMap((segment): Segment[] => {
      const sequence = segment.acknowledgment ?? 0;
      return [segment, { ...segment, from: 's', bytes, sequence, acknowledgment: missing.sequence }];
    });
    const all = [...segments.slice(0, lost), ...asking, missing, ...segments.slice(lost + 200)];
    expect(await toldOfSegments(all)).toBe(toldOf(LONG, ...IN_ORDER));
  });

  test('of the last packet is a gap behind all that was said', async () => {
    const segments = segmentsOf(ORDINARY.slice(0, 6), { end: 'none' }).filter(({ from }) => from === 'c');
    const packets = packetsOf(segments.filter(({ bytes, flags }) => bytes.length > 0 || flags !== ''));
    const last = packets.at(-1);
    if (last === undefined) throw new Error('no packets');
    const cut = { ...last, bytes: last.bytes.subarray(0, -5), length: last.bytes.length };
    const { told } = await importOne(pcap([...packets.slice(0, -1), cut]));
    expect(told).toMatch(new RegExp(`c> \\.\\. \\[no ending\\]\n# gap of 5 from client\n${UNSEEN}$`));
  });

  test('may be more than is ever under way at once', async () => {
    const segments = segmentsOf(LONG, { segmentSize: 10 });
    const lost = segments.indexOf(saying('line 0 of', segments)) + 100;
    const jump = 20 * 1024 * 1024;
    const far = segments.slice(lost).map((segment): Segment => {
      if (segment.from === 'c') return { ...segment, sequence: sequenceAfter(segment.sequence, jump) };
      const acknowledgment =
        segment.acknowledgment === null ? null : sequenceAfter(segment.acknowledgment, jump);
      return { ...segment, acknowledgment };
    });
    const told = await toldOfSegments([...segments.slice(0, lost), ...far]);
    // Whatever is that far away is believed only when there is more of it.
    expect(told).toContain(`[no ending]\n# gap of ${jump + 10} from client\nc> `);
    expect(told.endsWith(toldOf(ORDINARY.slice(-3), ...IN_ORDER).replace('# connected\n', ''))).toBe(true);
  });

  test('of a packet that was cut short is a gap as large as what was cut off', async () => {
    const packets = packetsOf(SEGMENTS).map((packet) => ({
      ...packet,
      bytes: packet.bytes.subarray(0, 14 + 20 + 24 + 8),
      length: packet.bytes.length,
    }));
    const { told, summary } = await importOne(pcap(packets));
    expect(told).toContain(
      's< 220 mx.e [no ending]\n# gap of 14 from server\nc> EHLO cli [no ending]\n# gap of 13 from client',
    );
    expect(summary.bytesFromClient).toBe(8 * 4 - 2);
  });

  test('may be more than any buffer takes', async () => {
    const content = Array.from({ length: 24_000 }, (_, at) => `${at}`.padEnd(998, 'x'));
    const script: ConversationScript = [
      ...ORDINARY.slice(0, 5),
      ['c', `${content.join('\r\n')}\r\n.\r\n`],
      ...ORDINARY.slice(-3),
    ];
    // Nobody confirms anything: the client's side alone.
    const segments = segmentsOf(script, { segmentSize: 60_000 }).filter(({ from }) => from === 'c');
    const lost = segments.findIndex(({ bytes }) => bytes.length === 60_000) + 3;
    // What comes that late finds its place taken.
    const late = segments.slice(lost, lost + 1);
    const { told } = await importOne(pcap(packetsOf([...segments.toSpliced(lost, 1), ...late])));
    expect(told.match(/# gap of 60000 from client/g)).toHaveLength(1);
    expect(told).toMatch(/c> 0x[^]*c> 23999x[^]*c> QUIT/);
  });
});

describe('a capture of one side', () => {
  test('has gaps for what the other confirmed, in their places', async () => {
    const segments = SEGMENTS.filter(({ from }) => from === 's');
    expect(await toldOfSegments(segments)).toBe(
      [
        '# connected',
        's< 220 mx.example ESMTP',
        '# gap of 21 from client',
        's< 250-mx.example',
        's< 250 PIPELINING',
        '# gap of 60 from client',
        's< 250 2.1.0 Ok',
        's< 250 2.1.5 Ok',
        's< 354 Go ahead',
        '# gap of 35 from client',
        's< 250 2.0.0 Ok: queued',
        '# gap of 6 from client',
        's< 221 2.0.0 Bye',
        '# ended by server',
        '# closed by server: end',
      ].join('\n'),
    );
  });

  test('of the client is followed as well', async () => {
    const segments = SEGMENTS.filter(({ from }) => from === 'c');
    const { told } = await importOne(pcap(packetsOf(segments)));
    expect(told.replace(/^# gap.*\n/gm, '')).toBe(
      toldOf(
        ORDINARY.filter(([who]) => who === 'c'),
        '# ended by client',
        '# closed by client: end',
      ),
    );
    expect(told).toMatch(/^# connected\n# gap of 22 from server\nc> EHLO/);
  });

  test('has no gaps where nothing was confirmed', async () => {
    const segments = SEGMENTS.filter(({ from }) => from === 's').map((segment) => ({
      ...segment,
      acknowledgment: null,
    }));
    expect(await toldOfSegments(segments.slice(1))).toBe(
      ORDINARY.filter(([who]) => who === 's')
        .flatMap(([, words]) => words.split('\r\n').slice(0, -1))
        .map((line) => `s< ${line}`)
        .concat('# ended by server', '# closed by server: end')
        .join('\n'),
    );
  });
});

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

/** The same segments, each block of so many in the opposite order. */
function inBlocks(segments: readonly Segment[], size: number): readonly Segment[] {
  const blocks: Segment[][] = [];
  for (let at = 0; at < segments.length; at += size) blocks.push(segments.slice(at, at + size).toReversed());
  return blocks.flat();
}
