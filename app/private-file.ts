import { randomBytes } from 'node:crypto';
import { constants, copyFile, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Files that only their owner may read, in folders that only their owner may look into: settings and keys. */

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** A file's text; null where there is no such file. Rejects where there is one that cannot be read. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/**
 * Writes a text under a name that it gets when it is whole, and makes the folder where there is none. With `replaces` false a
 * file that is there already stays, and it resolves to false: another process was first. Rejects as writing a file does.
 */
export async function writeWhole(path: string, text: string, replaces = true): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE });
  const unfinished = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    await writeUnfinished(unfinished, text);
    if (replaces) await rename(unfinished, path);
    else await giveName(unfinished, path);
    return true;
  } catch (error) {
    if (!replaces && hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Moves a file that cannot be understood out of the way. Resolves to its new path; null where it could not be moved. */
export async function setAside(path: string): Promise<string | null> {
  const aside = `${path}.unreadable-${new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)}`;
  return await rename(path, aside).then(
    () => aside,
    () => null,
  );
}

async function writeUnfinished(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Rejects with EEXIST where the name is taken. */
async function giveName(unfinished: string, path: string): Promise<void> {
  try {
    await link(unfinished, path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw error;
    // A disk without hard links: a memory stick, a folder of another system.
    await copyFile(unfinished, path, constants.COPYFILE_EXCL);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
