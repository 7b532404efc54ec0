import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sessionFileName } from '../../app/capture/folder.ts';
import { openSessions } from '../../app/capture/session-source.ts';
import { importCapture, isCaptureFile } from '../../app/exchange/import-capture.ts';
import { describeCaptureProblem, describeImport } from '../../app/exchange/import-words.ts';
import { VERSION } from '../version.ts';
import { describeFailure } from './failure-words.ts';

/** A capture folder that holds what some files hold. */
export interface OpenedFiles {
  readonly directory: string;
  /** Deletes the folder, if it was made for this. */
  close(): Promise<void>;
}

/**
 * Brings session files and packet captures into one folder, so that a viewer shows them as it shows any; a capture folder
 * is shown as it is. `tell` gets, a line at a time, what is worth knowing of each file, and why one cannot be shown.
 * Rejects as making a folder does.
 */
export async function openFiles(
  paths: readonly string[],
  tell: (words: string) => void,
): Promise<OpenedFiles> {
  const [only] = paths;
  if (paths.length === 1 && only !== undefined && (await isFolder(only))) {
    return { directory: only, close: () => Promise.resolve() };
  }
  const directory = await mkdtemp(join(tmpdir(), 'smtp-spy-'));
  for (const path of paths) {
    try {
      await bringIn(path, directory, tell);
    } catch (error) {
      tell(describeFailure(error));
    }
  }
  return { directory, close: () => rm(directory, { recursive: true, force: true }) };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function bringIn(path: string, directory: string, tell: (words: string) => void): Promise<void> {
  if (await isFolder(path)) {
    tell(`${path} is a folder: open it alone, or name files.`);
  } else if (await isCaptureFile(path)) {
    const imported = await importCapture(path, { directory, version: VERSION });
    if (imported.problem?.code !== 'not-a-capture') tell(`${path}: ${describeImport(imported)}.`);
    if (imported.problem !== null) tell(describeCaptureProblem(path, imported.problem));
  } else {
    await copySessions(path, directory, tell);
  }
}

async function copySessions(path: string, directory: string, tell: (words: string) => void): Promise<void> {
  const opened = await openSessions(path);
  if (!opened.ok) return tell(opened.problem.text);
  const numbers = opened.sources.map((source) => source.session);
  const range = { first: Math.min(...numbers), last: Math.max(...numbers) };
  // Sessions of the same number, from different folders, cannot stand in one.
  await copyFile(path, join(directory, sessionFileName(range)), constants.COPYFILE_EXCL);
}
