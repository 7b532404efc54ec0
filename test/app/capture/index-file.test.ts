import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { CaptureLibrary } from '../../../app/capture/capture-library.ts';
import { eraseSessions } from '../../../app/capture/erase-sessions.ts';
import { listSessionFiles } from '../../../app/capture/folder.ts';
import { readRows } from '../../../app/capture/row-reader.ts';
import type { SessionSource } from '../../../app/capture/session-source.ts';
import { eventually } from '../../support/eventually.ts';
import type { Said } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { recordedFile } from './recording.ts';

const LINES = 60_000;
const INDEX = '00000001.index';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  const said: Said[] = [
    ['s', '220 a\r\n'],
    ['c', 'EHLO b\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n'],
    ['s', '250-a\r\n250 SIZE 100\r\n250 ok\r\n250 ok\r\n354 go\r\n'],
  ];
  for (let line = 0; line < LINES; line += 1_000) {
    const words = Array.from({ length: 1_000 }, (_, at) => `line ${line + at} of many\r\n`);
    said.push(['c', words.join('')]);
  }
  await recordedFile(folder, [...said, ['c', '.\r\n'], ['s', '250 2.0.0 ok\r\n']]);
});

/** The session, found by a program of this version, as far as it is known at once. */
async function found(version: string): Promise<SessionSource> {
  const files = await listSessionFiles(folder);
  const library = await CaptureLibrary.open({ directory: folder, files, live: [] }, { version });
  const source = await library.find(1);
  if (source === null) throw new Error('there is no session');
  return source;
}

/** The session whose index has just been made and kept. */
async function indexed(version = '1.2.3'): Promise<SessionSource> {
  const source = await found(version);
  expect(source.index.isOpen).toBe(true);
  await source.catchUp();
  await eventually('the index', async () => (await readdir(folder)).includes(INDEX));
  return source;
}

describe('a long session that has been read once', () => {
  test('is known at once after a restart, in every row and in all that is told of it', async () => {
    const before = await indexed();
    const after = await found('1.2.3');
    expect(after.index.isOpen).toBe(false);
    expect(after.index.summary()).toEqual(before.index.summary());
    expect(after.index.facets()).toEqual(before.index.facets());
    expect(after.index.rows).toBe(before.index.rows);
    for (const from of [0, 5, LINES / 2, before.index.rows - 30]) {
      expect(await readRows(after, from, from + 40, false)).toEqual(
        await readRows(before, from, from + 40, false),
      );
    }
    const folds = (source: SessionSource) => {
      const { folds } = source.index;
      return Array.from({ length: folds.count }, (_, place) => folds.at(place));
    };
    expect(folds(after)).toEqual(folds(before));
    await after.catchUp();
    expect(after.index.summary()).toEqual(before.index.summary());
  });

  test('has its index for the owner alone', async () => {
    await indexed();
    expect((await stat(join(folder, INDEX))).mode & 0o777).toBe(0o600);
  });

  test('loses its index when it is deleted', async () => {
    await indexed();
    expect(await eraseSessions(folder, { first: 1, last: 1 }, () => true)).toBe(true);
    expect(await readdir(folder)).not.toContain(INDEX);
  });

  test.each([
    ['another version of the program made it', async () => {}, '1.2.4'],
    ['it is damaged', async () => writeFile(join(folder, INDEX), 'nonsense'), '1.2.3'],
    [
      'the record is another',
      async () => writeFile(join(folder, '00000001.session'), '!', { flag: 'a' }),
      '1.2.3',
    ],
  ])('is read anew where %s', async (_why, change, version) => {
    await indexed();
    await change();
    const source = await found(version);
    expect(source.index.isOpen).toBe(true);
    await source.catchUp();
    expect(source.index.lines).toBe(LINES + 12);
  });
});
