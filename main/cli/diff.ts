import {
  alignSteps,
  countDifferences,
  describeDifferences,
  formatPair,
} from '../../app/replay/comparison.ts';
import { readSteps, type SessionStep } from '../../app/replay/session-steps.ts';
import { sanitizeForTerminal } from '../../app/transcript/visible.ts';
import { isFailure } from './difference-verdict.ts';
import { OpenedSessions } from './opened-sessions.ts';
import { outputTo } from './output.ts';

/** Pairs formatted and printed at once. */
const PAIRS_AT_ONCE = 500;

/** What `diff` is called with. */
export interface DiffArguments {
  /** The sessions' numbers, where the files hold several. */
  readonly sessions?: readonly [number, number];
  readonly reveal: boolean;
  /** Replies must have the same words, too. */
  readonly exact: boolean;
}

/**
 * Prints two sessions side by side, step by step. Resolves to the exit code: 1 where they differ, be it that one of them
 * cannot be read.
 */
export async function diff(paths: readonly [string, string], options: DiffArguments): Promise<number> {
  const left = await stepsOf(paths[0], options.sessions?.[0], options.reveal);
  const right = await stepsOf(paths[1], options.sessions?.[1], options.reveal);
  if (left === null || right === null) return 1;
  const pairs = alignSteps(left, right);
  const output = outputTo(process.stdout);
  for (let from = 0; from < pairs.length && !output.closed; from += PAIRS_AT_ONCE) {
    const text = pairs
      .slice(from, from + PAIRS_AT_ONCE)
      .map(formatPair)
      .join('');
    await output.write(output.terminal ? sanitizeForTerminal(text) : text);
  }
  await output.end();
  const counts = countDifferences(pairs);
  process.stderr.write(`${describeDifferences(counts)}\n`);
  return isFailure(counts, options.exact) ? 1 : 0;
}

/** The steps of the one session that is meant; null where it cannot be had, which has been said then. */
async function stepsOf(
  path: string,
  session: number | undefined,
  reveal: boolean,
): Promise<readonly SessionStep[] | null> {
  const opened = await OpenedSessions.open([path]);
  const source = await opened.only(session);
  const steps = source === null ? null : await readSteps(source, { reveal });
  await opened.close();
  return steps;
}
