import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listSessionFiles, sessionFileName } from '../../app/capture/folder.ts';
import { openSessions } from '../../app/capture/session-source.ts';
import type { PrintArguments } from './arguments.ts';
import { CapturesFromElsewhere } from './captures-from-elsewhere.ts';
import { describeFailure } from './failure-words.ts';
import { outputTo } from './output.ts';
import { Printer } from './printer.ts';

/**
 * Prints saved sessions, all that a capture folder holds, or the conversations in a packet capture. One that cannot be
 * read does not keep back the others. Resolves to the exit code.
 */
export async function show(paths: readonly string[], options: PrintArguments): Promise<number> {
  const output = outputTo(process.stdout);
  const { files, failures } = await sessionFiles(paths);
  const numbered = files.length > 1 || (await holdsSeveral(files[0]));
  for (const file of files) {
    if (output.closed) break;
    // Files from different folders may hold sessions of the same number: each is printed.
    const printer = new Printer([output], { ...options, numbered });
    const loaded = await openSessions(file);
    if (!loaded.ok) failures.push(loaded.problem.text);
    else for (const source of loaded.sources) await printer.print(source);
  }
  await output.end();
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  return failures.length === 0 ? 0 : 1;
}

/** The session files that the paths name, or stand for: a folder or a packet capture; and why some name none. */
async function sessionFiles(paths: readonly string[]): Promise<{ files: string[]; failures: string[] }> {
  const files: string[] = [];
  const failures: string[] = [];
  const captures = new CapturesFromElsewhere((words) => process.stderr.write(`${words}\n`));
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) {
        for (const range of await listSessionFiles(path)) files.push(join(path, sessionFileName(range)));
        continue;
      }
      const capture = await captures.open(path);
      files.push(...(capture?.files ?? [path]));
      if (capture !== null && capture.failure !== null) failures.push(capture.failure);
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
