import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a bench has for as long as it runs. */
export interface BenchFrame {
  /** A folder of its own, which goes with it. */
  readonly folder: string;
  /** Has something done when the bench is over; what was asked for last comes first. */
  readonly atEnd: (close: () => unknown) => void;
  /** Waits for something that is closed {@link atEnd}. */
  readonly opened: <Closable extends { close(): Promise<unknown> | void }>(
    starting: Promise<Closable>,
  ) => Promise<Closable>;
}

/** Runs a bench, and clears away whatever it opened, even where it fails: then it says why, and the program's exit code is 1. */
export async function runBench(bench: (frame: BenchFrame) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'smtp-spy-bench-'));
  const closings: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
  // Ctrl+C reaches what was started as well; what there is to clear away is cleared away before the bench is left.
  let isLeft = false;
  const left = new Promise<never>((_, reject) => {
    process.once('SIGINT', () => {
      isLeft = true;
      reject(new Error('it was interrupted'));
    });
  });
  try {
    const atEnd = (close: () => unknown): void => void closings.push(close);
    const done = bench({
      folder,
      atEnd,
      opened: async (starting) => {
        const closable = await starting;
        atEnd(() => closable.close());
        return closable;
      },
    });
    await Promise.race([done, left]);
  } catch (error) {
    process.stderr.write(`the bench failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    for (const close of closings.reverse()) await close();
  }
  if (isLeft) process.exit();
}
