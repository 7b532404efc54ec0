import { createTransport } from 'nodemailer';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../support/build.ts';
import { eventually } from '../support/eventually.ts';
import { programTest, runProgram } from '../support/programs.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { startKeepingServer, startSmtpSink } from '../support/smtp-peers.ts';
import { runSpy, showCapture, startListen } from '../support/spy-process.ts';
import { sendWithSwaks } from '../support/swaks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Starts the program with a hooks file of this text, in front of this server. */
async function startHooked(text: string, upstream: number, ...more: readonly string[]) {
  const hooks = join(await temporaryFolder(), 'hooks.mjs');
  const captures = await temporaryFolder();
  await writeFile(hooks, text);
  const server = ['--upstream', `127.0.0.1:${upstream}`];
  const spy = await startListen([...server, '--hooks', hooks, '--captures', captures, ...more]);
  return Object.assign(spy, { hooks, captures });
}

/** Sends a message to bob and carol with nodemailer. Resolves to the error, or null. */
async function send(port: number, sender = 'alice@example.com'): Promise<string | null> {
  const transport = createTransport({ host: '127.0.0.1', port });
  try {
    await transport.sendMail({
      from: sender,
      to: ['bob@example.org', 'carol@example.org'],
      subject: 'Hello',
      text: 'Hello world\n.\nthat is all\n',
    });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    transport.close();
  }
}

/** What is recorded, with its events, when so many conversations are over. */
async function recorded(captures: string, conversations: number): Promise<string> {
  return await eventually('the record', async () => {
    const text = await showCapture(captures, '--marks').catch(() => '');
    const ends =
      text.match(/^# .*(closed the connection|ended the conversation|broke the connection)/gm) ?? [];
    return ends.length >= conversations ? text : null;
  });
}

describe('hooks change what passes', () => {
  test('a recipient, a header, a line, a reply and a refusal, with nodemailer and smtp-server', async () => {
    const server = await startKeepingServer();
    onTestFinished(() => server.close());
    const spy = await startHooked(
      `
      export async function onCommand(command) {
        if (command.path === 'bob@example.org') return { command: 'RCPT TO:<bill@example.net>' };
        if (command.path === 'mallory@example.com') return { reply: '550 5.7.1 Not you' };
      }
      export function onReply(reply) {
        if (reply.command?.verb === 'EHLO') return { reply: { code: 250, text: reply.texts.filter((t) => t !== '8BITMIME') } };
      }
      export const onContentLine = (line) => ({ line: line.text.replace('world', 'moon') });
      export async function onMessage(message, session) {
        const to = session.envelope.to.join(' ');
        return { message: message.withHeader('X-Hooked', 'yes, for ' + to).withoutHeader('MIME-Version') };
      }
    `,
      server.port,
    );
    expect(await send(spy.port)).toBeNull();
    expect(await send(spy.port, 'mallory@example.com')).toContain('550 5.7.1 Not you');
    expect(server.messages.map(({ rcptTo }) => rcptTo)).toEqual([['bill@example.net', 'carol@example.org']]);
    const content = server.messages[0]?.content.toString() ?? '';
    expect(content).toMatch(/^X-Hooked: yes, for bob@example\.org carol@example\.org\r\n/);
    expect(content).toMatch(/\r\n\r\nHello moon\r\n\.\r\nthat is all\r\n$/);
    expect(content).not.toContain('MIME-Version');
    const text = await recorded(spy.captures, 2);
    expect(text).not.toContain('c> MAIL FROM:<alice@example.com> BODY');
    expect(text).toMatch(
      /c> RCPT TO:<bob@example\.org>\n# .* Hook onCommand, line \d+: changed the command\.\n/,
    );
    expect(text).toMatch(/# .* Hook onMessage, line \d+: changed the message\.\n/);
    expect(text).toMatch(
      /# .* Hook onCommand, line \d+: answered 550 5\.7\.1 Not you instead of the server\.\n/,
    );
  });

  programTest(
    ['swaks', 'smtp-sink'],
    'a client that is refused before the server hears of it, and one that is cut off',
    async () => {
      const sink = await startSmtpSink();
      onTestFinished(() => sink.close());
      const spy = await startHooked(
        `
      let clients = 0;
      export const onConnect = () => (++clients === 1 ? { reply: '554 5.7.1 Not today' } : undefined);
      export const onCommand = ({ verb }) => (verb === 'MAIL' ? { close: 'politely', text: 'Enough' } : undefined);
      export const onClose = ({ by, how }) => console.log('closed by', by, how);
    `,
        sink.port,
      );
      const refused = await sendWithSwaks(spy.port, '--to', 'bob@example.org');
      expect(refused.stdout).toContain('<** 554 5.7.1 Not today');
      const cutOff = await sendWithSwaks(spy.port, '--to', 'bob@example.org', '--pipeline');
      expect(cutOff.stdout).toContain('421 4.7.0 Enough');
      const [first = '', second = ''] = (await recorded(spy.captures, 2)).split(/(?=^# \S+ \d+ Client )/m);
      expect(first).not.toContain('reached in');
      expect(first).toMatch(
        /Hook onClose says: closed by spy rule\n# .*The hook onConnect ended the conversation\.\n$/,
      );
      expect(second).toMatch(/The hook onCommand ended the conversation\.\n/);
      await spy.tells(/^hook onClose: closed by spy rule$/m);
    },
  );

  programTest(
    ['smtp-sink', 'smtp-source'],
    'a hundred conversations at once, with hooks that wait',
    async () => {
      const sink = await startSmtpSink();
      onTestFinished(() => sink.close());
      const spy = await startHooked(
        `
      const wait = (ms) => new Promise((done) => setTimeout(done, ms));
      export async function onConnect(session) { await wait(5); session.state.commands = 0; }
      export async function onCommand(command, session) {
        await wait(Math.random() * 20);
        session.state.commands += 1;
        if (command.verb === 'RCPT') return { command: 'RCPT TO:<n' + session.number + '@example.net>' };
      }
      export async function onMessage(message, session) {
        await wait(10);
        return { message: message.withHeader('X-Commands', String(session.state.commands)) };
      }
    `,
        sink.port,
        '--filter',
        'is:masked',
      );
      const load = ['-s', '100', '-m', '300', '-l', '500', '-f', 'a@example.com', '-t', 'bob@example.org'];
      const { code, stderr } = await runProgram('smtp-source', [...load, `127.0.0.1:${spy.port}`], {
        timeLimitMs: 60_000,
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const list = await eventually('all to be on the disk', async () => {
        const { stdout } = await runSpy('sessions', '--captures', spy.captures, '--format', 'jsonl');
        const outcomes = stdout.match(/"outcome":"[^"]+"/g) ?? [];
        return outcomes.length === 300 && !stdout.includes('"open"') ? new Set(outcomes) : null;
      });
      expect([...list]).toEqual(['"outcome":"completed"']);
      const text = await showCapture(spy.captures, '--marks');
      expect(text).not.toContain('Hook onCommand failed');
      expect(text).not.toContain('Hook onMessage failed');
      expect(text.match(/Hook onCommand, line \d+: changed the command/g)).toHaveLength(300);
    },
    120_000,
  );
});

describe('hooks that go wrong leave the conversation as it is', () => {
  test('one throws, one returns nonsense, one never settles, one loops: told with the place, and the mail arrives', async () => {
    const server = await startKeepingServer();
    onTestFinished(() => server.close());
    const spy = await startHooked(
      `
      export const timeLimit = 700;
      export async function onCommand({ verb }) {
        if (verb === 'EHLO') throw new Error('no greeting');
        if (verb === 'MAIL') return 'MAIL FROM:<nobody@example.com>';
        if (verb === 'RCPT') return new Promise(() => {});
        if (verb === 'DATA') for (;;);
      }
      export const onContentLine = (line) => ({ line: line.text });
    `,
      server.port,
    );
    expect(await send(spy.port)).toBeNull();
    expect(server.messages[0]?.content.toString()).toContain('Hello world\r\n.\r\nthat is all');
    expect(server.messages[0]?.rcptTo).toEqual(['bob@example.org', 'carol@example.org']);
    const text = await recorded(spy.captures, 1);
    expect(text).toMatch(
      /Hook onCommand failed, line 2: Error: no greeting\. \(hooks\.mjs:4:36\)\n.* c> EHLO/,
    );
    expect(text).toContain("onCommand returned 'MAIL FROM:<nobody@example.com>'. It may return nothing");
    expect(text).toContain('It did not come to an end within 700 ms.');
    expect(text).toContain('It stood still, as a loop does that never ends');
    expect(text).toContain(
      'Hook onCommand is not asked any more: No hook is asked in this conversation any more',
    );
    const json = await showCapture(spy.captures, '--format', 'jsonl');
    expect(json).toMatch(
      /"event":"hook-error","hook":"onCommand","code":"threw","line":\d+,.*"stack":"Error: no greeting/,
    );
  }, 60_000);

  test('a file that cannot be loaded keeps the program from starting, and says where', async () => {
    const hooks = join(await temporaryFolder(), 'hooks.mjs');
    await writeFile(hooks, 'export function onCommand() {\n  return {{\n}\n');
    const wrong = await runSpy('listen', '--port', '0', '--data', await temporaryFolder(), '--hooks', hooks);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toBe(
      `${hooks}:2:11: SyntaxError: Unexpected token '{'. Mend it, and save the file.\n`,
    );
    const missing = await runSpy(
      'listen',
      '--port',
      '0',
      '--data',
      await temporaryFolder(),
      '--hooks',
      `${hooks}.no`,
    );
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain('hooks.mjs.no');
  });

  test('a file can be looked at before it is used, and begun with what is printed', async () => {
    const folder = await temporaryFolder();
    const example = await runSpy('hooks', '--example');
    await writeFile(join(folder, 'example.mjs'), example.stdout);
    const looked = await runSpy('hooks', join(folder, 'example.mjs'));
    expect(looked).toMatchObject({ code: 0, stderr: '' });
    expect(looked.stdout).toBe('onConnect\nonCommand\nonReply\nonContentLine\nonMessage\nonClose\n');
    expect((await runSpy('hooks', '--types')).stdout).toContain('export type OnCommand = (');
    await writeFile(join(folder, 'wrong.mjs'), 'console.log("here");\nthrow new Error("no");');
    expect(await runSpy('hooks', join(folder, 'wrong.mjs'))).toMatchObject({
      code: 1,
      stderr: `hook file: here\n${join(folder, 'wrong.mjs')}:2:7: Error: no.\n`,
    });
    expect(await runSpy('hooks')).toMatchObject({ code: 2 });
  });

  test('it is loaded again when it changes; a wrong version is told, and the last goes on', async () => {
    const server = await startKeepingServer();
    onTestFinished(() => server.close());
    const spy = await startHooked('export function onReply() {}', server.port);
    expect(await send(spy.port)).toBeNull();
    await writeFile(
      `${spy.hooks}.new`,
      `export const onCommand = ({ verb }) => (verb === 'MAIL' ? { reply: '550 No' } : null);`,
    );
    await rename(`${spy.hooks}.new`, spy.hooks);
    await eventually('the new hooks to be asked', async () => (await send(spy.port)) !== null);
    await writeFile(spy.hooks, 'export function onCommand( {');
    await spy.tells(/warning: \S+hooks\.mjs:1: SyntaxError: .* The hooks that were loaded last go on\./);
    expect(await send(spy.port)).toContain('550 No');
  });
});

test('the example in the documentation does what it says', async () => {
  const server = await startKeepingServer();
  onTestFinished(() => server.close());
  const captures = await temporaryFolder();
  const example = join(ROOT, 'docs', 'example-hooks.mjs');
  const spy = await startListen([
    '--upstream',
    `127.0.0.1:${server.port}`,
    '--hooks',
    example,
    '--captures',
    captures,
  ]);
  const client = connectRawClient(spy.port);
  await client.hear();
  await client.ask('EHLO client.example');
  await client.ask('MAIL FROM:<me@example.com>');
  await client.ask('RCPT TO:<customer@example.com>');
  expect(await client.ask('VRFY bob')).toBe('252 2.5.0 Send it, and see\r\n');
  await client.ask('DATA');
  await client.ask('Subject: Your order\r\n\r\nPaid with 1234 5678 1234 5678\r\n.');
  await client.ask('QUIT');
  await client.closed;
  expect(server.messages).toMatchObject([{ rcptTo: ['everybody@example.org'] }]);
  const content = server.messages[0]?.content.toString();
  expect(content).toBe(
    'X-Tested: yes\r\nSubject: [test] Your order\r\n\r\nPaid with XXXX XXXX XXXX XXXX\r\n',
  );
  const text = await recorded(captures, 1);
  expect(text).toContain('Hook onMessage says: [test] Your order, for customer@example.com\n');
  expect(text).toContain('Hook onCommand: customer@example.com gets none of this.\n');
});

programTest('swaks', 'TLS from the first byte on: hooks are asked about what was said in it', async () => {
  const text = `
    export const onConnect = () => new Promise((done) => setTimeout(done, 50));
    export const onCommand = ({ verb }, { tls }) => console.log(verb, 'in TLS:', tls);
  `;
  const hooks = join(await temporaryFolder(), 'hooks.mjs');
  await writeFile(hooks, text);
  const spy = await startListen([
    '--security',
    'tls',
    '--hooks',
    hooks,
    '--captures',
    await temporaryFolder(),
  ]);
  const { code, stdout } = await sendWithSwaks(spy.port, '--tls-on-connect', '--to', 'bob@example.org');
  expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' });
  await spy.tells(/^hook onCommand: MAIL in TLS: true$/m);
});

programTest(
  'swaks',
  'STARTTLS and a login: a reply comes with the command that it ends, and never with a secret',
  async () => {
    const folder = await temporaryFolder();
    const [hooks, builtIn] = [join(folder, 'hooks.mjs'), join(folder, 'built-in.json')];
    await writeFile(builtIn, '{"auth": {"accept": "all", "mechanisms": ["LOGIN"]}}');
    await writeFile(
      hooks,
      `
    export const onCommand = ({ verb }, { tls, phase }) => console.log(verb, tls, phase);
    export const onReply = ({ code, command }, { user }) => console.log(code, command?.text, user);
    `,
    );
    const own = ['--hooks', hooks, '--built-in', builtIn, '--captures', folder];
    const spy = await startListen(['--security', 'starttls', ...own]);
    const login = ['--tls', '--auth', 'LOGIN', '--auth-user', 'me', '--auth-password', 'secret'];
    const { code } = await sendWithSwaks(
      spy.port,
      ...login,
      '--to',
      'bob@example.org',
      '--quit-after',
      'AUTH',
    );
    expect(code).toBe(0);
    await spy.tells(/hook onReply: 221/);
    expect(
      spy
        .stderr()
        .match(/^hook .*/gm)
        ?.slice(3),
    ).toEqual([
      'hook onCommand: STARTTLS false ready',
      'hook onCommand: EHLO true hello',
      expect.stringMatching(/^hook onReply: 250 EHLO \S+ null$/),
      'hook onCommand: AUTH true authentication',
      'hook onReply: 334 AUTH LOGIN null',
      'hook onReply: 334 AUTH LOGIN null',
      'hook onReply: 235 AUTH LOGIN me',
      'hook onCommand: QUIT true closing',
      'hook onReply: 221 QUIT me',
    ]);
  },
);
