import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect } from 'vitest';
import type { SessionSource } from '../../../app/capture/session-source.ts';
import { messageArchive } from '../../../app/exchange/message-archive.ts';
import { ZipWriter } from '../../../app/exchange/zip-writer.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { programTest } from '../../support/programs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { recordedScript } from './exported.ts';

const run = promisify(execFile);

const mail = (content: string): ConversationScript => [
  ['s', '220 mx.example ESMTP\r\n'],
  ['c', 'EHLO client.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n'],
  ['s', '250 mx.example\r\n250 ok\r\n250 ok\r\n354 go\r\n'],
  ['c', `${content}.\r\n`],
  ['s', '250 ok\r\n'],
];

async function* each(...sources: readonly SessionSource[]) {
  yield* sources;
}

/** Writes pieces into a file, and resolves to its path. */
async function written(pieces: AsyncIterable<string | Uint8Array>): Promise<string> {
  const path = join(await temporaryFolder(), 'archive.zip');
  await writeFile(path, pieces);
  return path;
}

/** What Python's own reader of zip archives finds in one: it checks each file's sum. */
async function unpacked(path: string): Promise<Readonly<Record<string, string>>> {
  const folder = join(await temporaryFolder(), 'unpacked');
  await mkdir(folder);
  await run('python3', ['-m', 'zipfile', '-t', path]);
  await run('python3', ['-m', 'zipfile', '-e', path, folder]);
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(folder, name), 'latin1')] as const),
    ),
  );
}

/** Temporary folders of archives that are being made. */
const leftovers = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('smtp-spy-messages-'));

describe('messages in an archive', () => {
  programTest(['python3'], 'are each a file, exactly as they were said', async () => {
    const before = await leftovers();
    const first = await recordedScript(mail('Subject: a\r\n\r\n..dot\r\n\xff\n'));
    const without = await recordedScript([['s', '220 mx.example ESMTP\r\n']]);
    const path = await written(messageArchive(each(first, without)));
    expect(await unpacked(path)).toEqual({ 'session-1-message-1.eml': 'Subject: a\r\n\r\n.dot\r\n\xff\n' });
    expect(await leftovers()).toEqual(before);
  });

  programTest([], 'leave nothing behind where nobody wants the archive any more', async () => {
    const before = await leftovers();
    for await (const piece of messageArchive(each(await recordedScript(mail('a\r\n'))))) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(await leftovers()).toEqual(before);
  });
});

describe('a zip archive', () => {
  programTest(['python3'], 'holds a file that is not read in one go', async () => {
    const file = join(await temporaryFolder(), 'large');
    const text = 'a line of a long message\r\n'.repeat(100_000);
    await writeFile(file, text);
    const zip = new ZipWriter();
    async function* pieces() {
      yield* zip.file('large.eml', file, new Date());
      yield* zip.file('again.eml', file, new Date());
      yield zip.end();
    }
    expect(await unpacked(await written(pieces()))).toEqual({ 'large.eml': text, 'again.eml': text });
  });

  programTest(['python3'], 'holds more files than its first form can count', async () => {
    const zip = new ZipWriter();
    const time = new Date(2026, 10, 25, 17, 30, 12);
    const files = Array.from({ length: 66_000 }, (_, n) => zip.content(`ü-${n}`, Buffer.from('x'), time));
    const path = join(await temporaryFolder(), 'archive.zip');
    await writeFile(path, Buffer.concat([...files, zip.end()]));
    const script = `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
print(len(z.namelist()), z.namelist()[-1], z.infolist()[-1].date_time, z.read('ü-65999'))`;
    const { stdout } = await run('python3', ['-c', script, path]);
    expect(stdout).toBe(`66000 ü-65999 (2026, 11, 25, 17, 30, 12) b'x'\n`);
  });
});
