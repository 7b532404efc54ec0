import { expect, test } from 'vitest';
import { ReadingBudget } from '../../../app/capture/reading-budget.ts';

/** A thread whose time passes as told, and a budget that counts it while the relay has this load. */
function thread(load: () => number) {
  const spent = { active: 0, idle: 0 };
  const budget = new ReadingBudget(() => ({ ...spent }));
  budget.follow(load);
  return {
    budget,
    work: (milliseconds: number) => void (spent.active += milliseconds),
    wait: (milliseconds: number) => void (spent.idle += milliseconds),
  };
}

test('nothing rests while little is relayed', () => {
  const { budget, work } = thread(() => 0.1);
  for (let slice = 0; slice < 100; slice += 1) {
    work(8);
    expect(budget.rest()).toBe(0);
  }
  expect(budget.isTight).toBe(false);
});

test('a budget that nobody has told of a relay is never tight', () => {
  const budget = new ReadingBudget(() => ({ active: performance.now(), idle: 0 }));
  expect([budget.isTight, budget.rest()]).toEqual([false, 0]);
});

test('reading takes a twentieth of the time while much is relayed', () => {
  const { budget, work, wait } = thread(() => 0.9);
  let worked = 0;
  let passed = 0;
  while (passed < 60_000) {
    work(5);
    const rest = budget.rest();
    wait(rest);
    worked += 5;
    passed += 5 + rest;
  }
  expect(worked / passed).toBeGreaterThan(0.045);
  expect(worked / passed).toBeLessThan(0.055);
});

test('what somebody waits for counts, but nothing rests for longer than a quarter of a second', () => {
  const { budget, work, wait } = thread(() => 0.9);
  work(2_000);
  const rest = budget.rest();
  expect(rest).toBe(250);
  wait(rest);
  expect(budget.rest()).toBe(0);
});

test('a little is saved up while nothing is read, so that a short conversation need not wait', () => {
  const { budget, work, wait } = thread(() => 0.9);
  work(100);
  budget.rest();
  wait(60_000);
  budget.rest();
  work(8);
  expect(budget.rest()).toBe(0);
  work(8);
  expect(budget.rest()).toBeGreaterThan(100);
});

test('when it is calm again reading goes on at once', () => {
  let load = 0.9;
  const { budget, work } = thread(() => load);
  work(1_000);
  expect(budget.rest()).toBe(250);
  load = 0.1;
  expect(budget.rest()).toBe(0);
  load = 0.9;
  work(4);
  expect(budget.rest()).toBe(0);
});
