import { appendFile, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { NumberLedger } from '../../../app/capture/number-ledger.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function ledgerOf(folder: string, used = 0): NumberLedger {
  const ledger = new NumberLedger(folder, used);
  onTestFinished(() => ledger.close());
  return ledger;
}

test('gives out each number once, from one on', async () => {
  const ledger = ledgerOf(await temporaryFolder());
  expect(await Promise.all([ledger.take(1), ledger.take(3), ledger.take(1)])).toEqual([1, 2, 5]);
});

test('gives out each number once, to all who share a folder', async () => {
  const folder = await temporaryFolder();
  const ledgers = [ledgerOf(folder), ledgerOf(folder), ledgerOf(folder)];
  const counts = Array.from({ length: 300 }, (_, index) => 1 + (index % 4));
  const taken = await Promise.all(
    counts.map(async (count, index) => {
      const first = (await ledgers[index % 3]?.take(count)) ?? 0;
      return Array.from({ length: count }, (_, at) => first + at);
    }),
  );
  const numbers = taken.flat().sort((one, other) => one - other);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
});

test('goes on where it was, after a restart', async () => {
  const folder = await temporaryFolder();
  await ledgerOf(folder).take(7);
  expect(await ledgerOf(folder, 7).take(1)).toBe(8);
});

test('leaves out the numbers of files that came from elsewhere, and of all where it was deleted', async () => {
  const folder = await temporaryFolder();
  expect(await ledgerOf(folder, 12).take(1)).toBe(13);
  await rm(join(folder, 'numbers'));
  expect(await ledgerOf(folder, 13).take(1)).toBe(14);
});

test('makes no file before it is needed, and then one for the owner alone', async () => {
  const folder = await temporaryFolder();
  const ledger = ledgerOf(folder);
  await expect(stat(join(folder, 'numbers'))).rejects.toThrow(/ENOENT/);
  await ledger.take(1);
  expect((await stat(join(folder, 'numbers'))).mode & 0o777).toBe(0o600);
});

test.each([1, 7, 11])('goes on when the disk took only %d bytes of the last item', async (length) => {
  const folder = await temporaryFolder();
  await ledgerOf(folder).take(5);
  await appendFile(join(folder, 'numbers'), Buffer.alloc(length, 0xff));
  const again = ledgerOf(folder, 5);
  expect([await again.take(1), await again.take(1)]).toEqual([6, 7]);
});

test('tries again after it could not be opened', async () => {
  const folder = join(await temporaryFolder(), 'not yet');
  const ledger = ledgerOf(folder);
  await expect(ledger.take(1)).rejects.toThrow(/ENOENT/);
  await mkdir(folder);
  expect(await ledger.take(1)).toBe(1);
});
