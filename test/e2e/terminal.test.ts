import { readdir, readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { programTest } from '../support/programs.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { freePort, startSmtpSink } from '../support/smtp-peers.ts';
import { runSpy, showCapture, SPY, startListen, startProgram } from '../support/spy-process.ts';
import { DOTTED_BODY, sendWithSwaks, transcriptOfSwaks } from '../support/swaks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tap } from '../support/wiretap.ts';

/** One side of a transcript as the bytes that it stands for. */
function spokenBy(tag: 'c> ' | 's< ', transcript: string): string {
  const lines = transcript.split('\n').filter((line) => line.startsWith(tag));
  return lines.map((line) => `${line.slice(tag.length)}\r\n`).join('');
}

/** A session with the built-in server, from its greeting to QUIT. */
async function haveConversation(port: number, name = 'client.example'): Promise<void> {
  const client = connectRawClient(port);
  await client.hear();
  await client.ask(`EHLO ${name}`);
  await client.ask('MAIL FROM:<me@example.com>');
  await client.ask('RCPT TO:<you@example.com>');
  await client.ask('DATA');
  await client.ask('Subject: hello\r\n\r\nDear reader\r\n.');
  await client.ask('QUIT');
  await client.closed;
}

/** A capture folder with one conversation in it. */
async function recordedConversation(): Promise<string> {
  const captures = join(await temporaryFolder(), 'captures');
  const spy = await startListen(['--once', '--captures', captures]);
  await haveConversation(spy.port);
  expect(await spy.ended).toMatchObject({ code: 0 });
  return captures;
}

describe('a capture folder with a limit', () => {
  test('is pruned when somebody asks, and says what went', async () => {
    const captures = await recordedConversation();
    const spy = await startListen(['--once', '--captures', captures]);
    await haveConversation(spy.port);
    await spy.ended;
    const [name = ''] = (await readdir(captures)).filter((file) => file.endsWith('.session')).sort();
    await utimes(join(captures, name), new Date(0), new Date(0));
    expect(await runSpy('sessions', '--prune', '--captures', captures)).toMatchObject({ code: 2 });
    expect(await runSpy('sessions', '--prune', '--keep', '5k', '--captures', captures)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Write a size from 1M on'),
    });
    const pruned = await runSpy('sessions', '--prune', '--keep-for', '30', '--captures', captures);
    expect(pruned).toMatchObject({ code: 0 });
    expect(pruned.stdout).toMatch(/^removed 1 conversation \(.*B\), 1 left \(.*B\)\n$/);
    expect((await runSpy('sessions', '--captures', captures)).stdout).toMatch(/^ *2 /);
    const missing = join(captures, 'missing');
    expect(await runSpy('sessions', '--prune', '--keep', '1G', '--captures', missing)).toMatchObject({
      code: 1,
    });
    expect(await readdir(captures)).not.toContain('missing');
  });
});

describe('a conversation through `listen --once`', () => {
  programTest(['swaks', 'smtp-sink'], 'is printed as swaks and smtp-sink had it, to the byte', async () => {
    const folder = await temporaryFolder();
    const [captures, saved] = [join(folder, 'captures'), join(folder, 'saved.txt')];
    const sink = await startSmtpSink();
    onTestFinished(() => sink.close());
    const wire = await tap(sink.port);
    const upstream = `127.0.0.1:${wire.port}`;
    const spy = await startListen([
      '--once',
      '--upstream',
      upstream,
      '--captures',
      captures,
      '--save',
      saved,
    ]);
    const swaks = await sendWithSwaks(spy.port, '--body', DOTTED_BODY);
    expect(swaks.code).toBe(0);

    const { code, stdout, stderr } = await spy.ended;
    expect(code).toBe(0);
    expect(stdout).toBe(transcriptOfSwaks(swaks.stdout));
    expect(stdout).toContain('c> ...and more\n');
    expect(spokenBy('c> ', stdout)).toBe(wire.fromClient().toString());
    expect(spokenBy('s< ', stdout)).toBe(wire.fromServer().toString());
    const addresses = `127\\.0\\.0\\.1:${spy.port}( and \\[::1\\]:${spy.port})?`;
    expect(stderr).toMatch(new RegExp(`^listening on ${addresses}, relaying to ${upstream}\\n$`));
    expect(await readFile(saved, 'utf8')).toBe(stdout);
    expect(await showCapture(captures)).toBe(stdout);
  });

  test('is had with the built-in server where no server is named', async () => {
    const captures = await recordedConversation();
    const transcript = await showCapture(captures);
    expect(transcript).toMatch(/^s< 220 /);
    expect(transcript).toMatch(
      /\nc> DATA\ns< 354 .*\nc> Subject: hello\nc> \nc> Dear reader\nc> \.\ns< 250 /,
    );
    expect(transcript).toMatch(/\nc> QUIT\ns< 221 .*\n$/);
  });

  test.skipIf(process.platform === 'win32')('is kept where only its owner can read it', async () => {
    const captures = await recordedConversation();
    expect((await stat(captures)).mode & 0o777).toBe(0o700);
    expect((await stat(join(captures, '00000001.session'))).mode & 0o777).toBe(0o600);
  });
});

describe('what is printed', () => {
  test('is only what the filter names', async () => {
    const folder = await temporaryFolder();
    const saved = join(folder, 'saved.txt');
    const options = ['--captures', join(folder, 'captures'), '--filter', 'code:354 or cmd:DATA'];
    const spy = await startListen(['--once', '--save', saved, ...options]);
    await haveConversation(spy.port);
    const { stdout } = await spy.ended;
    expect(stdout).toMatch(/^c> DATA\ns< 354 [^\n]*\n$/);
    expect(await readFile(saved, 'utf8')).toBe(stdout);
    expect(await showCapture(join(folder, 'captures'), '--filter', 'code:354 or cmd:DATA')).toBe(stdout);
    expect(await showCapture(join(folder, 'captures'), '--filter', 'no-such-word')).toBe('');
  });

  test('has time, TLS mark and phase in front, and events between, with --marks', async () => {
    const captures = await recordedConversation();
    const marked = await showCapture(captures, '--marks');
    expect(marked).toMatch(/^# \d\d:\d\d:\d\d\.\d{3} Client 127\.0\.0\.1:\d+ connected on /);
    expect(marked).toMatch(/^\d\d:\d\d:\d\d\.\d{3} - {3}greeting +s< 220 /m);
    expect(marked).toMatch(/^\d\d:\d\d:\d\d\.\d{3} - {3}content +c> Subject: hello$/m);
    const unmarked = marked.replace(/^# .*\n/gm, '').replace(/^\S+ - +\w+ +(?=[cs][<>] )/gm, '');
    expect(unmarked).toBe(await showCapture(captures));
  });

  test('is one object a line with --format jsonl, the session last', async () => {
    const captures = await recordedConversation();
    const objects = (await showCapture(captures, '--format', 'jsonl'))
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(objects[0]).toMatchObject({ type: 'event', session: 1, event: 'connected' });
    expect(objects).toContainEqual({
      type: 'line',
      session: 1,
      n: expect.any(Number),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      from: 'client',
      text: 'Subject: hello',
      ending: 'crlf',
      phase: 'content',
      tls: false,
    });
    expect(objects.at(-1)).toMatchObject({ type: 'session', session: 1, outcome: 'completed' });
    const { stdout } = await runSpy('sessions', '--captures', captures, '--format', 'jsonl');
    expect(JSON.parse(stdout)).toEqual(objects.at(-1));
  });

  test('carries the session’s number where there may be several', async () => {
    const captures = join(await temporaryFolder(), 'captures');
    const spy = await startListen(['--captures', captures]);
    await haveConversation(spy.port, 'first.example');
    await spy.says(/\n1 c> QUIT\n1 s< 221 .*\n/);
    await haveConversation(spy.port, 'second.example');
    await spy.says(/\n2 c> QUIT\n2 s< 221 .*\n/);
    spy.kill('SIGINT');
    const { stdout } = await spy.ended;
    expect(stdout).toMatch(/^1 s< 220 .*\n1 c> EHLO first\.example\n/);
    expect(stdout).toContain('\n2 c> EHLO second.example\n');
    expect(await showCapture(captures)).toBe(stdout);
    const listed = await runSpy('sessions', '--captures', captures);
    expect(listed.stdout.split('\n')).toEqual([
      expect.stringMatching(/^ +1 .* completed .* <me@example\.com> → <you@example\.com>$/),
      expect.stringMatching(/^ +2 .* completed .* <me@example\.com> → <you@example\.com>$/),
      '',
    ]);
  });
});

describe('the end', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'comes in order with %s: sockets closed, the record whole, exit 0',
    async (signal) => {
      const captures = join(await temporaryFolder(), 'captures');
      const spy = await startListen(['--captures', captures]);
      const client = connectRawClient(spy.port);
      await client.hear();
      await client.ask('EHLO client.example');
      await client.ask('NOOP last words');
      spy.kill(signal);
      await client.closed;
      const { code, stdout } = await spy.ended;
      expect(code).toBe(0);
      expect(stdout).toMatch(/\n1 c> NOOP last words\n1 s< 250 .*\n$/);
      expect(await showCapture(captures, '--marks')).toMatch(
        /s< 250 .*\n# .* SMTP Spy was stopped while the conversation was going on\.\n$/,
      );
    },
  );

  test('comes quietly when nobody reads any more: `listen | head -3`', async () => {
    const captures = join(await temporaryFolder(), 'captures');
    const port = await freePort();
    const listen = `'${process.execPath}' '${SPY}' listen --port ${port} --captures '${captures}'`;
    const shell = startProgram('bash', ['-c', `${listen} | head -3; exit "\${PIPESTATUS[0]}"`]);
    await shell.tells(/^listening on .*\n/);
    // What is written first fits into the pipe: that head has gone is only met by writing more.
    const client = connectRawClient(port);
    await client.hear();
    await client.ask('EHLO client.example');
    await shell.says(/(.*\n){3}/);
    void client.ask('NOOP').catch(() => {});
    const { code, stdout, stderr } = await shell.ended;
    expect(stdout.split('\n')).toHaveLength(4);
    expect(stderr).toMatch(/^listening on .*\n$/);
    expect(code).toBe(0);
  });

  test('comes quietly for `show | head -1`, however much there is', async () => {
    const captures = join(await temporaryFolder(), 'captures');
    const spy = await startListen(['--once', '--captures', captures]);
    const client = connectRawClient(spy.port);
    await client.hear();
    await client.ask('EHLO client.example');
    await client.ask('MAIL FROM:<me@example.com>');
    await client.ask('RCPT TO:<you@example.com>');
    await client.ask('DATA');
    client.say('a line of a long message\r\n'.repeat(50_000));
    await client.ask('.');
    await client.ask('QUIT');
    expect(await spy.ended).toMatchObject({ code: 0 });
    const show = `'${process.execPath}' '${SPY}' show '${captures}'`;
    const shell = startProgram('bash', ['-c', `${show} | head -1; exit "\${PIPESTATUS[0]}"`]);
    expect(await shell.ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^s< 220 .*\n$/),
      stderr: '',
    });
  });
});
