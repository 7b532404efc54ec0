import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { first, giveWay } from '../../../app/capture/precedence.ts';
import { readingBudget } from '../../../app/capture/reading-budget.ts';

/** Work that goes on for ever in slices, until the test is told to end it. */
function longWork(rank: 'search' | 'background'): {
  readonly slices: () => number;
  readonly end: () => Promise<void>;
} {
  let slices = 0;
  const ending = new AbortController();
  const work = (async () => {
    for (; !ending.signal.aborted; slices += 1) await giveWay(rank);
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
  const work = longWork('background');
  await turns(5);
  expect(work.slices()).toBeGreaterThan(2);
  let during = 0;
  const answer = await first('screen', async () => {
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
  const work = longWork('background');
  let finish: () => void = () => {};
  const other = first('screen', () => new Promise<void>((resolve) => (finish = resolve)));
  await expect(first('screen', () => Promise.reject(new Error('no such file')))).rejects.toThrow(
    'no such file',
  );
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

test('a search stands still for rows, and all else for a search', async () => {
  const search = longWork('search');
  const background = longWork('background');
  const whileFirst = async (rank: 'screen' | 'search') =>
    first(rank, async () => {
      await turns(2);
      const before = { search: search.slices(), background: background.slices() };
      await turns(10);
      return {
        search: search.slices() > before.search,
        background: background.slices() > before.background,
      };
    });
  expect(await whileFirst('screen')).toEqual({ search: false, background: false });
  expect(await whileFirst('search')).toEqual({ search: true, background: false });
  await search.end();
  await background.end();
});

test('while much is relayed, what goes on in the background takes little time, and a search all that it wants', async () => {
  readingBudget.follow(() => 1);
  onTestFinished(() => readingBudget.follow(() => 0));
  const slicesWithin = async (rank: 'search' | 'background') => {
    const until = performance.now() + 600;
    let slices = 0;
    for (; performance.now() < until; slices += 1) {
      const sliceEnds = performance.now() + 5;
      while (performance.now() < sliceEnds);
      await giveWay(rank);
    }
    return slices;
  };
  const background = await slicesWithin('background');
  const search = await slicesWithin('search');
  expect(background).toBeGreaterThan(1);
  expect(search).toBeGreaterThan(4 * background);
});
