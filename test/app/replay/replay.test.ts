import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { countDifferences, describeDifferences, formatPair } from '../../../app/replay/comparison.ts';
import { replaySteps, type ReplayOptions } from '../../../app/replay/replay.ts';
import type { SessionSource } from '../../../app/capture/session-source.ts';
import { readSteps } from '../../../app/replay/session-steps.ts';
import { SpokenBytes } from '../../../app/replay/spoken-bytes.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { freePort, startKeepingServer, startSmtpSink } from '../../support/smtp-peers.ts';
import { programTest } from '../../support/programs.ts';
import { withRecord } from '../capture/recorded.ts';
import { startScriptedServer, type Script } from '../client/scripted-server.ts';

const START: ConversationScript = [
  ['s', '220 scripted.example\r\n'],
  ['c', 'EHLO a\r\n'],
  ['s', '250 yes\r\n'],
];
const MESSAGE: ConversationScript = [
  ['c', 'MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n'],
  ['s', '250 yes\r\n250 yes\r\n354 go ahead\r\n'],
  ['c', 'Subject: a\r\n\r\n..dot\r\n.\r\n'],
  ['s', '250 yes\r\n'],
];
const END: ConversationScript = [
  ['c', 'QUIT\r\n'],
  ['s', '221 goodbye\r\n'],
];
const LOGIN: ConversationScript = [
  ['c', 'AUTH PLAIN AHNvbWVvbmUAc2VjcmV0\r\n'],
  ['s', '235 2.7.0 welcome\r\n'],
];

/** What a replay prints, with what it says at its end. */
function replayed(
  script: ConversationScript,
  { port, ...how }: Pick<ReplayOptions, 'port'> & Partial<ReplayOptions>,
): Promise<string> {
  const began = script.findIndex(([, words]) => words === 'STARTTLS\r\n');
  const isUnread = (piece: number) => script[piece]?.[1].startsWith('\x16') ?? false;
  const isTls = (piece: number) => began !== -1 && piece > began + 1 && !isUnread(piece);
  const read = async (source: SessionSource): Promise<string> => {
    const spoken = new SpokenBytes();
    onTestFinished(() => spoken.close());
    const steps = await readSteps(source, { reveal: false, onBytes: (bytes) => spoken.append(bytes) });
    const told: string[] = [];
    const pairs = [];
    const usual = { login: false, security: 'auto', insecure: false, stepLimitMs: 2_000 } as const;
    const to = { ...usual, host: '127.0.0.1', port, ...how };
    for await (const news of replaySteps(steps, spoken, to)) {
      if (news.type === 'step') {
        const pair = { left: news.step, right: { ...news.step, replies: news.replies } };
        pairs.push(pair);
        told.push(formatPair(pair));
      } else told.push(`# ${news.type === 'left-out' ? `${news.step.words}: ` : ''}${news.text}\n`);
    }
    return `${told.join('')}${describeDifferences(countDifferences(pairs))}`;
  };
  return withRecord(script, read, { tls: isTls });
}

async function scripted(script: Script = {}) {
  const server = await startScriptedServer(script);
  onTestFinished(() => server.close());
  return server;
}

describe('a session is said again', () => {
  test('in step with the server, also where it was pipelined, and byte for byte', async () => {
    const server = await scripted();
    const told = await replayed([...START, ...MESSAGE, ...END], server);
    expect(told).toMatch(/^(?: {2}.*\n)+No difference in 7 steps\.$/);
    expect(server.heard).toEqual([
      'EHLO a',
      'MAIL FROM:<a@b.example>',
      'RCPT TO:<c@d.example>',
      'DATA',
      'Subject: a',
      '',
      '..dot',
      '.',
      'QUIT',
    ]);
  });

  test('and what the server answers now stands beside what it answered then', async () => {
    const server = await scripted({
      greeting: { say: '220 other.example\r\n' },
      EHLO: { say: '250-yes\r\n250 SIZE 10\r\n' },
      RCPT: { say: '550 5.1.1 nobody\r\n' },
    });
    const script: ConversationScript = [
      ...START,
      ['c', 'MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n'],
      ['s', '250 yes\r\n250 yes\r\n451 later\r\n'],
      ...END,
    ];
    expect(await replayed(script, server)).toBe(
      [
        '- s< 220 scripted.example',
        '+ s< 220 other.example',
        '  c> EHLO a',
        '- s< 250 yes',
        '+ s< 250-yes',
        '+ s< 250 SIZE 10',
        '  c> MAIL FROM:<a@b.example>',
        '  s< 250 yes',
        '  c> RCPT TO:<c@d.example>',
        '- s< 250 yes',
        '+ s< 550 5.1.1 nobody',
        '  c> DATA',
        '- s< 451 later',
        '+ s< 354 go ahead',
        '# The server asks for the message now, which the recording does not hold.',
        '4 of 5 steps differ: 2 in the reply’s code, 2 only in the reply’s words.',
      ].join('\n'),
    );
  });

  test('without the message where the server does not ask for it', async () => {
    const server = await scripted({ DATA: { say: '554 no valid recipients\r\n' } });
    const told = await replayed([...START, ...MESSAGE, ...END], server);
    expect(told).toMatch(/# \[message content: 24 bytes.*\]: The server does not ask for the message now\./);
    expect(server.heard).not.toContain('Subject: a');
    expect(server.heard.at(-1)).toBe('QUIT');
  });

  test('up to where the server closes, says nothing, or cannot be reached', async () => {
    const [closing, silent] = [await scripted({ MAIL: 'hang up' }), await scripted({ RCPT: 'silence' })];
    const script = [...START, ...MESSAGE, ...END];
    expect(await replayed(script, closing)).toContain(
      '# The server closed the connection after MAIL FROM:<a@b.example>.\n',
    );
    expect(await replayed(script, silent)).toContain(
      '# The server said nothing for 2 seconds after RCPT TO:<c@d.example>.\n',
    );
    const port = await freePort();
    expect(await replayed(script, { port })).toBe(
      `# No connection to 127.0.0.1, port ${port}: nothing listens there.\nNo difference in 0 steps.`,
    );
  });

  test('up to TLS that passed unread', async () => {
    const server = await scripted();
    const unread: ConversationScript = [
      ...START,
      ['c', 'STARTTLS\r\n'],
      ['s', '220 go\r\n'],
      ['c', '\x16\x03\x01\x00\x05hello'],
    ];
    const told = await replayed(unread, { port: server.port, security: 'plain' });
    expect(told.split('\n').slice(-3)).toEqual([
      '# STARTTLS: The replay speaks without TLS.',
      '# From here on the recorded conversation was TLS that passed unread. It cannot be said again.',
      'No difference in 2 steps.',
    ]);
    expect(server.heard).toEqual(['EHLO a']);
  });
});

describe('TLS', () => {
  const script: ConversationScript = [
    ...START,
    ['c', 'STARTTLS\r\n'],
    ['s', '220 Ready to start TLS\r\n'],
    ['c', 'EHLO a\r\n'],
    ['s', '250 yes\r\n'],
    ...MESSAGE,
    ...END,
  ];

  async function withStartTls() {
    const server = await startKeepingServer({ disabledCommands: ['AUTH'] });
    onTestFinished(() => server.close());
    return server;
  }

  test('is taken up where the client took it up', async () => {
    const server = await withStartTls();
    const told = await replayed(script, { port: server.port, insecure: true });
    expect(told).toContain('  c> STARTTLS\n');
    expect(told).toContain('  c> QUIT\n');
    expect(server.messages.map(({ content }) => content.toString())).toEqual(['Subject: a\r\n\r\n.dot\r\n']);
  });

  test('has to verify, unless asked otherwise', async () => {
    const server = await withStartTls();
    const told = await replayed(script, server);
    expect(told).toMatch(/# TLS did not come about: .*certificate.*\n/);
    expect(server.messages).toEqual([]);
  });

  test('begins with the first byte where that is asked for', async () => {
    const server = await startKeepingServer({ secure: true });
    onTestFinished(() => server.close());
    const told = await replayed([...START, ...MESSAGE, ...END], {
      port: server.port,
      security: 'tls',
      insecure: true,
    });
    expect(told).toContain('  c> QUIT\n');
    expect(server.messages).toHaveLength(1);
  });

  test('protects what was said within it: that is said in clear only where that is asked for', async () => {
    const refusing = await scripted({ STARTTLS: { say: '454 not now\r\n' } });
    expect(await replayed(script, refusing)).toContain(
      '# What follows was said within TLS. With --security plain it is said in clear.\n',
    );
    expect(refusing.heard).toEqual(['EHLO a', 'STARTTLS']);
    const plain = await scripted();
    expect(await replayed(script, { port: plain.port, security: 'plain' })).toContain('  c> QUIT\n');
    expect(plain.heard.slice(0, 3)).toEqual(['EHLO a', 'EHLO a', 'MAIL FROM:<a@b.example>']);
  });
});

describe('credentials', () => {
  test('are not said to another server', async () => {
    const server = await scripted();
    const told = await replayed([...START, ...LOGIN, ...END], server);
    expect(told).toContain(
      '# AUTH PLAIN ****: It holds somebody’s credentials. With --login it is said again.',
    );
    expect(server.heard).toEqual(['EHLO a', 'QUIT']);
  });

  test('are said where that is asked for, and the server takes them', async () => {
    const passwords: unknown[] = [];
    const server = await startKeepingServer({
      authMethods: ['PLAIN'],
      onAuth({ password }, _session, callback) {
        passwords.push(password);
        callback(null, { user: 'someone' });
      },
    });
    onTestFinished(() => server.close());
    const script = [...START, ...LOGIN, ...MESSAGE, ...END];
    const told = await replayed(script, { port: server.port, login: true });
    expect(told).toContain('  c> AUTH PLAIN ****\n- s< 235 2.7.0 welcome\n+ s< 235 ');
    expect(passwords).toEqual(['secret']);
    expect(server.messages.map(({ content }) => content.toString())).toEqual(['Subject: a\r\n\r\n.dot\r\n']);
  });

  test('that were made for one challenge are not', async () => {
    const server = await scripted();
    const script: ConversationScript = [
      ...START,
      ['c', 'AUTH CRAM-MD5\r\n'],
      ['s', '334 PDE+\r\n'],
      ['c', 'dXNlciBhYmM=\r\n'],
      ['s', '235 yes\r\n'],
      ...END,
    ];
    const told = await replayed(script, { port: server.port, login: true });
    expect(told).toContain('# AUTH CRAM-MD5: The answers of CRAM-MD5 are good for one login only.\n');
    expect(told).toContain('# ****: The server does not ask for it now.\n');
    expect(server.heard).toEqual(['EHLO a', 'QUIT']);
  });

  test('that the server asks more for than were recorded are given up', async () => {
    const server = await scripted({ AUTH: { say: '334 more\r\n' }, '*': { say: '501 given up\r\n' } });
    const told = await replayed([...START, ...LOGIN, ...END], { port: server.port, login: true });
    expect(told).toContain('# The server asks for more in AUTH than the recording holds');
    expect(server.heard.slice(-2)).toEqual(['*', 'QUIT']);
  });
});

describe('real servers', () => {
  test('get a message of many megabytes as it was', async () => {
    const server = await startKeepingServer();
    onTestFinished(() => server.close());
    const content = Array.from({ length: 150_000 }, (_, at) => `line ${at} of a large message\r\n`).join('');
    const script: ConversationScript = [
      ...START,
      ...MESSAGE.slice(0, 2),
      ['c', `${content}.\r\n`],
      ['s', '250 yes\r\n'],
      ...END,
    ];
    const told = await replayed(script, server);
    expect(told).toContain('of 7 steps');
    const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
    expect(server.messages.map((message) => sha256(message.content))).toEqual([sha256(content)]);
  });

  programTest('smtp-sink', 'of LMTP answer for each recipient that they accept now', async () => {
    const sink = await startSmtpSink(['-L']);
    onTestFinished(() => sink.close());
    const script: ConversationScript = [
      ['s', '220 smtp-sink LMTP\r\n'],
      ['c', 'LHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\n'],
      ['s', '250 smtp-sink\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n550 5.1.1 no\r\n354 go\r\n'],
      ['c', 'a\r\n.\r\nQUIT\r\n'],
      ['s', '250 2.2.0 Ok\r\n221 Bye\r\n'],
    ];
    const told = await replayed(script, sink);
    expect(told).toMatch(/c> \[message content: 6 bytes.*\n {2}s< 250 2\.2\.0 Ok\n\+ s< 250 2\.2\.0 Ok\n/);
    expect(told).toContain('  c> QUIT\n  s< 221 Bye\n');
  });
});
