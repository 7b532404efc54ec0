import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { MOST_OF_A_KIND } from '../../../../app/smtp/findings/finder.ts';
import { FINDING_CODES, FINDINGS, type FindingCode } from '../../../../app/smtp/findings/registry.ts';
import { ENVELOPE, foundIn, greeted, IN_DATA, Search, searched, type Happening } from './found-in.ts';

/** A conversation in which just one thing is to be found: what, and in which of its lines. */
type Case = readonly [code: FindingCode, line: number, name: string, happenings: readonly Happening[]];

const G = greeted();
const OFFERED = greeted(
  'PIPELINING',
  '8BITMIME',
  'SMTPUTF8',
  'SIZE 1000',
  'CHUNKING',
  'DSN',
  'AUTH PLAIN CRAM-MD5 SCRAM-SHA-256',
);
const LINES_OF_OFFERED = 10;
const X = (length: number): string => 'x'.repeat(length);

const CASES: readonly Case[] = [
  ['bare-lf', 4, 'a command', [...G, ['c', 'NOOP\n']]],
  ['bare-lf', 5, 'a reply', [...G, ['c', 'NOOP\r\n'], ['s', '250 ok\n']]],
  ['bare-lf', 10, 'a line of content', [...G, ...IN_DATA, ['c', 'a\n']]],
  ['bare-cr', 4, 'a command', [...G, ['c', 'NO\rOP\r\n']]],
  ['bare-cr', 10, 'a line of content', [...G, ...IN_DATA, ['c', 'a\rb\r\n']]],
  ['nul', 10, 'in content', [...G, ...IN_DATA, ['c', 'a\0b\r\n']]],
  ['line-without-ending', 4, 'a command', [...G, ['c', 'NOOP']]],
  ['line-without-ending', 5, 'a reply', [...G, ['c', 'NOOP\r\n'], ['s', '250 ok\r']]],
  ['command-too-long', 4, 'a command', [...G, ['c', `NOOP ${X(510)}\r\n`]]],
  ['reply-too-long', 5, 'a reply', [...G, ['c', 'NOOP\r\n'], ['s', `250 ${X(510)}\r\n`]]],
  ['content-line-too-long', 10, 'content', [...G, ...IN_DATA, ['c', `${X(999)}\r\n`]]],
  ['eight-bit-not-offered', 10, 'content', [...G, ...IN_DATA, ['c', 'Gr\xfc\xdfe\r\nund \xe4\r\n']]],
  ['eight-bit-undeclared', LINES_OF_OFFERED + 7, 'content', [...OFFERED, ...IN_DATA, ['c', '\xe4\r\n']]],
  ['dot-not-stuffed', 10, 'content', [...G, ...IN_DATA, ['c', '.hidden\r\n']]],
  [
    'size-exceeded',
    LINES_OF_OFFERED + 1,
    'as declared',
    [...OFFERED, ['c', 'MAIL FROM:<a@b> SIZE=1001\r\n']],
  ],
  [
    'size-untrue',
    LINES_OF_OFFERED + 8,
    'more than declared',
    [
      ...OFFERED,
      ['c', 'MAIL FROM:<a@b> SIZE=5\r\n'],
      ['s', '250 ok\r\n'],
      ...IN_DATA.slice(2),
      ['c', 'more than five\r\n.\r\n'],
    ],
  ],
  [
    'size-exceeded',
    LINES_OF_OFFERED + 7,
    'in the last chunk',
    [...OFFERED, ...ENVELOPE, ['c', `BDAT 600\r\n${X(598)}\r\n`], ['c', `BDAT 600 LAST\r\n${X(598)}\r\n`]],
  ],
  [
    'early-talker',
    2,
    'before the greeting',
    [
      ['c', 'EHLO a\r\n'],
      ['s', '220 mx\r\n'],
      ['s', '250 mx\r\n'],
    ],
  ],
  ['pipelining-not-offered', 5, 'commands', [...G, ['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n']]],
  [
    'pipelined-too-far',
    3,
    'behind EHLO',
    [
      ['s', '220 mx\r\n'],
      ['c', 'EHLO a\r\nMAIL FROM:<a@b>\r\n'],
    ],
  ],
  [
    'content-before-go-ahead',
    LINES_OF_OFFERED + 6,
    'before 354',
    [...OFFERED, ...ENVELOPE, ['c', 'DATA\r\nbody\r\n'], ['s', '354 go\r\n']],
  ],
  [
    'mail-before-hello',
    2,
    'at once',
    [
      ['s', '220 mx\r\n'],
      ['c', 'MAIL FROM:<a@b>\r\n'],
    ],
  ],
  ['nested-mail', 8, 'within a transaction', [...G, ...ENVELOPE, ['c', 'MAIL FROM:<e@f>\r\n']]],
  ['rcpt-before-mail', 4, 'without MAIL', [...G, ['c', 'RCPT TO:<a@b>\r\n']]],
  [
    'data-without-recipient',
    8,
    'all refused',
    [...G, ...ENVELOPE.slice(0, 3), ['s', '550 no\r\n'], ['c', 'DATA\r\n']],
  ],
  ['data-without-recipient', 4, 'without MAIL', [...G, ['c', 'DATA\r\n'], ['s', '503 no\r\n']]],
  [
    'auth-again',
    LINES_OF_OFFERED + 3,
    'twice',
    [...OFFERED, ['c', 'AUTH SCRAM-SHA-256\r\n'], ['s', '235 ok\r\n'], ['c', 'AUTH SCRAM-SHA-256\r\n']],
  ],
  [
    'out-of-order',
    4,
    'behind QUIT',
    [...G.slice(0, 1), ['c', 'QUIT\r\n'], ['s', '221 bye\r\n'], ['c', 'NOOP\r\n']],
  ],
  [
    'ehlo-refused',
    4,
    'HELO instead',
    [
      ['s', '220 mx\r\n'],
      ['c', 'EHLO a\r\n'],
      ['s', '502 no\r\n'],
      ['c', 'HELO a\r\n'],
    ],
  ],
  ['blank-before-path', 4, 'MAIL', [...G, ['c', 'MAIL FROM: <a@b>\r\n']]],
  ['malformed-path', 4, 'no brackets', [...G, ['c', 'MAIL FROM:a@b\r\n']]],
  ['malformed-path', 4, 'no colon', [...G, ['c', 'MAIL a@b\r\n']]],
  ['malformed-path', 4, 'no domain', [...G, ['c', 'MAIL FROM:<root>\r\n']]],
  ['malformed-parameter', LINES_OF_OFFERED + 1, 'SIZE', [...OFFERED, ['c', 'MAIL FROM:<a@b> SIZE=big\r\n']]],
  ['parameter-not-offered', 4, 'SIZE', [...G, ['c', 'MAIL FROM:<a@b> SIZE=5\r\n']]],
  ['command-not-offered', 8, 'BDAT', [...G, ...ENVELOPE, ['c', 'BDAT 0 LAST\r\n']]],
  ['non-ascii-address', 4, 'not offered', [...G, ['c', 'MAIL FROM:<\xc3\xa4@b>\r\n']]],
  ['non-ascii-address', LINES_OF_OFFERED + 1, 'not said', [...OFFERED, ['c', 'MAIL FROM:<\xc3\xa4@b>\r\n']]],
  [
    'tls-in-plain',
    2,
    'a client’s handshake, in pieces that look like lines',
    [
      ['s', '220 mx.example\r\n'],
      ['c', '\x16\x03\x01\x02\0\n\0\x01\r\xff\n\0'],
      ['closed', 'c'],
    ],
  ],
  ['tls-in-plain', 1, 'a server’s alert', [['s', '\x15\x03\x03\0\x02\x02F\n']]],
  [
    'proxy-not-taken',
    4,
    'which came first, and what follows it is refused in its place',
    [
      ['c', 'PROXY TCP4 203.0.113.9 192.0.2.1 40000 25\r\n'],
      ['s', '220 mx.example\r\n'],
      ['c', 'EHLO app.example\r\n'],
      ['s', '500 5.5.1 unknown\r\n'],
    ],
  ],
  [
    'proxy-not-taken',
    3,
    'which came first, and is refused before anything follows it',
    [
      ['c', 'PROXY TCP4 203.0.113.9 192.0.2.1 40000 25\r\n'],
      ['s', '220 mx.example\r\n500 5.5.1 unknown\r\n'],
    ],
  ],
  [
    'proxy-not-taken',
    4,
    'which the server refuses as a command',
    [
      ['s', '220 mx.example\r\n'],
      ['c', 'PROXY TCP4 203.0.113.9 192.0.2.1 40000 25\r\n'],
      ['c', 'EHLO app.example\r\n'],
      ['s', '500 5.5.1 unknown\r\n'],
    ],
  ],
  ['malformed-reply', 1, 'in the greeting’s place', [['s', 'HTTP/1.1 400 Bad Request\r\nServer: x\r\n']]],
  ['malformed-reply', 5, 'no code', [...G, ['c', 'NOOP\r\n'], ['s', 'Warning: disk full\r\n250 ok\r\n']]],
  ['mixed-reply-codes', 6, 'in one reply', [...G, ['c', 'HELP\r\n'], ['s', '214-a\r\n250 b\r\n']]],
  ['unasked-reply', 4, 'out of nowhere', [...G, ['s', '250 ok\r\n']]],
  ['unexpected-reply', 5, '354 to NOOP', [...G, ['c', 'NOOP\r\n'], ['s', '354 go\r\n']]],
  ['enhanced-code-differs', 5, '250 5.0.0', [...G, ['c', 'NOOP\r\n'], ['s', '250 5.0.0 ok\r\n']]],
  [
    'plaintext-after-starttls',
    6,
    'of the client, before the 220',
    [...greeted('STARTTLS'), ['c', 'STARTTLS\r\nNOOP\r\n']],
  ],
  [
    'plaintext-after-starttls',
    7,
    'of the server, behind its 220',
    [...greeted('STARTTLS'), ['c', 'STARTTLS\r\n'], ['s', '220 go\r\n250 injected\r\n']],
  ],
  ['starttls-not-used', 5, 'MAIL in the clear', [...greeted('STARTTLS'), ['c', 'MAIL FROM:<a@b>\r\n']]],
  [
    'credentials-without-tls',
    5,
    'an initial response',
    [...greeted('AUTH PLAIN'), ['c', 'AUTH PLAIN AGEAYg==\r\n'], ['s', '235 ok\r\n']],
  ],
  [
    'credentials-without-tls',
    9,
    'the answer behind the user name',
    [
      ...greeted('AUTH LOGIN'),
      ['c', 'AUTH LOGIN\r\n'],
      ['s', '334 VXNlcm5hbWU6\r\n'],
      ['c', 'YQ==\r\n'],
      ['s', '334 UGFzc3dvcmQ6\r\n'],
      ['c', 'Yg==\r\n'],
    ],
  ],
  ['weak-mechanism', LINES_OF_OFFERED + 1, 'CRAM-MD5', [...OFFERED, ['c', 'AUTH CRAM-MD5\r\n']]],
  ['masked-greeting', 1, 'by a firewall', [['s', '220 ****************0*2******0*****\r\n']]],
  ['masked-capability', 5, 'by a firewall', [...greeted('PIPELINING', 'XXXXXXXA', '8BITMIME')]],
  ['masked-command', 4, 'by a firewall', [...G, ['c', 'XXXX a\r\n'], ['s', '500 what?\r\n']]],
  ['slow-reply', 5, 'six seconds', [...G, ['c', 'NOOP\r\n'], ['wait', 6_000], ['s', '250 ok\r\n']]],
  ['closed-without-quit', 3, 'by the client', [...G, ['closed', 'c']]],
  ['closed-by-server', 3, 'before QUIT', [...G, ['closed', 's']]],
  ['closed-in-content', 10, 'by either', [...G, ...IN_DATA, ['c', 'half a\r\n'], ['closed', 'c']]],
];

describe('what is found', () => {
  test.each(CASES)('%s in line %i: %s', (code, line, _name, happenings) => {
    expect(foundIn(happenings)).toEqual([`${code} in line ${line}`]);
  });

  test('of a password in the clear is nothing on the way to a server that is part of the program', () => {
    const search = new Search();
    search.serverIsOwn();
    search.takeUpAnew();
    search.say('server', '220 mx\r\n');
    search.say('client', 'EHLO a\r\n', true);
    search.say('server', '250-mx\r\n250 AUTH PLAIN CRAM-MD5\r\n');
    search.say('client', 'AUTH PLAIN AGEAYg==\r\n', true);
    expect(search.told).toEqual([]);
  });

  test('every kind has a conversation that shows it', () => {
    const shown = new Set(CASES.map(([code]) => code));
    expect(FINDING_CODES.filter((code) => !shown.has(code))).toEqual([
      'loose-end-of-data',
      'certificate-not-verified',
      'plus-hidden',
      'more-findings',
    ]);
  });

  test.each(CASES)('%s in line %i: %s is said in a sentence for people', (code, _line, _name, happenings) => {
    const [finding] = searched(happenings).findings;
    expect(finding?.text).toMatch(/^[A-Z0-9\\].*[.]$/);
    expect(finding?.text).not.toMatch(/undefined|NaN|\$\{/);
    expect(finding?.severity).toBe(FINDINGS[code].severity);
    expect(finding?.reference).toMatch(/section \d|PROXY|XCLIENT/);
  });

  test('each kind stands in the documentation as it is', async () => {
    const page = await readFile(new URL('../../../../docs/findings.md', import.meta.url), 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(
      rows.map((row) =>
        row
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, 5),
      ),
    ).toEqual(
      FINDING_CODES.map((code) => {
        const { severity, title, reference } = FINDINGS[code];
        return [`\`${code}\``, severity, title, reference];
      }),
    );
  });

  test('of one kind only so many are told, and that there are more', () => {
    const many = foundIn([...G, ...Array.from({ length: 100 }, (): Happening => ['c', 'NOOP\n'])]);
    expect(many.filter((told) => told.startsWith('bare-lf'))).toHaveLength(MOST_OF_A_KIND);
    expect(many.filter((told) => told.startsWith('more-findings'))).toHaveLength(2);
  });
});

describe('the ends of data that only some servers accept', () => {
  test.each([
    [String.raw`\n.\n`, 'body\n.\nMAIL FROM:<x@y>\r\n'],
    [String.raw`\n.\r\n`, 'body\n.\r\nMAIL FROM:<x@y>\r\n'],
    [String.raw`\r\n.\n`, 'body\r\n.\nMAIL FROM:<x@y>\r\n'],
    [String.raw`\r.\r`, 'body\r.\rMAIL FROM:<x@y>\r\n'],
    [String.raw`\r.\r\n`, 'body\r.\r\nMAIL FROM:<x@y>\r\n'],
    [String.raw`\r.\n`, 'body\r.\nMAIL FROM:<x@y>\r\n'],
    [String.raw`\r\n.\r`, 'body\r\n.\rMAIL FROM:<x@y>\r\n'],
    [String.raw`\n.\r`, 'body\n.\rMAIL FROM:<x@y>\r\n'],
  ])('%s', (sequence, content) => {
    const { findings } = searched([...G, ...IN_DATA, ['c', content]]);
    expect(findings.map(({ code }) => code)).toContain('loose-end-of-data');
    expect(findings.find(({ code }) => code === 'loose-end-of-data')?.text).toContain(sequence);
  });
});

describe('a server that is gone', () => {
  const gone: readonly Happening[] = [
    ...OFFERED,
    ['c', 'MAIL FROM:<a@b>\r\n'],
    ['s', '250 ok\r\n'],
    ['ended', 's'],
  ];
  const closed = `closed-by-server in line ${LINES_OF_OFFERED + 2}`;

  test('does not hear what the client says then, nor its QUIT', () => {
    expect(foundIn([...gone, ['c', 'DATA\r\n\xe4\n.\nQUIT\r\n'], ['closed', 's']])).toEqual([closed]);
  });

  test('has closed in order where it said 421, or heard QUIT', () => {
    expect(
      foundIn([...OFFERED, ['s', '421 bye\r\n'], ['ended', 's'], ['c', 'QUIT\r\n'], ['closed', 's']]),
    ).toEqual([]);
    expect(
      foundIn([...OFFERED, ['c', 'QUIT\r\n'], ['s', '221 bye\r\n'], ['ended', 's'], ['closed', 's']]),
    ).toEqual([]);
  });
});

describe('what is said once', () => {
  test('that a client did not wait, of all that it sent along', () => {
    const together = ['c', 'RSET\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\n'] as const;
    expect(foundIn([...G, together])).toEqual(['pipelining-not-offered in line 5']);
  });

  test('that a line ends wrongly, where it may be the end of the message', () => {
    expect(foundIn([...G, ...IN_DATA, ['c', 'a\r\n.\n']])).toEqual(['loose-end-of-data in line 11']);
  });

  test('what a client did not wait for has a name even where it is no command', () => {
    const [found] = searched([...G, ['c', '\r\nRSET\r\n']]).findings;
    expect(found?.text).toContain('the reply to the last line,');
  });
});

describe('what is right', () => {
  test.each<readonly [string, readonly Happening[]]>([
    ['a conversation that was joined in its middle', IN_DATA],
    [
      'a login that is given up before the password',
      [...greeted('AUTH LOGIN'), ['c', 'AUTH LOGIN YQ==\r\n'], ['s', '334 UGFzc3dvcmQ6\r\n'], ['c', '*\r\n']],
    ],
    ['a dot that is stuffed', [...G, ...IN_DATA, ['c', '..\r\n..x\r\n.\r\n'], ['s', '250 ok\r\n']]],
    [
      'the border of a chunk between CR and LF',
      [...OFFERED, ...ENVELOPE, ['c', 'BDAT 2\r\na\rBDAT 1 LAST\r\n\n']],
    ],
    [
      'binary content that was declared',
      [
        ...greeted('CHUNKING', 'BINARYMIME', '8BITMIME'),
        ['c', 'MAIL FROM:<a@b> BODY=BINARYMIME\r\n'],
        ['s', '250 ok\r\n'],
        ...ENVELOPE.slice(2),
        ['c', `BDAT 1105 LAST\r\n\0\xff\n\r${X(1_100)}\n`],
        ['s', '250 ok\r\n'],
      ],
    ],
    [
      'a command too long elsewhere, with what extensions add',
      [...OFFERED, ['c', `MAIL FROM:<a@b> ENVID=${X(600)}\r\n`]],
    ],
    ['an answer within AUTH of any length', [...OFFERED, ['c', `AUTH SCRAM-SHA-256 ${X(9_000)}\r\n`]]],
    [
      'only the client was recorded',
      G.filter(([who]) => who === 'c').concat(ENVELOPE.filter(([who]) => who === 'c')),
    ],
    ['only the server was recorded', [...G, ...IN_DATA].filter(([who]) => who === 's')],
    ['joined in the middle', [...ENVELOPE, ['c', 'RSET\r\n'], ['s', '250 ok\r\n'], ['closed', 's']]],
    ['421 at any moment', [...G, ['c', 'NOOP\r\n'], ['s', '250 ok\r\n421 4.4.2 idle\r\n'], ['closed', 's']]],
    [
      'what is said to a server that goes away, and gets no answer',
      [...G, ['s', '421 4.3.2 stopping\r\n'], ['c', 'EHLO a\r\n'], ['c', 'HELO a\r\n'], ['closed', 's']],
    ],
    [
      'a PROXY header that the server expects',
      [
        ['c', 'PROXY TCP4 203.0.113.9 192.0.2.1 40000 25\r\n'],
        ['s', '220 mx.example\r\n'],
        ['c', 'EHLO a\r\n'],
        ['s', '250 mx.example\r\n'],
        ['c', 'VRFY a\r\n'],
        ['s', '502 5.5.1 no\r\n'],
      ],
    ],
    [
      'a refused transaction, and another',
      [
        ...OFFERED,
        ['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n'],
        ['s', '550 no\r\n503 no\r\n503 no\r\n'],
        ...IN_DATA,
        ['c', 'x\r\n.\r\nQUIT\r\n'],
        ['s', '250 ok\r\n221 bye\r\n'],
        ['closed', 'c'],
      ],
    ],
    [
      'EHLO again within TLS, where other things are offered',
      [
        ...greeted('STARTTLS'),
        ['c', 'STARTTLS\r\n'],
        ['s', '220 go\r\n'],
        ['tls'],
        ['c', 'EHLO a\r\n'],
        ['s', '250-a\r\n250 AUTH PLAIN CRAM-MD5\r\n'],
        ['c', 'AUTH PLAIN AGEAYg==\r\n'],
        ['s', '235 ok\r\n'],
      ],
    ],
  ])('%s', (_name, happenings) => {
    expect(foundIn(happenings)).toEqual([]);
  });
});
