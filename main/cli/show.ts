import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listSessionFiles, sessionFileName } from '../../app/capture/folder.ts';
import { openSessions } from '../../app/capture/session-source.ts';
import type { PrintArguments } from './arguments.ts';
import { describeFailure } from './failure-words.ts';
import { outputTo } from './output.ts';
import { Printer } from './printer.ts';

/**
 * Prints saved sessions, or all that a capture folder holds. One that cannot be read does not keep back the others.
 * Resolves to the exit code.
 */
export async function show(paths: readonly string[], options: PrintArguments): Promise<number> {
  const output = outputTo(process.stdout);
  const { files, failures } = await sessionFiles(paths);
  const printer = new Printer([output], {
    ...options,
    numbered: files.length > 1 || (await holdsSeveral(files[0])),
  });
  for (const file of files) {
    if (output.closed) break;
    const loaded = await openSessions(file);
    if (!loaded.ok) failures.push(loaded.problem.text);
    else for (const source of loaded.sources) await printer.print(source);
  }
  await output.end();
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  return failures.length === 0 ? 0 : 1;
}

/** The files that the paths name, a folder standing for the sessions in it; and why some name none. */
async function sessionFiles(paths: readonly string[]): Promise<{ files: string[]; failures: string[] }> {
  const files: string[] = [];
  const failures: string[] = [];
  for (const path of paths) {
    try {
      const isFolder = (await stat(path)).isDirectory();
      if (!isFolder) files.push(path);
      else for (const range of await listSessionFiles(path)) files.push(join(path, sessionFileName(range)));
    } catch (error) {
      failures.push(describeFailure(error));
    }
  }
  return { files, failures };
}

/** Whether a file holds more than one session: short ones share a file. */
async function holdsSeveral(file: string | undefined): Promise<boolean> {
  if (file === undefined) return false;
  const loaded = await openSessions(file);
  return loaded.ok && loaded.sources.length > 1;
}
