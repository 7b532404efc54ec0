import type { RuleSet } from '../../app/rules/rule-set.ts';
import type { PrintArguments } from './arguments.ts';
import { OpenedSessions } from './opened-sessions.ts';
import { outputTo } from './output.ts';
import { Printer } from './printer.ts';

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
  const opened = await OpenedSessions.open(paths, options.slow);
  const numbered = await opened.areSeveral();
  for await (const source of opened.sources()) {
    if (output.closed) break;
    // Files from different folders may hold sessions of the same number: each is printed.
    await new Printer([output], {
      ...options,
      numbered,
      ...(options.rules !== undefined && { triedRules: options.rules }),
    }).print(source);
  }
  await output.end();
  return opened.close();
}
