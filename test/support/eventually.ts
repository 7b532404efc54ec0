import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds to wait for what must come, on a machine that is busy. */
const PATIENCE = 20_000;

/** Milliseconds between two looks. */
const EVERY = 5;

/**
 * Resolves to what `look` finds as soon as that is neither null nor false. Rejects when it takes too long; `what` says for
 * what the wait was.
 */
export async function eventually<Found>(
  what: string,
  look: () => Found | null | false | Promise<Found | null | false>,
): Promise<Found> {
  const until = performance.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== null && found !== false) return found;
    if (performance.now() > until) throw new Error(`waited in vain for: ${what}`);
    await wait(EVERY);
  }
}
