import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readKeptFile } from '../../../app/capture/kept-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.advanceTimersByTime(5_000);
  vi.useRealTimers();
});

async function someFile(words: string): Promise<string> {
  const path = join(await temporaryFolder(), 'file');
  await writeFile(path, words);
  return path;
}

async function read(path: string): Promise<string> {
  return readKeptFile(path, async (file) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(100), 0, 100, 0);
    return buffer.toString('latin1', 0, bytesRead);
  });
}

/** Reads from a file whose name is gone: that goes as long as it is open. */
async function isOpen(path: string): Promise<boolean> {
  try {
    await read(path);
    return true;
  } catch {
    return false;
  }
}

test('a file that is read from again and again stays open, and is closed when nobody has for a moment', async () => {
  const path = await someFile('words');
  expect(await read(path)).toBe('words');
  await unlink(path);
  for (let second = 0; second < 5; second += 1) {
    vi.advanceTimersByTime(1_000);
    expect(await isOpen(path)).toBe(true);
  }
  vi.advanceTimersByTime(2_000);
  expect(await isOpen(path)).toBe(false);
});

test('few files are kept open: those used last', async () => {
  const paths = await Promise.all(Array.from({ length: 70 }, (_, at) => someFile(String(at))));
  for (const path of paths) await read(path);
  for (const path of paths) await unlink(path);
  const open = [];
  for (const path of paths.toReversed()) open.push(await isOpen(path));
  expect(open.lastIndexOf(true)).toBe(63);
  expect(open.indexOf(false)).toBe(64);
});

test('one that somebody reads from is not closed', async () => {
  const path = await someFile('words');
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  let begin: () => void = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const reading = readKeptFile(path, async (file) => {
    begin();
    await finished;
    return file.readFile('latin1');
  });
  await begun;
  for (let at = 0; at < 70; at += 1) await read(await someFile(String(at)));
  vi.advanceTimersByTime(5_000);
  finish();
  expect(await reading).toBe('words');
});

test('one that could not be opened is tried again', async () => {
  const path = join(await temporaryFolder(), 'file');
  await expect(read(path)).rejects.toMatchObject({ code: 'ENOENT' });
  await writeFile(path, 'words');
  expect(await read(path)).toBe('words');
});
