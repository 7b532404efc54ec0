/** The pause before the first new attempt to connect, in milliseconds: a restart of the program takes about that. */
const FIRST_PAUSE_MS = 250;

/** The longest pause between attempts, in milliseconds: no longer than a person cares to look at a banner. */
const LONGEST_PAUSE_MS = 5_000;

/** Milliseconds to wait after this many failed attempts (from 1): twice as long each time, up to the longest. */
export function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1), LONGEST_PAUSE_MS);
}
