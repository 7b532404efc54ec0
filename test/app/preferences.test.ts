import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIRST_PREFERENCES } from '../../app/contract.ts';
import { openPreferences } from '../../app/preferences.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('preferences', () => {
  test('are kept from one start to the next', async () => {
    const folder = join(await temporaryFolder(), 'data');
    const preferences = await openPreferences(folder);
    expect(preferences.values).toEqual(FIRST_PREFERENCES);
    await preferences.change({ theme: 'dark' });
    await preferences.change({ listWidth: 400 });
    expect((await openPreferences(folder)).values).toEqual({
      ...FIRST_PREFERENCES,
      theme: 'dark',
      listWidth: 400,
    });
    expect(await readdir(folder)).toEqual(['preferences.json']);
  });

  test.skipIf(process.platform === 'win32')('are in a file that only their owner can read', async () => {
    const folder = await temporaryFolder();
    await (await openPreferences(folder)).change({ theme: 'dark' });
    expect((await stat(join(folder, 'preferences.json'))).mode & 0o777).toBe(0o600);
  });

  test('of two programs at a time do not undo each other', async () => {
    const folder = await temporaryFolder();
    const [one, other] = [await openPreferences(folder), await openPreferences(folder)];
    await one.change({ theme: 'dark' });
    await other.change({ textSize: 150 });
    expect((await openPreferences(folder)).values).toMatchObject({ theme: 'dark', textSize: 150 });
  });

  test('that follow each other quickly are all kept', async () => {
    const folder = await temporaryFolder();
    const preferences = await openPreferences(folder);
    await Promise.all([preferences.change({ theme: 'dark' }), preferences.change({ theme: 'light' })]);
    expect((await openPreferences(folder)).values.theme).toBe('light');
  });

  test('keep what another version knows, and read the rest', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'preferences.json');
    await writeFile(path, '{"theme":"sepia","textSize":150,"fromTomorrow":[1]}');
    const preferences = await openPreferences(folder);
    expect(preferences.values).toEqual({ ...FIRST_PREFERENCES, textSize: 150 });
    await preferences.change({ listShown: false });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ fromTomorrow: [1], listShown: false });
  });

  test('that are no JSON are set aside, and it is said where', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'preferences.json'), '{ "theme": "da');
    const { values, problem } = await openPreferences(folder);
    expect(values).toEqual(FIRST_PREFERENCES);
    const [aside = ''] = await readdir(folder);
    expect(await readFile(join(folder, aside), 'utf8')).toBe('{ "theme": "da');
    expect(problem?.remedy).toContain(aside);
  });

  test('that cannot be kept hold all the same, and it is said', async () => {
    const folder = join(await temporaryFolder(), 'file');
    await writeFile(folder, '');
    const preferences = await openPreferences(folder);
    await expect(preferences.change({ theme: 'dark' })).rejects.toThrow(/ENOTDIR|EEXIST/);
    expect(preferences.values.theme).toBe('dark');
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'that may not be read are said to be so',
    async () => {
      const folder = await temporaryFolder();
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'preferences.json'), '{}');
      await chmod(join(folder, 'preferences.json'), 0);
      expect((await openPreferences(folder)).problem?.text).toContain('could not be read');
    },
  );
});
