import { mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../support/build.ts';
import { programTest } from '../support/programs.ts';
import { startKeepingServer } from '../support/smtp-peers.ts';
import { runSpy, showCapture, startListen } from '../support/spy-process.ts';
import { DOTTED_BODY, sendWithSwaks } from '../support/swaks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { readWithTshark } from '../support/tshark.ts';

const HAKA = join(ROOT, 'test', 'app', 'exchange', 'captures', 'haka-smtp.pcap');
const PASSWORD = 'correct horse battery';
const SECRETS = [PASSWORD, Buffer.from(`\0someone\0${PASSWORD}`).toString('base64')];

/** A message with a login that swaks sent through the spy: the capture, and what the server got. */
async function recordedLogin() {
  const server = await startKeepingServer({
    authOptional: false,
    authMethods: ['PLAIN'],
    onAuth: ({ username }, _session, callback) => callback(null, { user: username }),
  });
  onTestFinished(() => server.close());
  const folder = await temporaryFolder();
  const captures = join(folder, 'captures');
  const to = ['--upstream', `127.0.0.1:${server.port}`, '--captures', captures];
  const spy = await startListen(['--once', ...to]);
  const login = ['--auth', 'PLAIN', '--auth-user', 'someone', '--auth-password', PASSWORD];
  await sendWithSwaks(spy.port, ...login, '--body', DOTTED_BODY);
  expect(await spy.ended).toMatchObject({ code: 0 });
  const [message] = server.messages;
  if (message === undefined) throw new Error('nothing arrived');
  return { folder, captures, message };
}

/** Exports, and gives the file's words. */
async function exported(path: string, format: string, ...options: readonly string[]): Promise<string> {
  const out = join(await temporaryFolder(), `out.${format}`);
  const { code, stdout, stderr } = await runSpy('export', '--format', format, '--out', out, ...options, path);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
  expect((await stat(out)).mode & 0o777).toBe(0o600);
  return readFile(out, 'latin1');
}

describe('export writes what was recorded', () => {
  programTest(
    ['swaks', 'tshark'],
    'in each form, and never a secret unless it is to be revealed',
    async () => {
      const { captures, message, folder } = await recordedLogin();
      const latin1 = (text: string) => Buffer.from(text).toString('latin1');
      expect(await exported(captures, 'text')).toBe(latin1(await showCapture(captures)));
      expect(await exported(captures, 'jsonl')).toBe(
        latin1(await showCapture(captures, '--format', 'jsonl')),
      );

      const mail = join(folder, 'mail');
      const { stderr } = await runSpy('export', '--format', 'eml', '--out', mail, captures);
      expect(stderr).toBe(`1 message written to ${mail}.\n`);
      expect(await readdir(mail)).toEqual(['session-1-message-1.eml']);
      expect(await readFile(join(mail, 'session-1-message-1.eml'))).toEqual(message.content);

      const packets = join(folder, 'packets.pcapng');
      await runSpy('export', '--format', 'pcapng', '--out', packets, captures);
      expect((await readWithTshark(packets))[0]?.course.join(' ')).toBe(
        '< 220 > EHLO < 250 > AUTH < 235 > MAIL < 250 > RCPT < 250 > DATA < 354 < 250 > QUIT < 221',
      );
      expect(await showCapture(packets)).toBe(await showCapture(captures));

      for (const format of ['text', 'jsonl', 'pcapng', 'html']) {
        const masked = await exported(captures, format);
        for (const secret of SECRETS) expect(masked).not.toContain(secret);
        expect(await exported(captures, format, '--reveal')).toContain(SECRETS[1]);
      }
    },
  );

  test('to stdout where no file is named, and of a packet capture too', async () => {
    const { code, stdout } = await runSpy('export', '--filter', 'cmd:RCPT or code:354', HAKA);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'c> RCPT TO: backup\ns< 354 End data with <CR><LF>.<CR><LF>\n',
    });
  });

  test('only what a filter names', async () => {
    const { stdout } = await runSpy('export', '--format', 'html', '--filter', 'cmd:RCPT', HAKA);
    expect(stdout.match(/<code>[^<]*<\/code>/g)).toEqual(['<code>RCPT TO: backup</code>']);
    const nothing = await runSpy('export', '--format', 'html', '--filter', 'code:599', HAKA);
    expect(nothing.stdout).not.toContain('<section');
  });
});

describe('a file is written whole or not at all:', () => {
  test('one that is there already stays where the export fails', async () => {
    const folder = await temporaryFolder();
    const { code, stderr } = await runSpy('export', '--out', join(folder, 'no', 'such.txt'), HAKA);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `${join(folder, 'no', 'such.txt')}: there is no such file or folder. Check the spelling.\n`,
    });
    await mkdir(join(folder, 'there'));
    expect(await runSpy('export', '--out', join(folder, 'there'), HAKA)).toMatchObject({ code: 1 });
    expect(await readdir(folder)).toEqual(['there']);
  });

  test('a link keeps leading to it', async () => {
    const folder = await temporaryFolder();
    await runSpy('export', '--out', join(folder, 'file.txt'), HAKA);
    await symlink('file.txt', join(folder, 'link.txt'));
    await runSpy('export', '--out', join(folder, 'link.txt'), '--filter', 'cmd:RCPT', HAKA);
    expect(await readFile(join(folder, 'file.txt'), 'utf8')).toBe('c> RCPT TO: backup\n');
    expect((await readdir(folder)).sort()).toEqual(['file.txt', 'link.txt']);
  });

  test('messages need a folder', async () => {
    expect(await runSpy('export', '--format', 'eml', HAKA)).toMatchObject({
      code: 2,
      stderr: 'Each message becomes a file of its own. Name a folder for them with --out.\n',
    });
  });
});
