import * as v from 'valibot';

/** The least that may be kept, in bytes: with less there would be nothing to look at. */
const LEAST_KEPT_BYTES = 1_000_000;

/** The longest time for which sessions may be kept before they go, in days: a century. */
const MOST_KEPT_DAYS = 36_500;

/** Bytes that the captures may take up. */
export const keptBytes = v.pipe(v.number(), v.safeInteger(), v.minValue(LEAST_KEPT_BYTES));

/** Days for which captures are kept. */
export const keptDays = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(MOST_KEPT_DAYS));

/** What is kept of the captures; null: whatever there is. */
export const keepLimits = v.object({ bytes: v.nullable(keptBytes), days: v.nullable(keptDays) });

/** What the captures take up, and what is kept of them. */
export interface StorageState {
  /** The folder. */
  readonly directory: string;
  /** Bytes of all that is in it; null until somebody has looked. */
  readonly bytes: number | null;
  /** What is kept; null: whatever there is. */
  readonly limits: { readonly bytes: number | null; readonly days: number | null };
  /**
   * Who says what is kept: the settings; the command line; or nobody, since the folder was named on the command line, and the
   * settings are about the program's own.
   */
  readonly decidedBy: 'settings' | 'command-line' | 'nobody';
  /** There is more than the limit, and what is left is pinned, in use, or the newest. */
  readonly isOver: boolean;
  /** What was taken away since the start, to keep the limits, and how often. */
  readonly removed: { readonly sessions: number; readonly bytes: number; readonly times: number };
}
