import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { first, giveWay } from '../../../app/capture/precedence.ts';

/** Work that goes on for ever in slices, until the test is told to end it. */
function longWork(): { readonly slices: () => number; readonly end: () => Promise<void> } {
  let slices = 0;
  const ending = new AbortController();
  const work = (async () => {
    for (; !ending.signal.aborted; slices += 1) await giveWay();
  })();
  return {
    slices: () => slices,
    end: () => {
      ending.abort();
      return work;
    },
  };
}

async function turns(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await turn();
}

test('long work does nothing while somebody waits for something, and then goes on', async () => {
  const work = longWork();
  await turns(5);
  expect(work.slices()).toBeGreaterThan(2);
  let during = 0;
  const answer = await first(async () => {
    await turns(2);
    const before = work.slices();
    await turns(10);
    during = work.slices() - before;
    return 'rows';
  });
  expect({ answer, during }).toEqual({ answer: 'rows', during: 0 });
  const before = work.slices();
  await turns(5);
  expect(work.slices()).toBeGreaterThan(before);
  await work.end();
});

test('it goes on as well where what was waited for failed, but not before the last of it', async () => {
  const work = longWork();
  let finish: () => void = () => {};
  const other = first(() => new Promise<void>((resolve) => (finish = resolve)));
  await expect(first(() => Promise.reject(new Error('no such file')))).rejects.toThrow('no such file');
  await turns(2);
  const before = work.slices();
  await turns(5);
  expect(work.slices()).toBe(before);
  finish();
  await other;
  await turns(3);
  expect(work.slices()).toBeGreaterThan(before);
  await work.end();
});
