import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { programTest } from '../support/programs.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { freePort, portOf } from '../support/smtp-peers.ts';
import { runSpy, showCapture, SPY, startListen, startProgram } from '../support/spy-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Clears the screen, sets a title, asks the terminal to answer, in 7 and in 8 bits; and turns the reading direction. */
const ESCAPES = '\u001b[2J\u001b]0;owned\u0007\u001b[6n';
const HOSTILE = `${ESCAPES}\u009b31m\u202egnp.exe\u2066\u200b\u0000\b\u007f`;

/** What must not reach a screen: all control characters but line ends and tabs, and what hides or turns text. */
const DANGEROUS = /(?![\r\n\t])[\p{Cc}\p{Bidi_Control}\u200b]/u;

/** A server whose every reply holds what would deceive a terminal. */
async function startHostileServer(): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write(`220 ${HOSTILE}\r\n`);
    socket.on('data', (bytes: Buffer) => {
      socket.write(`250 ${HOSTILE}\r\n`);
      if (bytes.includes('QUIT')) socket.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return portOf(server);
}

/** Says hello, names a sender, and takes leave, all of it hostile. */
async function talk(port: number): Promise<void> {
  const client = connectRawClient(port);
  const say = async (line: string) => {
    client.say(Buffer.from(`${line}\r\n`));
    await client.hear();
  };
  await client.hear();
  await say(`EHLO ${HOSTILE}`);
  await say(`MAIL FROM:<${HOSTILE}@example.com>`);
  await say(`QUIT ${HOSTILE}`);
  await client.closed;
}

/** Runs the program where its output goes to a terminal; stdout is what that would have to show. */
async function onTerminal(...parameters: readonly string[]) {
  const command = [process.execPath, SPY, ...parameters].map((word) => `'${word}'`).join(' ');
  return startProgram('script', ['--quiet', '--return', '--command', command, '/dev/null']);
}

const transcript = [
  `s< 220 ${HOSTILE}`,
  `c> EHLO ${HOSTILE}`,
  `s< 250 ${HOSTILE}`,
  `c> MAIL FROM:<${HOSTILE}@example.com>`,
  `s< 250 ${HOSTILE}`,
  `c> QUIT ${HOSTILE}`,
  `s< 250 ${HOSTILE}`,
  '',
].join('\n');

describe('words that would deceive a terminal', () => {
  test('stand in a pipe or a file as they were said', async () => {
    const folder = await temporaryFolder();
    const [captures, saved] = [join(folder, 'captures'), join(folder, 'saved.txt')];
    const upstream = `127.0.0.1:${await startHostileServer()}`;
    const spy = await startListen([
      '--once',
      '--upstream',
      upstream,
      '--captures',
      captures,
      '--save',
      saved,
    ]);
    await talk(spy.port);
    expect(await spy.ended).toMatchObject({ code: 0, stdout: transcript });
    expect(await readFile(saved, 'utf8')).toBe(transcript);
    expect(await showCapture(captures)).toBe(transcript);
    expect(HOSTILE).toMatch(DANGEROUS);
    const jsonl = await showCapture(captures, '--format', 'jsonl');
    expect(jsonl).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    expect(JSON.parse(jsonl.split('\n')[2] ?? '')).toMatchObject({ text: `220 ${HOSTILE}` });
  });

  programTest('script', 'are made visible on a terminal, live and later', async () => {
    const folder = await temporaryFolder();
    const [captures, saved] = [join(folder, 'captures'), join(folder, 'saved.txt')];
    const upstream = `127.0.0.1:${await startHostileServer()}`;
    const port = String(await freePort());
    const where = ['--port', port, '--upstream', upstream, '--captures', captures];
    const live = await onTerminal('listen', '--once', '--save', saved, '--marks', ...where);
    await live.says(/listening on [^\n]*\n/);
    await talk(Number(port));
    const printed = [
      await live.ended,
      await (await onTerminal('show', captures)).ended,
      await (await onTerminal('show', '--marks', captures)).ended,
      await (await onTerminal('show', '--format', 'jsonl', captures)).ended,
      await (await onTerminal('sessions', '--captures', captures)).ended,
    ];
    for (const { code, stdout } of printed) {
      expect(code).toBe(0);
      expect(stdout.length).toBeGreaterThan(60);
      expect(stdout).not.toMatch(DANGEROUS);
    }
    expect(printed[1]?.stdout).toContain('c> EHLO ␛[2J␛]0;owned␇␛[6n⟨CSI⟩31m⟨RLO⟩gnp.exe⟨LRI⟩⟨ZWSP⟩␀␈␡\r\n');
    expect(await readFile(saved, 'utf8')).toContain(`c> EHLO ${HOSTILE}\n`);
  });

  test('are made visible in the list of sessions wherever it goes', async () => {
    const captures = join(await temporaryFolder(), 'captures');
    const upstream = `127.0.0.1:${await startHostileServer()}`;
    const spy = await startListen(['--once', '--upstream', upstream, '--captures', captures]);
    await talk(spy.port);
    await spy.ended;
    const { stdout } = await runSpy('sessions', '--captures', captures);
    expect(stdout).toContain('⟨RLO⟩gnp.exe');
    expect(stdout).not.toMatch(DANGEROUS);
  });
});
