import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { KeptForm } from '../../../app/contract/built-in-settings.ts';
import { EXTENSIONS } from '../../../app/contract/built-in-settings.ts';
import { BuiltInConversation } from '../../../app/upstream/built-in-conversation.ts';
import { startBuiltInServer } from '../../../app/upstream/built-in-server.ts';
import { MailFolder, MailFolderError } from '../../../app/upstream/mail-folder.ts';
import type { MailToKeep } from '../../../app/upstream/mailbox.ts';
import { DEFAULT_PROFILE, type ServerProfile } from '../../../app/upstream/server-profile.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fillDisk, smallDisk } from '../capture/full-disk.ts';

const ENVELOPE = 'MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<"c d"@example.com>\r\n';
const TRACE =
  'Return-Path: <a@example.com>\r\nDelivered-To: b@example.com\r\nDelivered-To: "c d"@example.com\r\n';

/** A server that keeps mail in this folder. */
async function keeping(folder: string, form: KeptForm = 'eml', profile: Partial<ServerProfile> = {}) {
  const failures: (string | null)[] = [];
  const mailbox = await MailFolder.open(folder, form, (failure) => failures.push(failure));
  const all = { ...DEFAULT_PROFILE, extensions: new Set(EXTENSIONS), ...profile };
  const server = await startBuiltInServer(all, mailbox);
  onTestFinished(() => server.close());
  return { port: server.port, failures };
}

/** Says all of it at once behind EHLO, and returns the replies to what comes behind that. */
async function said(port: number, words: string | Buffer): Promise<string[]> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  socket.write('EHLO client.example\r\n');
  socket.end(words);
  let text = '';
  for await (const piece of socket) text += String(piece);
  const replies = text.split('\r\n').slice(0, -1);
  return replies.slice(replies.findIndex((reply) => reply.startsWith('250 ')) + 1);
}

async function contentsOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).toSorted();
  return Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
}

describe('accepted mail', () => {
  test('is kept as it came, with its envelope in front', async () => {
    const folder = join(await temporaryFolder(), 'new', 'mail');
    const { port, failures } = await keeping(folder);
    const replies = await said(
      port,
      `${ENVELOPE}DATA\r\nSubject: x\r\n\r\n..dot\r\nbare\nLF \xff\r\n.\r\nQUIT\r\n`,
    );
    const [name = ''] = await readdir(folder);
    expect(replies.slice(3, 5)).toEqual([
      '354 End the message with <CR><LF>.<CR><LF>',
      `250 2.0.0 OK: 32 bytes received and kept as ${name}`,
    ]);
    expect(name).toMatch(/^\d{8}-\d{6}-[0-9A-F]{8}\.eml$/);
    expect(await readFile(join(folder, name), 'utf8')).toBe(
      `${TRACE}Subject: x\r\n\r\n.dot\r\nbare\nLF \xff\r\n`,
    );
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(failures).toEqual([null]);
  });

  test('is kept octet by octet where it comes in chunks', async () => {
    const folder = await temporaryFolder();
    const { port } = await keeping(folder);
    const chunks = Buffer.from(
      'BDAT 6\r\n.\r\n..\0BDAT 2 LAST\r\n\xff\nBDAT 3 LAST\r\nxyzQUIT\r\n',
      'latin1',
    );
    const replies = await said(port, Buffer.concat([Buffer.from(ENVELOPE), chunks]));
    expect(replies.slice(3).map((reply) => reply.slice(0, 3))).toEqual(['250', '250', '503', '221']);
    expect(await contentsOf(folder)).toEqual([`${TRACE}.\r\n..\0\xff\n`]);
  });

  test('is kept as a maildir: whole files in new, and nothing else', async () => {
    const folder = join(await temporaryFolder(), 'Maildir');
    const { port } = await keeping(folder, 'maildir');
    const message = (words: string) => `MAIL FROM:<>\r\nRCPT TO:<b@x>\r\nDATA\r\n${words}\r\n.\r\n`;
    await said(port, `${message('one')}${message('two')}QUIT\r\n`);
    expect((await readdir(folder)).toSorted()).toEqual(['cur', 'new', 'tmp']);
    expect((await contentsOf(join(folder, 'new'))).toSorted()).toEqual([
      'Return-Path: <>\r\nDelivered-To: b@x\r\none\r\n',
      'Return-Path: <>\r\nDelivered-To: b@x\r\ntwo\r\n',
    ]);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    for (const name of await readdir(join(folder, 'new')))
      expect(name).toMatch(/^\d+\.R[0-9a-f]{8}P\d+Q\d+\.[^/:]+$/);
  });

  test('is one file for all recipients of LMTP, each with a reply of its own', async () => {
    const folder = await temporaryFolder();
    const { port } = await keeping(folder, 'eml', { protocol: 'LMTP' });
    const replies = await said(port, `LHLO a\r\n${ENVELOPE}DATA\r\nx\r\n.\r\nQUIT\r\n`);
    const [name = '', ...others] = await readdir(folder);
    expect(others).toEqual([]);
    expect(replies.slice(-3, -1)).toEqual([
      `250 2.0.0 <b@example.com> OK: 3 bytes received and kept as ${name}`,
      `250 2.0.0 <"c d"@example.com> OK: 3 bytes received and kept as ${name}`,
    ]);
  });

  test('of fifty clients at once is all there, and large mail is read no faster than the disk takes it', async () => {
    const folder = await temporaryFolder();
    const { port } = await keeping(folder);
    const line = `${'x'.repeat(998)}\r\n`;
    const bodies = Array.from({ length: 50 }, (_, n) => `${n}\r\n${line.repeat(n === 0 ? 8_000 : 20)}`);
    const replies = await Promise.all(
      bodies.map((body) => said(port, `MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n${body}.\r\nQUIT\r\n`)),
    );
    expect(replies.map((each) => each.at(-2)?.slice(0, 9))).toEqual(bodies.map(() => '250 2.0.0'));
    const kept = await contentsOf(folder);
    const trace = 'Return-Path: <a@x>\r\nDelivered-To: b@x\r\n';
    expect(kept.toSorted()).toEqual(bodies.map((body) => trace + body).toSorted());
  });
});

describe('nothing is kept', () => {
  test.each([
    ['of a message that is reset', `${ENVELOPE}BDAT 3\r\nabcRSET\r\nQUIT\r\n`],
    ['of a message that never ends', `${ENVELOPE}DATA\r\nabc`],
    ['of a message without recipients', 'MAIL FROM:<a@x>\r\nBDAT 3 LAST\r\nabcQUIT\r\n'],
    ['of a message that is too large', `${ENVELOPE}DATA\r\n${'x'.repeat(200)}\r\n.\r\nQUIT\r\n`],
  ])('%s', async (_, words) => {
    const folder = await temporaryFolder();
    const { port, failures } = await keeping(folder, 'eml', { sizeLimit: 100 });
    await said(port, words);
    await eventually('an empty folder', async () => (await readdir(folder)).length === 0);
    expect(failures).toEqual([]);
  });

  test('of a client that goes away while the disk is slow', () => {
    const discard = vi.fn<() => void>();
    const slow: MailToKeep = {
      write: () => new Promise(() => {}),
      keep: () => new Promise(() => {}),
      discard,
    };
    const conversation = new BuiltInConversation(DEFAULT_PROFILE, { begin: () => slow });
    conversation.receive(Buffer.from(`EHLO a\r\n${ENVELOPE}DATA\r\nabc`));
    expect(conversation.pending).not.toBeNull();
    conversation.abandon();
    expect(discard).toHaveBeenCalledOnce();
  });

  test('when the disk is full, and the client learns it: 452 4.3.1', async (context) => {
    const size = 4 * 1024 * 1024;
    const disk = await smallDisk(context, size);
    const { port, failures } = await keeping(join(disk, 'mail'));
    const filler = await fillDisk(disk, size, 64 * 1024);
    const big = `${ENVELOPE}DATA\r\n${`${'x'.repeat(998)}\r\n`.repeat(200)}.\r\nQUIT\r\n`;
    expect((await said(port, big)).at(-2)).toBe('452 4.3.1 The message could not be kept: the disk is full');
    expect(failures).toEqual(['ENOSPC']);
    expect(await readdir(join(disk, 'mail'))).toEqual([]);
    await rm(filler);
    expect((await said(port, big)).at(-2)).toMatch(/^250 2\.0\.0 OK: /);
    expect(failures).toEqual(['ENOSPC', null]);
  });

  test('when the folder is gone: 451 4.3.0', async () => {
    const folder = join(await temporaryFolder(), 'mail');
    const { port, failures } = await keeping(folder);
    await rm(folder, { recursive: true });
    expect((await said(port, `${ENVELOPE}DATA\r\nx\r\n.\r\nQUIT\r\n`)).at(-2)).toBe(
      '451 4.3.0 The message could not be kept: ENOENT',
    );
    expect(failures).toEqual(['ENOENT']);
  });
});

describe('a folder that cannot take mail is refused at once', () => {
  test('where there is a file', async () => {
    const path = join(await temporaryFolder(), 'file');
    await writeFile(path, '');
    await expect(MailFolder.open(path, 'eml')).rejects.toMatchObject({ code: 'EEXIST', folder: path });
    await expect(MailFolder.open(join(path, 'mail'), 'eml')).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  test.skipIf(process.getuid?.() === 0)('where one may not write', async () => {
    const folder = join(await temporaryFolder(), 'closed');
    await mkdir(folder);
    await chmod(folder, 0o500);
    await expect(MailFolder.open(folder, 'eml')).rejects.toThrow(MailFolderError);
  });
});
