import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readInTurn } from '../../../app/capture/reading-turns.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function someFile(): Promise<string> {
  const path = join(await temporaryFolder(), 'file');
  await writeFile(path, 'words');
  return path;
}

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2));
}

test('a thousand reads have few files open at a time, and all come to their end', async () => {
  const path = await someFile();
  let open = 0;
  let most = 0;
  const read = () =>
    readInTurn(path, async (file) => {
      open += 1;
      most = Math.max(most, open);
      await soon();
      open -= 1;
      return file.readFile('utf8');
    });
  const texts = await Promise.all(Array.from({ length: 1_000 }, read));
  expect(new Set(texts)).toEqual(new Set(['words']));
  expect(most).toBe(16);
});

test('whoever came last is next', async () => {
  const path = await someFile();
  const order: number[] = [];
  const reads = Array.from({ length: 40 }, (_, at) =>
    readInTurn(path, async () => {
      await soon();
      order.push(at);
    }),
  );
  await Promise.all(reads);
  expect(order.indexOf(39)).toBeLessThan(order.indexOf(16));
});

test('a read that fails leaves its turn to the next', async () => {
  const path = await someFile();
  const missing = Array.from({ length: 50 }, () => readInTurn(`${path}.missing`, soon));
  const failing = Array.from({ length: 50 }, () =>
    readInTurn(path, async () => {
      throw new Error('no');
    }),
  );
  const results = await Promise.allSettled([...missing, ...failing]);
  expect(results.map(({ status }) => status)).not.toContain('fulfilled');
  expect(await readInTurn(path, async (file) => file.readFile('utf8'))).toBe('words');
});
