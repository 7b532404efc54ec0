import { afterEach, describe, expect, test } from 'vitest';
import { sendTestMessage, type TestMessageOptions } from '../../../app/client/test-message.ts';
import { startBuiltInServer } from '../../../app/upstream/built-in-server.ts';
import { freePort, startKeepingServer, type KeepingServer } from '../../support/smtp-peers.ts';
import { startScriptedServer, type Script, type ScriptedServer } from './scripted-server.ts';

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

describe('a message that is accepted', () => {
  test('arrives at a mail server as a proper message', async () => {
    const server = await keepingServer();
    const result = await send(server);
    expect(result).toMatchObject({ ok: true, reply: expect.stringMatching(/^250 /) });
    expect(server.messages).toHaveLength(1);
    expect(server.messages[0]).toMatchObject({ mailFrom: 'spy@example.org', rcptTo: ['you@example.net'] });
    const content = server.messages[0]?.content.toString('latin1') ?? '';
    const [head = '', body = ''] = content.split('\r\n\r\n', 2);
    expect(head.split('\r\n').map((field) => field.split(':')[0])).toEqual([
      'Date',
      'From',
      'To',
      'Message-ID',
      'Subject',
      'MIME-Version',
      'Content-Type',
      'Content-Transfer-Encoding',
    ]);
    expect(head).toContain('Subject: A test message from SMTP Spy');
    expect(head).toMatch(/^Date: \w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} \+0000$/m);
    expect(head).toMatch(/^Message-ID: <[0-9a-f-]{36}@example\.org>$/m);
    expect(body).toBe('Hello,');
    expect(content).toMatch(/^[ -~\r\n]*$/);
    expect(Math.max(...content.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78);
  });

  test('is never the same message twice', async () => {
    const server = await keepingServer();
    await send(server);
    await send(server);
    const ids = server.messages.map(({ content }) => /^Message-ID: .*$/m.exec(content.toString())?.[0]);
    expect(new Set(ids).size).toBe(2);
  });

  test('is taken by the built-in server', async () => {
    const server = await startBuiltInServer();
    closings.push(() => server.close());
    const result = await send(server);
    expect(result).toMatchObject({ ok: true, reply: expect.stringMatching(/^250 2\.0\.0 OK: [\d,]+ bytes/) });
  });

  test('is handed over step by step, with an address literal for a name', async () => {
    const server = await scriptedServer({});
    const result = await send(server);
    expect(result).toEqual({ ok: true, reply: '250 yes', clientPort: expect.any(Number) });
    expect(server.heard.slice(0, 4)).toEqual([
      'EHLO [127.0.0.1]',
      'MAIL FROM:<spy@example.org>',
      'RCPT TO:<you@example.net>',
      'DATA',
    ]);
    expect(server.heard.slice(-2)).toEqual(['.', 'QUIT']);
  });

  test('goes to a server that knows HELO only', async () => {
    const server = await scriptedServer({ EHLO: { say: '502 what?\r\n' } });
    expect(await send(server, { helloName: 'spy.example' })).toMatchObject({ ok: true });
    expect(server.heard.slice(0, 3)).toEqual([
      'EHLO spy.example',
      'HELO spy.example',
      'MAIL FROM:<spy@example.org>',
    ]);
  });

  test('replies of several lines are read to their end', async () => {
    const server = await scriptedServer({
      greeting: { say: '220-one\r\n220-two\r\n220 three\r\n' },
      EHLO: { say: '250-hello\r\n250-SIZE\n250\r\n' },
      content: { say: '250-2.0.0 queued\r\n250 2.0.0 as 1234\r\n' },
    });
    expect(await send(server)).toMatchObject({ ok: true, reply: '250 2.0.0 queued as 1234' });
  });

  test('stays accepted when the server hangs up on QUIT', async () => {
    const server = await scriptedServer({ QUIT: 'hang up' });
    expect(await send(server)).toMatchObject({ ok: true, reply: '250 yes' });
  });
});

describe('a refusal', () => {
  test.each([
    ['greeting', '554 5.7.1 not you', 'connect', 'The server refused the connection: 554 5.7.1 not you'],
    ['EHLO', '421 4.3.2 later', 'EHLO', 'The server refused EHLO: 421 4.3.2 later'],
    ['MAIL', '550 5.7.1 no', 'MAIL', 'The server refused the sender: 550 5.7.1 no'],
    ['RCPT', '450-4.2.1 not\r\n450 4.2.1 now', 'RCPT', 'The server refused the recipient: 450 4.2.1 not now'],
    ['DATA', '250 strange', 'DATA', 'The server refused DATA: 250 strange'],
    ['content', '552 too much', 'content', 'The server refused the message: 552 too much'],
  ])('of %s is told in the words of the server', async (turn, reply, step, text) => {
    const server = await scriptedServer({ [turn]: { say: `${reply}\r\n` } });
    expect(await send(server)).toEqual({
      ok: false,
      code: 'refused',
      step,
      text,
      clientPort: expect.any(Number),
    });
    expect(server.heard.at(-1)).toBe('QUIT');
  });

  test('of EHLO and of HELO is the end', async () => {
    const server = await scriptedServer({ EHLO: { say: '500 what?\r\n' }, HELO: { say: '550 no\r\n' } });
    expect(await send(server)).toMatchObject({
      code: 'refused',
      step: 'HELO',
      text: 'The server refused HELO: 550 no',
    });
    expect(server.heard).toHaveLength(3);
  });

  test('by the smtp-server package', async () => {
    const server = await keepingServer({
      onRcptTo(_address, _session, callback) {
        callback(new Error('nobody of that name'));
      },
    });
    expect(await send(server)).toMatchObject({
      code: 'refused',
      step: 'RCPT',
      text: expect.stringMatching(/^The server refused the recipient: 550 .*nobody of that name$/),
    });
  });
});

describe('a server that does not answer', () => {
  const TURNS = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'content'] as const;

  test.each(TURNS)('%s: silence has its limit', async (turn) => {
    const server = await scriptedServer({ [turn]: 'silence' });
    const step = turn === 'greeting' ? 'connect' : turn;
    const text = expect.stringMatching(/^The server said nothing for 0\.2 seconds after /);
    expect(await send(server, { stepLimitMs: 200 })).toMatchObject({ code: 'silent', step, text });
  });

  test.each(TURNS)('%s: hanging up', async (turn) => {
    const server = await scriptedServer({ [turn]: 'hang up' });
    const step = turn === 'greeting' ? 'connect' : turn;
    const text = expect.stringMatching(/^The server closed the connection after /);
    expect(await send(server)).toMatchObject({ code: 'closed', step, text });
  });

  test('a reply that never ends has its limit, too', async () => {
    const server = await scriptedServer({ EHLO: { say: '250-more\r\n'.repeat(10_000) } });
    expect(await send(server)).toMatchObject({ code: 'not-smtp', step: 'EHLO' });
  });

  test.each([
    ['HTTP/1.1 400 Bad Request\r\n', 'HTTP/1.1 400 Bad Request'],
    ['220-one\r\n250 two\r\n', 'two'],
  ])('what is no reply: %j', async (said, detail) => {
    const server = await scriptedServer({ greeting: { say: said } });
    const text = `What came after the connection was made is no SMTP reply: ${detail}`;
    expect(await send(server)).toMatchObject({ code: 'not-smtp', step: 'connect', text });
  });

  test('nobody there at all', async () => {
    const port = await freePort();
    expect(await send({ host: '127.0.0.1', port })).toEqual({
      ok: false,
      code: 'unreachable',
      step: 'connect',
      text: `No connection to 127.0.0.1, port ${port}: nothing listens there.`,
      clientPort: null,
    });
  });

  test('no such name', async () => {
    expect(await send({ host: 'nowhere.invalid', port: 25 }, { stepLimitMs: 2_000 })).toMatchObject({
      code: 'unreachable',
      text: expect.stringMatching(/^No connection to nowhere\.invalid, port 25: /),
    });
  });
});

test.each(['', 'nobody', 'a@b\r\nRSET', 'a b@example.org', '<a@example.org>', 'jörg@example.org'])(
  'an address that could not be sent is not tried: %j',
  async (from) => {
    const server = await scriptedServer({});
    expect(await send(server, { from })).toMatchObject({
      ok: false,
      code: 'wrong-address',
      clientPort: null,
    });
    expect(server.heard).toEqual([]);
  },
);

function send(server: { host: string; port: number }, more: Partial<TestMessageOptions> = {}) {
  const { host, port } = server;
  return sendTestMessage({ host, port, from: 'spy@example.org', to: 'you@example.net', ...more });
}

async function scriptedServer(script: Script): Promise<ScriptedServer> {
  const server = await startScriptedServer(script);
  closings.push(() => server.close());
  return server;
}

async function keepingServer(...options: Parameters<typeof startKeepingServer>): Promise<KeepingServer> {
  const server = await startKeepingServer(...options);
  closings.push(() => server.close());
  return server;
}
