import { cp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fillDisk, smallDisk } from '../app/capture/full-disk.ts';
import { ROOT } from '../support/build.ts';
import { programTest } from '../support/programs.ts';
import { connectRawClient } from '../support/raw-client.ts';
import { freePort, portOf } from '../support/smtp-peers.ts';
import { runSpy, showCapture, startListen, startProgram, startSpy } from '../support/spy-process.ts';
import { sendWithSwaks, transcriptOfSwaks } from '../support/swaks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A conversation with a message that takes up so many bytes of the record. */
async function sendLong(port: number, bytes: number): Promise<void> {
  const client = connectRawClient(port);
  await client.hear();
  for (const line of ['EHLO client.example', 'MAIL FROM:<a@b.example>', 'RCPT TO:<c@d.example>', 'DATA']) {
    await client.ask(line);
  }
  expect(await client.ask(`\r\n${`${'x'.repeat(70)}\r\n`.repeat(bytes / 72)}.`)).toMatch(/^250 /);
  await client.ask('QUIT');
  await client.closed;
}

describe('a full disk', () => {
  test('keeps no mail from passing, and is told once; so is that there is room again', async (context) => {
    const disk = await smallDisk(context, 400_000);
    const spy = await startListen(['--captures', join(disk, 'captures')]);
    const taken = await fillDisk(disk, 400_000, 100_000);
    for (let conversation = 1; conversation <= 3; conversation += 1) await sendLong(spy.port, 72_000);
    await spy.tells(/^warning: Recording stopped.*the disk is full.*Make room/m);
    await rm(taken);
    await sendLong(spy.port, 72_000);
    await spy.tells(/^recording works again$/m);
    expect(spy.stderr().match(/Recording stopped/g)).toHaveLength(1);
  });
});

describe('a server that cannot be reached', () => {
  programTest('swaks', 'is explained while it happens with `listen --explain`', async () => {
    const upstream = `127.0.0.1:${await freePort()}`;
    const spy = await startListen(['--once', '--explain', '--upstream', upstream]);
    await sendWithSwaks(spy.port);
    const { stdout } = await spy.ended;
    expect(stdout).toMatch(/^s< 421 .*\n# SMTP Spy itself says this, and not the server\./);
    expect(stdout).toMatch(/^# Cannot reach \S+: it refused the connection\. .*Check the port/m);
  });

  programTest('swaks', 'is told to the client as 421 4.4.1, and `listen --once` exits with 1', async () => {
    const captures = join(await temporaryFolder(), 'captures');
    const upstream = `127.0.0.1:${await freePort()}`;
    const spy = await startListen(['--once', '--upstream', upstream, '--captures', captures]);
    const swaks = await sendWithSwaks(spy.port);
    expect(swaks.code).not.toBe(0);
    const { code, stdout, stderr } = await spy.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^conversation 1: Cannot reach \S+: it refused the connection\. .*Check the port/m,
    );
    expect(stdout).toMatch(/^s< 421 4\.4\.1 SMTP Spy: cannot reach \S+: connection refused\n/);
    expect(stdout).toContain(transcriptOfSwaks(swaks.stdout));
    expect(await showCapture(captures, '--marks')).toMatch(
      /^# \S+ SMTP Spy itself speaks to the client: there is no server to speak to\.\n\S+ .* s< 421 /m,
    );
    const { stdout: listed } = await runSpy('sessions', '--captures', captures, '--format', 'jsonl');
    expect(JSON.parse(listed)).toMatchObject({
      outcome: 'unreachable',
      reason: expect.stringContaining(`Cannot reach ${upstream}: it refused the connection.`),
    });
    const { stdout: rows } = await runSpy('sessions', '--captures', captures);
    expect(rows).toMatch(/^ +1 .* unreachable .* Cannot reach \S+: it refused the connection\.\n$/);
    const { stdout: explained } = await runSpy('show', '--captures', captures, '--session', '1', '--explain');
    expect(explained).toMatch(/^# Cannot reach \S+: it refused the connection\. .*Check the port.*\.\n$/m);
    expect(await runSpy('show', '--captures', captures, '--session', '2')).toMatchObject({
      code: 2,
      stderr: 'There is no session 2. smtp-spy sessions lists what was recorded.\n',
    });
  });
});

describe('wrong usage', () => {
  test.each([
    [['listen', '--port', '70000'], 'A port is a number from 0 to 65535.'],
    [['listen', '--upstream', 'not a host'], 'Name the server as HOST, HOST:PORT or [IPv6]:PORT.'],
    [['listen', '--format', 'xml'], 'text, jsonl'],
    [['listen', '--no-such-option'], "unknown option '--no-such-option'"],
    [['listen', '--no-such-option'], '(smtp-spy listen --help tells more)'],
    [['export'], "missing required argument 'file'"],
    [['ca', 'exprot'], 'ca has no command “exprot”: it has show, export and renew'],
    [['no-such.pcap'], 'no-such.pcap: there is no such file, folder or command.'],
    [['serve', 'no-such.pcap'], 'no-such.pcap: there is no such file, folder or command.'],
    [['sessions', 'too', 'many'], 'too many arguments'],
    [['serve', '--viewer-port', 'x'], 'A port is a number from 0 to 65535.'],
  ])('is told, and ends with 2: %s', async (parameters, words) => {
    const { code, stdout, stderr } = await runSpy(...parameters);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    expect(stderr).toContain('--help');
  });

  test('names the command that is spelt like a word that is none', async () => {
    const { code, stderr } = await runSpy('lisen');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'lisen: there is no such file, folder or command. Did you mean smtp-spy listen?\n',
    });
  });

  test.each([
    ['code:sixty or dir:c', 5],
    ['dir:c "open', 6],
    ['cmd:DATA or', 9],
  ])('shows where a filter is wrong: %s', async (filter, position) => {
    const { code, stdout, stderr } = await runSpy('show', '--filter', filter, 'no-such-file');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const lines = stderr.split('\n');
    const shown = lines.findIndex((line) => line === `  ${filter}`);
    expect(shown).toBeGreaterThan(-1);
    expect(lines[shown + 1]).toBe(`  ${' '.repeat(position)}^`);
    expect(lines[shown + 2]).toMatch(/\w+.*\.$/);
  });
});

describe('a port that cannot be had', () => {
  test('is told with what to do, and exit 1, where it is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const port = portOf(other);
    const captures = join(await temporaryFolder(), 'captures');
    const { code, stdout, stderr } = await runSpy('listen', '--port', String(port), '--captures', captures);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`Port ${port} is taken: another program listens on 127.0.0.1.`);
    expect(stderr).toMatch(new RegExp(`Choose another port, or find the program .*with: .*${port}`));
  });

  test('is told of the viewer’s port, too', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const port = String(portOf(other));
    const captures = join(await temporaryFolder(), 'captures');
    const { code, stdout, stderr } = await runSpy(
      'serve',
      '--port',
      '0',
      '--viewer-port',
      port,
      '--captures',
      captures,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^Port ${port} is taken: .*\\nChoose another port`));
  });

  test('does not keep `serve` from serving the viewer, where it can be changed', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const port = portOf(other);
    const captures = join(await temporaryFolder(), 'captures');
    const spy = startSpy(['serve', '--port', String(port), '--captures', captures]);
    await spy.says(/^http:\S+\n/);
    await spy.tells(new RegExp(`Port ${port} is taken`));
    spy.kill('SIGTERM');
    expect(await spy.ended).toMatchObject({ code: 0 });
  });

  test.skipIf(lowestFreePort() <= 25)(
    'is told with the command that allows it, where it takes rights that one has not',
    async () => {
      const folder = await temporaryFolder();
      const program = join(folder, 'out', 'main', 'smtp-spy.js');
      await cp(join(ROOT, 'out'), join(folder, 'out'), { recursive: true });
      await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
      const listen = [
        process.execPath,
        program,
        'listen',
        '--port',
        '25',
        '--captures',
        join(folder, 'captures'),
      ];
      const { code, stdout, stderr } = await withoutRights(folder, listen);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('Listening on 127.0.0.1 port 25 is not allowed.');
      expect(stderr).toContain('Choose a port from 1024 on, such as 2525');
      expect(stderr).toContain('sudo sysctl net.ipv4.ip_unprivileged_port_start=25');
    },
  );
});

describe('a file that cannot be shown', () => {
  test('is told, and ends with 1', async () => {
    const folder = await temporaryFolder();
    const letter = join(folder, 'letter.txt');
    await writeFile(letter, 'Dear reader,\nthis is no session.\n');
    for (const path of [letter, join(folder, 'nowhere')]) {
      const { code, stdout, stderr } = await runSpy('show', path);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^\S.*(is not a session|there is no such file).*\.\n$/);
      expect(stderr).toContain(path);
    }
  });

  test('does not keep back those that can', async () => {
    const captures = join(await temporaryFolder(), 'captures');
    const spy = await startListen(['--once', '--captures', captures]);
    const client = connectRawClient(spy.port);
    await client.hear();
    await client.ask('QUIT');
    await spy.ended;
    const { code, stdout, stderr } = await runSpy('show', join(captures, 'nowhere'), captures);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nc> QUIT\ns< 221 .*\n$/);
    expect(stderr).toContain('nowhere: there is no such file or folder.');
  });

  test('is told of a transcript that cannot be written, too', async () => {
    const folder = await temporaryFolder();
    const saved = join(folder, 'no', 'such', 'folder', 'saved.txt');
    const { code, stderr } = await runSpy('listen', '--port', '0', '--captures', folder, '--save', saved);
    expect(code).toBe(1);
    expect(stderr).toBe(`${saved}: there is no such file or folder. Check the spelling.\n`);
  });
});

/** Runs a command as an ordinary user, who may write into the folder. */
async function withoutRights(folder: string, command: readonly string[]) {
  const [program = '', ...parameters] = command;
  if (process.getuid?.() !== 0) return await startProgram(program, parameters).ended;
  const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
  await startProgram('chown', ['-R', '65534:65534', folder]).ended;
  return await startProgram('setpriv', [...nobody, program, ...parameters]).ended;
}

/** The first port that any user may listen on; 0 where that is no question of rights, or a machine says otherwise. */
function lowestFreePort(): number {
  if (process.platform !== 'linux') return 0;
  return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
}
