import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { pcap } from '../../support/packets-file.ts';
import { ethernet, ipv4, IPV4_ENDS, type Packet } from '../../support/packets-ip.ts';
import { isSaying, segmentsOf, type Segment } from '../../support/packets-tcp.ts';
import { importBytes, IN_ORDER, ORDINARY, toldOf, UNSEEN } from './imported.ts';

/** A port that nobody speaks SMTP on by agreement. */
const ANY_PORT = 31_415;

function packetsOn(port: number, segments: readonly Segment[], clientPort = 50_000): Packet[] {
  const ends = {
    client: { ...IPV4_ENDS.client, port: clientPort },
    server: { ...IPV4_ENDS.server, port },
  };
  return segments.flatMap((segment) =>
    ipv4(segment, ends).map((bytes) => ({ time: segment.time, bytes: ethernet()(bytes) })),
  );
}

/** What is found of a flow: `SMTP from 50000`, `TLS` or `other`. */
async function spokenIn(packets: readonly Packet[]): Promise<string> {
  const { conversations, otherFlows, tlsFlows } = await importBytes(pcap(packets));
  const [first] = conversations;
  if (first !== undefined) return `SMTP from ${first.summary.client.port}`;
  if (tlsFlows > 0) return 'TLS';
  return otherFlows > 0 ? 'other' : 'nothing';
}

const CLIENT_HELLO = '\x16\x03\x01\x00\x40\x01\x00\x00\x3c\x03\x03';
const SERVER_HELLO = '\x16\x03\x03\x00\x40\x02\x00\x00\x3c\x03\x03';

const SPEAKING: Readonly<Record<string, ConversationScript>> = {
  'an ordinary conversation': ORDINARY,
  'a greeting that names the protocol, and nothing else': [['s', '220 mx.example ESMTP ready\r\n']],
  'a refusal at the greeting': [['s', '554 5.7.1 Your address is on a list\r\n']],
  'a server that is busy': [['s', '421 mx.example SMTP service not available\r\n']],
  'a greeting that says nothing, and HELO': [
    ['s', '220 hello\r\n'],
    ['c', 'helo a\r\n'],
  ],
  'a greeting of several lines': [
    ['s', '220-hello\r\n220 you\r\n'],
    ['c', 'EHLO a\r\n'],
  ],
  LMTP: [
    ['s', '220 hello\r\n'],
    ['c', 'LHLO a\r\n'],
  ],
  'a client that speaks first': [
    ['c', 'EHLO a\r\nMAIL FROM:<a@b>\r\n'],
    ['s', '220 hello\r\n250 a\r\n'],
  ],
  'a proxy’s line in front': [
    ['c', 'PROXY TCP4 192.0.2.1 192.0.2.2 5000 25\r\nEHLO a\r\n'],
    ['s', '220 hello\r\n'],
  ],
  'nonsense, and then EHLO, to a server that names the protocol': [
    ['s', '220 mx.example ESMTP\r\n'],
    ['c', 'GET / HTTP/1.1\r\n\r\n'],
    ['s', '500 5.5.2 Error\r\n'],
  ],
  STARTTLS: [
    ['s', '220 hello\r\n'],
    ['c', 'EHLO a\r\n'],
    ['s', '250 STARTTLS\r\n'],
    ['c', 'STARTTLS\r\n'],
    ['s', '220 go\r\n'],
    ['c', CLIENT_HELLO],
  ],
};

const OTHERS: Readonly<Record<string, ConversationScript>> = {
  FTP: [
    ['s', '220 ProFTPD Server ready\r\n'],
    ['c', 'USER anonymous\r\n'],
    ['s', '331 Password required\r\n'],
    ['c', 'PASS secret\r\nQUIT\r\n'],
    ['s', '230 Logged in\r\n221 Goodbye\r\n'],
  ],
  POP3: [
    ['s', '+OK ready\r\n'],
    ['c', 'STAT\r\nQUIT\r\n'],
    ['s', '+OK 0 0\r\n+OK\r\n'],
  ],
  IMAP: [
    ['s', '* OK ready\r\n'],
    ['c', 'a STARTTLS\r\n'],
    ['s', 'a OK begin\r\n'],
  ],
  NNTP: [
    ['s', '200 news ready\r\n'],
    ['c', 'HELP\r\nQUIT\r\n'],
    ['s', '100 help follows\r\n.\r\n205 bye\r\n'],
  ],
  SSH: [
    ['s', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['c', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ],
  'HTTP that carries a transcript of SMTP': [
    ['c', 'POST / HTTP/1.1\r\nHost: a\r\n\r\nEHLO a\r\nMAIL FROM:<a@b>\r\n.\r\nQUIT\r\n'],
    ['s', 'HTTP/1.1 200 OK\r\n\r\n220 mx.example ESMTP\r\n250 2.0.0 Ok\r\n'],
  ],
  'TLS on some port': [
    ['c', CLIENT_HELLO],
    ['s', SERVER_HELLO],
  ],
  'a long stream of bytes': [['s', '\x00\x01\x02\x03'.repeat(40_000)]],
  'a greeting that may be FTP’s': [['s', '220 hello\r\n']],
  'nothing at all': [],
};

describe('SMTP is found on any port by', () => {
  test.each(Object.entries(SPEAKING))('%s', async (_, script) => {
    for (const segmentSize of [1, 1_460]) {
      const segments = segmentsOf(script, { segmentSize });
      expect(await spokenIn(packetsOn(ANY_PORT, segments))).toBe('SMTP from 50000');
      // Who asks for the connection is the client, whatever the ports are.
      expect(await spokenIn(packetsOn(ANY_PORT, segments, 25))).toBe('SMTP from 25');
    }
  });
});

describe('what is left out:', () => {
  test.each(Object.entries(OTHERS))('%s', async (_, script) => {
    expect(await spokenIn(packetsOn(ANY_PORT, segmentsOf(script)))).toBe('other');
  });
});

describe('words that FTP says as well', () => {
  test.each([25, 465, 587, 2525])('are SMTP on port %i', async (port) => {
    const greeting = segmentsOf([['s', '220 hello\r\n']]);
    expect(await spokenIn(packetsOn(port, greeting))).toBe('SMTP from 50000');
    const farewell = segmentsOf([
      ['c', 'QUIT\r\n'],
      ['s', '221 bye\r\n'],
    ]).filter(isSaying);
    expect(await spokenIn(packetsOn(port, farewell))).toBe('SMTP from 50000');
    expect(await spokenIn(packetsOn(21, farewell))).toBe('other');
  });

  test('are needed: silence is nobody’s', async () => {
    expect(await spokenIn(packetsOn(25, segmentsOf([], { end: 'reset' })))).toBe('other');
    expect(await spokenIn(packetsOn(25, segmentsOf([['c', 'what?\r\n']])))).toBe('other');
    expect(await spokenIn(packetsOn(25, segmentsOf([['s', 'what?\r\n']])))).toBe('other');
  });
});

describe('TLS from the first byte on port 465', () => {
  test.each([
    [
      'both sides',
      [
        ['c', CLIENT_HELLO],
        ['s', SERVER_HELLO],
      ],
    ],
    ['the client alone', [['c', CLIENT_HELLO]]],
    ['the server alone', [['s', SERVER_HELLO]]],
  ] as const)('is counted by itself: %s', async (_, script) => {
    for (const segmentSize of [1, 1_460]) {
      expect(await spokenIn(packetsOn(465, segmentsOf(script, { segmentSize })))).toBe('TLS');
    }
  });

  test('is not what only begins like it', async () => {
    expect(await spokenIn(packetsOn(465, segmentsOf([['c', '\x16\x03\x01']])))).toBe('other');
    expect(await spokenIn(packetsOn(465, segmentsOf(ORDINARY)))).toBe('SMTP from 50000');
  });
});

describe('from the middle on,', () => {
  const spoken = segmentsOf(ORDINARY, { end: 'none' }).filter(isSaying);

  test('the client is who speaks as one, wherever it begins', async () => {
    for (let at = 0; at < spoken.length - 2; at += 1) {
      for (const [clientPort, serverPort] of [
        [50_000, ANY_PORT],
        [1_024, ANY_PORT],
      ] as const) {
        const packets = packetsOn(serverPort, spoken.slice(at), clientPort);
        expect([at, await spokenIn(packets)]).toEqual([at, `SMTP from ${clientPort}`]);
      }
    }
  });

  test('one side alone is enough', async () => {
    for (const who of ['c', 's'] as const) {
      const one = spoken.filter(({ from }) => from === who);
      for (let at = 0; at < 2; at += 1) {
        expect([who, at, await spokenIn(packetsOn(ANY_PORT, one.slice(at), 1_024))]).toEqual([
          who,
          at,
          'SMTP from 1024',
        ]);
      }
    }
  });

  test('a message that is under way is SMTP on a port of SMTP', async () => {
    const lines = Array.from({ length: 3_000 }, (_, at) => `line ${at} of a long message\r\n`).join('');
    const segments = segmentsOf([['c', `half a line\r\n${lines}`]], { segmentSize: 1_000 }).slice(3);
    expect(await spokenIn(packetsOn(25, segments))).toBe('SMTP from 50000');
    expect(await spokenIn(packetsOn(ANY_PORT, segments))).toBe('other');
  });

  test('message content ends, and a command behind it says what it was', async () => {
    const segments = segmentsOf([
      ['c', 'half a line\r\nDear reader,\r\nEHLO!\r\n.\r\nMAIL FROM:<a@b>\r\n'],
    ]).slice(3);
    expect(await spokenIn(packetsOn(ANY_PORT, segments))).toBe('SMTP from 50000');
  });

  test('other protocols are not taken for SMTP', async () => {
    for (const [name, script] of Object.entries(OTHERS)) {
      const segments = segmentsOf(script).filter(isSaying);
      for (let at = 0; at < segments.length; at += 1) {
        expect([name, at, await spokenIn(packetsOn(ANY_PORT, segments.slice(at)))]).toEqual([
          name,
          at,
          'other',
        ]);
      }
    }
  });
});

describe('several flows at once', () => {
  test('are told apart, counted, and numbered as they begin to speak', async () => {
    const scripts = [ORDINARY, OTHERS['FTP'], SPEAKING['LMTP'], OTHERS['SSH']] as const;
    const flows = scripts.map((script = [], at) => packetsOn(ANY_PORT, segmentsOf(script), 50_000 + at));
    const tls = packetsOn(465, segmentsOf([['c', CLIENT_HELLO]]));
    const longest = Math.max(...flows.map((packets) => packets.length));
    const mixed = Array.from({ length: longest }, (_, at) =>
      [...flows, tls].flatMap((packets) => packets[at] ?? []),
    );
    const { conversations, otherFlows, tlsFlows, problem } = await importBytes(pcap(mixed.flat()));
    expect({ otherFlows, tlsFlows, problem }).toEqual({ otherFlows: 2, tlsFlows: 1, problem: null });
    expect(conversations.map(({ told }) => told)).toEqual([
      toldOf(ORDINARY, ...IN_ORDER),
      toldOf(SPEAKING['LMTP'] ?? [], ...IN_ORDER),
    ]);
    expect(conversations.map(({ summary }) => summary.session)).toEqual([1, 2]);
  });

  test('may be more than can be followed at once: those silent longest count as over', async () => {
    const first = packetsOn(ANY_PORT, segmentsOf(ORDINARY.slice(0, 2), { end: 'none' }));
    const crowd = Array.from({ length: 66_000 }, (_, at): Packet => {
      const frame = Buffer.from(first[0]?.bytes ?? []);
      frame.writeUInt32BE(0x0a000000 + at, 26);
      return { time: 0, bytes: frame };
    });
    const { conversations, otherFlows } = await importBytes(pcap([...first, ...crowd]));
    expect(conversations.map(({ told }) => told)).toEqual([toldOf(ORDINARY.slice(0, 2), UNSEEN)]);
    expect(otherFlows).toBe(66_000);
  }, 60_000);
});
