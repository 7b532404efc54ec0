import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sessionFileName } from '../capture/folder.ts';
import { openSessions } from '../capture/session-source.ts';

/**
 * Copies a session file into a capture folder, under the name that its sessions' numbers ask for. Resolves to why it could
 * not, for people; null where it could. Rejects as reading and writing files does.
 */
export async function copySessions(file: string, folder: string): Promise<string | null> {
  const opened = await openSessions(file);
  if (!opened.ok) return opened.problem.text;
  const numbers = opened.sources.map((source) => source.session);
  const range = { first: Math.min(...numbers), last: Math.max(...numbers) };
  try {
    await copyFile(file, join(folder, sessionFileName(range)), constants.COPYFILE_EXCL);
    return null;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return `${basename(file)}: its session ${range.first} has the number of one that is shown already. Open it alone.`;
  }
}
