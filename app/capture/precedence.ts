import { setTimeout as wait } from 'node:timers/promises';
import { readingBudget } from './reading-budget.ts';

/**
 * Who comes first among those who read in one thread: rows for the screen, then what somebody looks for, then all that is
 * worked out meanwhile. All of it takes turns slice by slice; without this, a screenful of rows would wait for a slice of
 * each of the others at every step.
 */

/** How much is under way of what others stand still for. */
const underWay = { screen: 0, search: 0 };

let waiting: { readonly rank: 'search' | 'background'; readonly goOn: () => void }[] = [];

/**
 * Does what somebody waits for, while all of lower rank stands still. It must not itself wait for such work. Rejects as
 * `work` does.
 */
export async function first<Result>(rank: 'screen' | 'search', work: () => Promise<Result>): Promise<Result> {
  underWay[rank] += 1;
  try {
    return await work();
  } finally {
    underWay[rank] -= 1;
    goOn();
  }
}

/**
 * Called between two slices of long work: everything else gets its turn, and what is of higher rank comes to its end. What
 * goes on in the background keeps within the thread's budget besides.
 */
export async function giveWay(rank: 'search' | 'background'): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (rank === 'background') {
    const rest = readingBudget.rest();
    if (rest > 0) await wait(rest);
  }
  if (mustWait(rank)) await new Promise<void>((resolve) => waiting.push({ rank, goOn: resolve }));
}

function mustWait(rank: 'search' | 'background'): boolean {
  return underWay.screen > 0 || (rank === 'background' && underWay.search > 0);
}

function goOn(): void {
  const all = waiting;
  waiting = all.filter(({ rank }) => mustWait(rank));
  for (const { rank, goOn } of all) if (!mustWait(rank)) goOn();
}
