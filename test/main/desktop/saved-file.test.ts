import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeSavedFile } from '../../../main/desktop/saved-file.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'smtp-spy-text-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function* lines(...texts: string[]) {
  yield* texts;
}

test('takes the place of what stood there', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'a.txt');
  await writeFile(path, 'a longer text that was there before', { mode: 0o644 });
  await writeSavedFile(path, () => lines('c> EHLO ä\n', 's< 250 ok\n'));
  expect(await readFile(path, 'utf8')).toBe('c> EHLO ä\ns< 250 ok\n');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test.skipIf(process.platform === 'win32')(
  'is for its owner only, also where the old one was not',
  async () => {
    const path = join(await temporaryFolder(), 'a.txt');
    await writeFile(path, '', { mode: 0o644 });
    await writeSavedFile(path, () => lines('secret'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  },
);

test('leaves what stood there when the text cannot be made to its end', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'a.txt');
  await writeFile(path, 'before');
  const writing = writeSavedFile(path, async function* () {
    yield 'half';
    throw new Error('the capture is gone');
  });
  await expect(writing).rejects.toThrow('the capture is gone');
  expect(await readFile(path, 'utf8')).toBe('before');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('rejects with Node’s own error where there is no such folder', async () => {
  const writing = writeSavedFile(join(await temporaryFolder(), 'nowhere', 'a.txt'), () => lines('text'));
  await expect(writing).rejects.toMatchObject({ code: 'ENOENT' });
});

test('makes room for itself beside a name as long as names get', async () => {
  const folder = await temporaryFolder();
  const name = `${'n'.repeat(251)}.txt`;
  await writeSavedFile(join(folder, name), () => lines('text'));
  expect(await readdir(folder)).toEqual([name]);
});
