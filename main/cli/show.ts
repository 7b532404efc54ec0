import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listSessionFiles, sessionFileName } from '../../app/capture/folder.ts';
import { openSessions } from '../../app/capture/session-source.ts';
import type { PrintArguments } from './arguments.ts';
import { outputTo } from './output.ts';
import { Printer } from './printer.ts';

/** Prints saved sessions, or all that a capture folder holds. Resolves to the exit code. */
export async function show(paths: readonly string[], options: PrintArguments): Promise<number> {
  const output = outputTo(process.stdout);
  const files = await sessionFiles(paths);
  const printer = new Printer([output], {
    ...options,
    numbered: files.length > 1,
    terminal: process.stdout.isTTY,
  });
  let exitCode = 0;
  for (const file of files) {
    if (output.closed) break;
    const loaded = await openSessions(file);
    if (loaded.ok) {
      for (const source of loaded.sources) await printer.print(source);
    } else {
      process.stderr.write(`${loaded.problem.text}\n`);
      exitCode = 1;
    }
  }
  await output.end();
  return exitCode;
}

/** The files that the paths name: a folder stands for the sessions in it. */
async function sessionFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) files.push(path);
    else for (const range of await listSessionFiles(path)) files.push(join(path, sessionFileName(range)));
  }
  return files;
}
