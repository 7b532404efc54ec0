import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { type ConversationScript } from '../../support/conversation-script.ts';
import { packetsOf, pcap } from '../../support/packets-file.ts';
import { segmentsOf, sequenceAfter, type Segment } from '../../support/packets-tcp.ts';
import { IN_ORDER, importOne, ORDINARY, toldOf, UNSEEN } from './imported.ts';
import { laterPart, LONG, saying, SEGMENTS, TOLD, toldOfSegments, without } from './tcp-segments.ts';

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
