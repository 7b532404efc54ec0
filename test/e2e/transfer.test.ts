import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectRawClient } from '../support/raw-client.ts';
import { startKeepingServer } from '../support/smtp-peers.ts';
import { runSpy, showCapture, startListen, startServe } from '../support/spy-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MEBIBYTE = 1_048_576;

/** The memory that a process has, and the most that it had since that was last forgotten, in bytes. */
async function memoryOf(pid: number): Promise<{ resident: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  return { resident: kibibytes('VmRSS') * 1_024, peak: kibibytes('VmHWM') * 1_024 };
}

/** Forgets the most memory that a process had (proc(5), clear_refs). */
async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** A message of about one megabyte that is like no other: lines of 8-bit text, some with dots in front. */
function megabyteMessage(): Buffer {
  const noise = randomBytes(786_432).toString('base64');
  const lines = noise.match(/.{1,76}/g) ?? [];
  const body = lines.map((line, at) => (at % 50 === 0 ? `.${line}é` : line)).join('\r\n');
  return Buffer.from(`Subject: ${noise.slice(0, 20)}\r\n\r\n${body}\r\n`);
}

const hashOf = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/** A server that keeps only the hash of each message. */
async function startHashingServer() {
  const hashes: string[] = [];
  const server = await startKeepingServer({
    onData(stream, _session, callback) {
      const hash = createHash('sha256');
      stream.on('data', (piece: Buffer) => hash.update(piece));
      stream.on('end', () => {
        hashes.push(hash.digest('hex'));
        callback();
      });
    },
  });
  onTestFinished(() => server.close());
  return { hashes, upstream: `127.0.0.1:${server.port}` };
}

/** What `sessions` tells of each session. */
async function listSessions(captures: string): Promise<readonly RecordedSession[]> {
  const { stdout } = await runSpy('sessions', '--captures', captures, '--format', 'jsonl');
  return objectsOf(stdout).filter((object) => object.type === 'session');
}

type RecordedSession = Extract<JsonObject, { type: 'session' }>;
type RecordedLine = Extract<JsonObject, { type: 'line' }>;

/** The JSON lines of `show` and `sessions`, as far as these tests look into them. */
type JsonObject =
  | { type: 'session'; session: number; lines: number; bytesFromClient: number; outcome: string }
  | { type: 'line'; session: number; n: number; from: string; text: string; ending: string }
  | { type: 'event'; session: number };

function objectsOf(jsonl: string): JsonObject[] {
  return jsonl
    .split('\n')
    .filter((line) => line !== '')
    .map((line): JsonObject => JSON.parse(line));
}

describe('300 messages of a megabyte', () => {
  test.skipIf(process.platform !== 'linux')(
    'arrive as they were sent, are recorded, and take less than 64 MiB of memory',
    async () => {
      const captures = join(await temporaryFolder(), 'captures');
      const { hashes, upstream } = await startHashingServer();
      const spy = await startServe(['--upstream', upstream, '--captures', captures]);
      const transport = createTransport({ host: '127.0.0.1', port: spy.port, pool: true, maxConnections: 5 });
      onTestFinished(() => transport.close());
      const sent: string[] = [];
      let sentBytes = 0;
      const send = async () => {
        const raw = megabyteMessage();
        sentBytes += raw.length;
        sent.push(hashOf(raw));
        await transport.sendMail({ envelope: { from: 'me@example.com', to: 'you@example.com' }, raw });
      };

      await send();
      await forgetPeak(spy.pid);
      const before = await memoryOf(spy.pid);
      let left = 299;
      const sendOn = async () => {
        while (left-- > 0) await send();
      };
      await Promise.all(Array.from({ length: 5 }, sendOn));
      const after = await memoryOf(spy.pid);

      expect(hashes).toHaveLength(300);
      expect(hashes.toSorted()).toEqual(sent.toSorted());
      expect(before.resident).toBeGreaterThan(10 * MEBIBYTE);
      expect((after.peak - before.resident) / MEBIBYTE).toBeLessThan(64);

      transport.close();
      spy.kill('SIGTERM');
      expect(await spy.ended).toMatchObject({ code: 0 });
      const recorded = await listSessions(captures);
      const bytes = recorded.reduce((sum, { bytesFromClient }) => sum + bytesFromClient, 0);
      expect(bytes).toBeGreaterThan(sentBytes);
    },
    180_000,
  );
});

describe('1,000 short conversations of 50 clients at a time', () => {
  /** What a client of this name says: each line occurs in no other conversation. */
  const said = (name: string) => [
    `EHLO ${name}.example`,
    `MAIL FROM:<${name}@client.example>`,
    `RCPT TO:<${name}@server.example>`,
    'DATA',
    `Subject: ${name}`,
    '',
    `Dear ${name},`,
    '..',
    '.',
    'QUIT',
  ];

  async function converse(port: number, name: string): Promise<string> {
    const client = connectRawClient(port);
    const [hello = '', mail = '', recipient = '', data = '', ...content] = said(name);
    const quit = content.pop() ?? '';
    let heard = await client.hear();
    for (const line of [hello, mail, recipient, data]) heard += await client.ask(line);
    heard += await client.ask(content.join('\r\n'));
    heard += await client.ask(quit);
    await client.closed;
    return heard;
  }

  test('are all recorded whole, each line in its own session', async () => {
    const captures = join(await temporaryFolder(), 'captures');
    const spy = await startServe(['--captures', captures]);
    const names = Array.from({ length: 1_000 }, (_, at) => `client-${at}`);
    const heard = new Map<string, string>();
    const waiting = [...names];
    const client = async () => {
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        heard.set(name, await converse(spy.port, name));
      }
    };
    await Promise.all(Array.from({ length: 50 }, client));
    // The program ends in order when both sides have closed, which no client sees.
    await expect
      .poll(async () => (await listSessions(captures)).map(({ outcome }) => outcome), { timeout: 20_000 })
      .toEqual(names.map(() => 'completed'));
    spy.kill('SIGTERM');
    expect(await spy.ended).toMatchObject({ code: 0 });

    const sessions = sessionsOf(objectsOf(await showCapture(captures, '--format', 'jsonl')));
    const conversations = sessions.map((lines) => ({
      client: spokenBy('client', lines).split('\r\n').slice(0, -1),
      server: spokenBy('server', lines),
      numbered: lines.every(({ n }, at) => n === at + 1),
    }));
    const expected = names.map((name) => ({ client: said(name), server: heard.get(name), numbered: true }));
    const byName = (one: { client: string[] }, other: { client: string[] }) =>
      (one.client[0] ?? '').localeCompare(other.client[0] ?? '');
    expect(conversations.toSorted(byName)).toEqual(expected.toSorted(byName));

    const listed = await listSessions(captures);
    expect(listed.map(({ session }) => session)).toEqual(names.map((_, at) => at + 1));
  }, 120_000);
});

/** The lines of each session. */
function sessionsOf(objects: readonly JsonObject[]): RecordedLine[][] {
  const sessions = new Map<number, RecordedLine[]>();
  for (const object of objects) {
    if (object.type !== 'line') continue;
    const lines = sessions.get(object.session) ?? [];
    lines.push(object);
    sessions.set(object.session, lines);
  }
  return [...sessions.values()];
}

/** What one side said, as its bytes. */
function spokenBy(speaker: 'client' | 'server', lines: readonly RecordedLine[]): string {
  const endings: Readonly<Record<string, string>> = { crlf: '\r\n', lf: '\n', cr: '\r', none: '' };
  return lines
    .filter(({ from }) => from === speaker)
    .map(({ text, ending }) => text + (endings[ending] ?? ''))
    .join('');
}

describe('kill -9 in the middle of a transfer', () => {
  test('leaves a session that is listed, readable, and a beginning of what was sent', async () => {
    const captures = join(await temporaryFolder(), 'captures');
    const { upstream } = await startHashingServer();
    const spy = await startListen(['--upstream', upstream, '--captures', captures]);
    const client = connectRawClient(spy.port);
    await client.hear();
    let sent = '';
    const say = (words: string) => {
      sent += words;
      client.say(words);
    };
    for (const line of [
      'EHLO client.example',
      'MAIL FROM:<a@example.com>',
      'RCPT TO:<b@example.com>',
      'DATA',
    ]) {
      say(`${line}\r\n`);
      await client.hear();
    }
    const written = () => spy.stdout().length;
    for (let line = 0; written() < 8 * MEBIBYTE; line += 1_000) {
      for (let at = line; at < line + 1_000; at += 1)
        say(`line ${at} of a message that nobody will finish\r\n`);
      if (client.socket.writableNeedDrain) await once(client.socket, 'drain');
      await pause(0);
    }
    spy.kill('SIGKILL');
    expect(await spy.ended).toMatchObject({ signal: 'SIGKILL' });
    await client.closed;

    const again = await startListen(['--captures', captures, '--once']);
    const next = connectRawClient(again.port);
    await next.hear();
    await next.ask('QUIT');
    expect(await again.ended).toMatchObject({ code: 0 });

    const [broken, whole, ...others] = await listSessions(captures);
    expect(others).toEqual([]);
    expect(broken).toMatchObject({ session: 1, outcome: 'failed' });
    expect(whole).toMatchObject({ session: 2, outcome: 'completed' });
    const lines = objectsOf(await showCapture(join(captures, '00000001.session'), '--format', 'jsonl'));
    const recorded = spokenBy(
      'client',
      lines.filter((object) => object.type === 'line'),
    );
    expect(recorded.length).toBe(broken?.bytesFromClient);
    expect(recorded.length).toBeGreaterThan(8 * MEBIBYTE * 0.9);
    expect(sent.startsWith(recorded)).toBe(true);
  }, 120_000);
});
