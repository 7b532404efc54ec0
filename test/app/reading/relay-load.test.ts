import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { readLoad, RelayLoad } from '../../../app/reading/relay-load.ts';
import { eventually } from '../../support/eventually.ts';

/** Keeps this thread at work until what is looked for has come. */
async function workUntil(look: () => boolean): Promise<void> {
  await eventually('the load', async () => {
    const until = performance.now() + 50;
    while (performance.now() < until);
    return look();
  });
}

test('tells how busy this thread is, and nothing any more at the end', async () => {
  const load = new RelayLoad(2);
  onTestFinished(() => load.end());
  expect(readLoad(load.shared)).toBe(0);
  load.begin();
  await workUntil(() => readLoad(load.shared) > 0.5);
  expect(load.isBusy).toBe(true);
  await eventually('calm', async () => {
    await wait(100);
    return readLoad(load.shared) < 0.4;
  });
  await workUntil(() => readLoad(load.shared) > 0.5);
  load.end();
  expect(readLoad(load.shared)).toBe(0);
});

test('tells nothing where there are processors enough', async () => {
  const load = new RelayLoad(4);
  onTestFinished(() => load.end());
  load.begin();
  const until = performance.now() + 500;
  await workUntil(() => performance.now() > until);
  expect([readLoad(load.shared), load.isBusy]).toEqual([0, false]);
});
