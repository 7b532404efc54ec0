import { openSessions } from '../../app/capture/session-source.ts';
import type { RuleSet } from '../../app/rules/rule-set.ts';
import type { PrintArguments } from './arguments.ts';
import { OpenedFiles } from './opened-files.ts';
import { outputTo } from './output.ts';
import { Printer } from './printer.ts';
import { endSignal } from './signals.ts';

/** What `show` is called with. */
export interface ShowArguments extends PrintArguments {
  /** What these rules would have done stands behind the lines. */
  readonly rules?: RuleSet;
}

/**
 * Prints saved sessions, all that a capture folder holds, or the conversations in a packet capture. One that cannot be
 * read does not keep back the others. Resolves to the exit code.
 */
export async function show(paths: readonly string[], options: ShowArguments): Promise<number> {
  const output = outputTo(process.stdout);
  const opened = new OpenedFiles((words) => process.stderr.write(`${words}\n`));
  // What was brought in is to be gone then, too.
  endSignal().addEventListener('abort', () => process.exit(1));
  const files: string[] = [];
  const failures: string[] = [];
  for (const path of paths) {
    const found = await opened.open(path);
    files.push(...found.files);
    if (found.failure !== null) failures.push(found.failure);
  }
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
  await opened.close();
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  return failures.length === 0 ? 0 : 1;
}

/** Whether a file holds more than one session: short ones share a file. */
async function holdsSeveral(file: string | undefined): Promise<boolean> {
  if (file === undefined) return false;
  const loaded = await openSessions(file);
  return loaded.ok && loaded.sources.length > 1;
}
