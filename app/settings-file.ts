import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FILE_MODE, FOLDER_MODE } from './capture/folder.ts';

/** What stood in a settings file: JSON, nothing at all, or something that is none. */
export type SettingsRead =
  | { readonly found: 'json'; readonly value: unknown }
  | { readonly found: 'nothing' }
  /** It has been set aside under that path, so that nothing is lost; null where it could not be. */
  | { readonly found: 'unreadable'; readonly setAside: string | null };

/** Reads a settings file; what is no JSON is set aside. Rejects where there is a file that cannot be read at all. */
export async function readSettingsFile(path: string): Promise<SettingsRead> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { found: 'nothing' };
    throw error;
  }
  try {
    return { found: 'json', value: JSON.parse(text) };
  } catch {
    return { found: 'unreadable', setAside: await setAside(path) };
  }
}

/** Keeps a broken file beside its place, and returns where. */
export async function setAside(path: string): Promise<string | null> {
  const aside = `${path}.unreadable-${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}`;
  return await rename(path, aside).then(
    () => aside,
    () => null,
  );
}

/**
 * Writes a settings file for its owner only. It is there whole or as it was before, also when the program ends meanwhile.
 * Rejects with Node's own error.
 */
export async function writeSettingsFile(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE });
  const unfinished = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    const file = await open(unfinished, 'wx', FILE_MODE);
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
