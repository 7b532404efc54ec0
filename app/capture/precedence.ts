/**
 * Who comes first among those who read in one thread: what somebody waits for on the screen, before whatever is worked out
 * meanwhile. All of it takes turns slice by slice; without this, a screenful of rows would wait for a slice of each of the
 * others at every step.
 */
let urgent = 0;
let waiting: (() => void)[] = [];

/** Does what somebody waits for. It must not itself wait for work that gives way. Rejects as `work` does. */
export async function first<Result>(work: () => Promise<Result>): Promise<Result> {
  urgent += 1;
  try {
    return await work();
  } finally {
    urgent -= 1;
    if (urgent === 0) goOn();
  }
}

/** Called between two slices of long work: everything else gets its turn, and what is urgent comes to its end. */
export async function giveWay(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (urgent > 0) await new Promise<void>((resolve) => waiting.push(resolve));
}

function goOn(): void {
  const all = waiting;
  waiting = [];
  for (const resolve of all) resolve();
}
