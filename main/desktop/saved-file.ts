import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileSource } from '../../app/viewer-connection.ts';

/**
 * Writes a file that only its owner can read. It appears under its name when it is whole: until then, and
 * when writing fails, what stood there before stays. Rejects with Node's own error.
 */
export async function writeSavedFile(path: string, write: FileSource): Promise<void> {
  const unfinished = join(
    dirname(path),
    `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.part`,
  );
  try {
    await writeUnfinished(unfinished, write);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function writeUnfinished(path: string, write: FileSource): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const piece of write()) await file.appendFile(piece, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}
