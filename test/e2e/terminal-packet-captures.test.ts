import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/build.ts';
import type { ConversationScript } from '../support/conversation-script.ts';
import { packetsOf, pcap, pcapng } from '../support/packets-file.ts';
import { segmentsOf } from '../support/packets-tcp.ts';
import { runSpy, SPY, startListen, startProgram, type SpyProcess } from '../support/spy-process.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HAKA = join(ROOT, 'test', 'app', 'exchange', 'captures', 'haka-smtp.pcap');

const SPOKEN: ConversationScript = [
  ['s', '220 mx.example ESMTP\r\n'],
  ['c', 'EHLO client.example\r\n'],
  ['s', '250 mx.example\r\n'],
  ['c', 'AUTH PLAIN AHVzZXIAc2VjcmV0\r\n'],
  ['s', '235 2.7.0 welcome\r\n'],
  ['c', 'QUIT\r\n'],
  ['s', '221 bye\r\n'],
];

const SEGMENTS = segmentsOf(SPOKEN);

async function fileOf(bytes: Uint8Array, name = 'some.pcap'): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return path;
}

describe('show prints the conversations of a packet capture', () => {
  test('as text', async () => {
    const { code, stdout, stderr } = await runSpy('show', HAKA);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `${HAKA}: 1 conversation of SMTP; 1 other flow left out.\n`,
    });
    expect(stdout.split('\n')).toEqual([
      's< 220 metasploitable.localdomain ESMTP Postfix (Ubuntu)',
      'c> HELO some_domain',
      's< 250 metasploitable.localdomain',
      'c> MAIL FROM: hacker@suspicious.org',
      's< 250 2.1.0 Ok',
      'c> RCPT TO: backup',
      's< 250 2.1.5 Ok',
      'c> DATA',
      's< 354 End data with <CR><LF>.<CR><LF>',
      'c> BLA BLA BLA ...',
      'c> MORE BLA BLA BLA ...',
      'c> .',
      's< 250 2.0.0 Ok: queued as 2E1B4C934',
      'c> QUIT',
      's< 221 2.0.0 Bye',
      '',
    ]);
  });

  test('filtered', async () => {
    const { stdout } = await runSpy('show', '--filter', 'cmd:RCPT or code:354', HAKA);
    expect(stdout).toBe('c> RCPT TO: backup\ns< 354 End data with <CR><LF>.<CR><LF>\n');
  });

  test('with what rules would have done, and without sending anything', async () => {
    const rules = await fileOf(
      Buffer.from(
        JSON.stringify({
          rules: [
            {
              name: 'Suspicious sender',
              when: 'cmd:MAIL from:*@suspicious.org',
              do: [
                { action: 'alert', severity: 'error', text: 'Mail from suspicious.org' },
                { action: 'close' },
              ],
            },
          ],
        }),
      ),
      'rules.json',
    );
    const text = await runSpy('show', '--rules', rules, HAKA);
    expect(text.stdout).toMatch(
      /MAIL FROM: hacker@suspicious.org\n# \S+ Rule “Suspicious sender”, line 4: Mail from suspicious.org\./,
    );
    const { stdout } = await runSpy('show', '--format', 'jsonl', '--rules', rules, HAKA);
    const events = stdout.split('\n').filter((line) => line.includes('"event":"rule"'));
    expect(events.map((line) => JSON.parse(line))).toMatchObject([
      { session: 1, rule: 'Suspicious sender', action: 'alert', severity: 'error', line: 4 },
      { session: 1, rule: 'Suspicious sender', action: 'close', line: 4 },
    ]);
  });

  test('rules that are wrong are told with their place, and nothing is printed', async () => {
    const rules = await fileOf(
      Buffer.from('{"rules": [{"name": "a", "when": "cod:5", "do": []}]}'),
      'r.json',
    );
    const { code, stdout, stderr } = await runSpy('show', '--rules', rules, HAKA);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/r\.json:1:\d+: rules\[0\]\.do: /);
  });

  test('with marks, and with what the capture lacks', async () => {
    const path = await fileOf(pcapng(packetsOf(SEGMENTS.filter((_, at) => at !== 5))));
    const { stdout } = await runSpy('show', '--marks', path);
    expect(stdout).toMatch(
      / s< 220 .*\n# \S+ The capture lacks 21 bytes that the client said here\.\n.* s< 250 /,
    );
  });

  test('as JSON lines, of a compressed capture too', async () => {
    const path = await fileOf(gzipSync(pcap(packetsOf(SEGMENTS.filter((_, at) => at !== 5)))));
    const { stdout } = await runSpy('show', '--format', 'jsonl', path);
    const objects: unknown[] = stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
    expect(objects).toContainEqual({
      type: 'event',
      session: 1,
      at: '2026-11-21T12:00:00.007000Z',
      event: 'gap',
      from: 'client',
      size: 21,
    });
    expect(objects.at(-1)).toMatchObject({
      type: 'session',
      server: { host: '198.51.100.25' },
      outcome: 'completed',
    });
  });

  test('with passwords masked', async () => {
    const { stdout } = await runSpy('show', await fileOf(pcap(packetsOf(SEGMENTS))));
    expect(stdout).toContain('c> AUTH PLAIN ****\n');
    expect(stdout).not.toMatch(/AHVzZXIAc2VjcmV0|secret/);
  });

  test('several, and recorded sessions beside them, each line with its conversation’s number', async () => {
    const captures = join(await temporaryFolder(), 'captures');
    const spy = await startListen(['--once', '--captures', captures]);
    const client = connectRawClient(spy.port);
    await client.hear();
    await client.ask('NOOP');
    await client.ask('QUIT');
    await spy.ended;
    const { code, stdout, stderr } = await runSpy('show', HAKA, captures, HAKA);
    expect(code).toBe(0);
    expect(stdout.match(/^1 c> HELO some_domain$/gm)).toHaveLength(1);
    expect(stdout.match(/^2 c> HELO some_domain$/gm)).toHaveLength(1);
    expect(stdout.match(/^1 c> NOOP$/gm)).toHaveLength(1);
    expect(stderr.match(/1 conversation of SMTP/g)).toHaveLength(2);
  });
});

describe('a capture that is not whole', () => {
  const file = pcap(packetsOf(SEGMENTS));

  test('is shown as far as it goes, and said to be cut short', async () => {
    const path = await fileOf(file.subarray(0, -20));
    const { code, stdout, stderr } = await runSpy('show', path);
    expect(code).toBe(0);
    expect(stdout).toContain('c> QUIT\ns< 221 bye\n');
    expect(stderr).toMatch(
      / is cut short at byte \d+: expected a packet of 60 bytes\. All before it is shown\.\n$/,
    );
  });

  test('is shown up to where it is damaged; that is a failure, and says where', async () => {
    const path = await fileOf(Buffer.concat([file, Buffer.alloc(16, 0xff)]));
    const { code, stdout, stderr } = await runSpy('show', path);
    expect(code).toBe(1);
    expect(stdout).toContain('c> QUIT\ns< 221 bye\n');
    expect(stderr).toContain(
      `${path} is damaged at byte ${file.length}: expected a packet of at most 262144 bytes`,
    );
  });

  test('that cannot be read at all is a failure, and says where', async () => {
    const other = Buffer.from(file);
    other.writeUInt16LE(99, 4);
    const path = await fileOf(other);
    const { code, stdout, stderr } = await runSpy('show', path);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: `${path} is no packet capture that can be read: expected version 2 of pcap at byte 4.\n`,
    });
  });

  test('does not keep back others', async () => {
    const { code, stdout } = await runSpy('show', await fileOf(file.subarray(0, 10)), HAKA);
    expect(code).toBe(0);
    expect(stdout).toContain('c> HELO some_domain\n');
  });
});

describe('what was brought in to be shown is gone', () => {
  test('when it has been shown', async () => {
    const folder = await temporaryFolder();
    const { code, stdout } = await showWithTemporaryFiles(folder, HAKA).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('c> HELO some_domain\n');
    expect(await readdir(folder)).toEqual([]);
  });

  test('when the program is ended in the middle', async () => {
    const content = `${'a long line of a long message, '.repeat(30)}\r\n`.repeat(20_000);
    const script: ConversationScript = [
      ...SPOKEN.slice(0, 3),
      ['c', `DATA\r\n${content}.\r\n`],
      ...SPOKEN.slice(-2),
    ];
    const capture = await fileOf(pcap(packetsOf(segmentsOf(script, { segmentSize: 60_000 }))));
    const folder = await temporaryFolder();
    const spy = showWithTemporaryFiles(folder, capture);
    await spy.tells(/1 conversation of SMTP/);
    expect(await readdir(folder)).toHaveLength(1);
    spy.kill('SIGTERM');
    expect(await spy.ended).toMatchObject({ code: 1, signal: null });
    expect(await readdir(folder)).toEqual([]);
  });
});

function showWithTemporaryFiles(folder: string, capture: string): SpyProcess {
  return startProgram('env', [`TMPDIR=${folder}`, process.execPath, SPY, 'show', capture]);
}
