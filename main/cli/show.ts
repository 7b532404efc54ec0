import type { RuleSet } from '../../app/rules/rule-set.ts';
import { capturesDirectoryOf, type FolderArguments, type PrintArguments } from './arguments.ts';
import { OpenedSessions } from './opened-sessions.ts';
import { outputTo } from './output.ts';
import { Printer } from './printer.ts';
import { UsageError } from './usage-error.ts';

/** What `show` is called with. */
export interface ShowArguments extends FolderArguments, PrintArguments {
  /** Only the session of this number. */
  readonly session?: number;
  /** What these rules would have done stands behind the lines. */
  readonly rules?: RuleSet;
}

/**
 * Prints saved sessions, all that a capture folder holds, or the conversations in a packet capture; without a path, what
 * this program recorded. One that cannot be read does not keep back the others. Resolves to the exit code; rejects with a
 * {@link UsageError} where there is none of the number that is meant.
 */
export async function show(paths: readonly string[], options: ShowArguments): Promise<number> {
  const { session } = options;
  const output = outputTo(process.stdout);
  const named = paths.length === 0 ? [capturesDirectoryOf(options)] : paths;
  const opened = await OpenedSessions.open(named, options.slow);
  const numbered = session === undefined && (await opened.areSeveral());
  let isThere = session === undefined;
  for await (const source of opened.sources()) {
    if (output.closed) break;
    if (session !== undefined && source.session !== session) continue;
    isThere = true;
    // Files from different folders may hold sessions of the same number: each is printed.
    await new Printer([output], {
      ...options,
      numbered,
      ...(options.rules !== undefined && { triedRules: options.rules }),
    }).print(source);
  }
  await output.end();
  const code = await opened.close();
  if (!isThere && code === 0)
    throw new UsageError(`There is no session ${session}. smtp-spy sessions lists what was recorded.`);
  return code;
}
