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
  const load = new RelayLoad();
  onTestFinished(() => load.end());
  expect(readLoad(load.shared)).toBe(0);
  load.begin();
  await workUntil(() => readLoad(load.shared) > 0.5);
  await eventually('calm', async () => {
    await wait(100);
    return readLoad(load.shared) < 0.4;
  });
  await workUntil(() => readLoad(load.shared) > 0.5);
  load.end();
  expect(readLoad(load.shared)).toBe(0);
});
