import { appendFile, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Annotations } from '../../../app/capture/annotations.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const one = (session: number) => [{ first: session, last: session }];

describe('what people say of sessions', () => {
  test('is there when the folder is opened again, the last word counting', async () => {
    const folder = await temporaryFolder();
    const annotations = await Annotations.open(folder);
    await annotations.add({ what: 'pin', sessions: [{ first: 3, last: 5 }] });
    await annotations.add({ what: 'unpin', sessions: one(4) });
    await annotations.add({ what: 'note', session: 3, text: 'ask Ann #invoice\nsecond line ☃' });
    await annotations.add({ what: 'note', session: 5, text: 'wrong' });
    await annotations.add({ what: 'note', session: 5, text: '' });
    await annotations.add({ what: 'delete', sessions: [{ first: 7, last: 9 }] });
    await annotations.add({ what: 'restore', sessions: one(8) });
    for (const read of [annotations, await Annotations.open(folder)]) {
      expect([3, 4, 5, 6].filter((session) => read.isPinned(session))).toEqual([3, 5]);
      expect(read.noteOf(3)).toBe('ask Ann #invoice\nsecond line ☃');
      expect(read.noteOf(5)).toBe('');
      expect([6, 7, 8, 9].filter((session) => read.isDeleted(session))).toEqual([7, 9]);
      expect(read.highest).toBe(9);
    }
  });

  test('can be read by the owner alone', async () => {
    const folder = await temporaryFolder();
    await (await Annotations.open(folder)).add({ what: 'pin', sessions: one(1) });
    expect((await stat(join(folder, 'annotations'))).mode & 0o777).toBe(0o600);
  });

  test('survives a last line that was cut short anywhere, and lines of another version', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'annotations');
    const annotations = await Annotations.open(folder);
    await annotations.add({ what: 'pin', sessions: one(1) });
    const { size: whole } = await stat(path);
    await annotations.add({ what: 'pin', sessions: one(2) });
    const bytes = await readFile(path);
    for (let length = whole; length < bytes.length; length += 1) {
      await truncate(path, length);
      const again = await Annotations.open(folder);
      expect(again.isPinned(1)).toBe(true);
      await again.add({ what: 'delete', sessions: one(3) });
      const after = await Annotations.open(folder);
      expect([after.isPinned(1), after.isDeleted(3)]).toEqual([true, true]);
    }
    await appendFile(path, '{"what":"paint","sessions":[[1,1]]}\n[]\n{"what":"pin","sessions":[[9,2]]}\n');
    expect((await Annotations.open(folder)).isPinned(1)).toBe(true);
  });

  test('is taken in from other processes', async () => {
    const folder = await temporaryFolder();
    const mine = await Annotations.open(folder);
    const theirs = await Annotations.open(folder);
    await theirs.add({ what: 'pin', sessions: one(2) });
    expect(await mine.readOn()).toBe(true);
    expect(mine.isPinned(2)).toBe(true);
    expect(await mine.readOn()).toBe(false);
  });
});
