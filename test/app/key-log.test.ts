import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openKeyLog } from '../../app/key-log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const line = (secret: string) => Buffer.from(`CLIENT_RANDOM ${'00'.repeat(32)} ${secret}\n`);

test('a key log is for its owner alone, and is added to', async () => {
  const path = join(await temporaryFolder(), 'keys');
  for (const secret of ['aa', 'bb']) {
    const log = await openKeyLog(path, () => {});
    log.write(line(secret));
    await log.close();
  }
  expect(await readFile(path, 'utf8')).toBe(`${line('aa').toString()}${line('bb').toString()}`);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a key log that is closed takes nothing more, and harms nobody', async () => {
  const path = join(await temporaryFolder(), 'keys');
  const log = await openKeyLog(path, () => {});
  await log.close();
  log.write(line('aa'));
  await log.close();
  expect(await readFile(path, 'utf8')).toBe('');
});

test('a key log on a full disk says so once', async () => {
  const failures: string[] = [];
  const log = await openKeyLog('/dev/full', (error) => failures.push(error.message));
  log.write(line('aa'));
  log.write(line('bb'));
  await log.close();
  expect(failures).toEqual([expect.stringContaining('ENOSPC')]);
});

test('a key log that cannot be opened is an error of the system', async () => {
  const folder = join(await temporaryFolder(), 'folder');
  await mkdir(folder);
  await expect(openKeyLog(folder, () => {})).rejects.toMatchObject({ code: 'EISDIR', path: folder });
});
