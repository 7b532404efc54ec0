import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deadlines } from '../../../app/relay/deadlines.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('each deadline passes at its time, whichever was set first', () => {
  const deadlines = new Deadlines();
  const passed: string[] = [];
  deadlines.set(30_000, () => passed.push('connection'));
  deadlines.set(10_000, () => passed.push('greeting'));
  deadlines.set(20_000, () => passed.push('client'));
  vi.advanceTimersByTime(9_999);
  expect(passed).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(passed).toEqual(['greeting']);
  vi.advanceTimersByTime(10_000);
  expect(passed).toEqual(['greeting', 'client']);
  vi.advanceTimersByTime(10_000);
  expect(passed).toEqual(['greeting', 'client', 'connection']);
  expect(vi.getTimerCount()).toBe(0);
});

test('one that was lifted does not pass, and the others pass in time', () => {
  const deadlines = new Deadlines();
  const passed: string[] = [];
  const first = deadlines.set(5_000, () => passed.push('first'));
  vi.advanceTimersByTime(1_000);
  deadlines.set(5_000, () => passed.push('second'));
  deadlines.lift(first);
  vi.advanceTimersByTime(4_999);
  expect(passed).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(passed).toEqual(['second']);
  deadlines.lift(first);
});

test('one that passes may lift another of the same moment, and set a new one', () => {
  const deadlines = new Deadlines();
  const passed: string[] = [];
  deadlines.set(100, () => {
    passed.push('first');
    deadlines.lift(second);
    deadlines.set(50, () => passed.push('third'));
  });
  const second = deadlines.set(100, () => passed.push('second'));
  vi.advanceTimersByTime(1_000);
  expect(passed).toEqual(['first', 'third']);
});

test('any number of waits that come to nothing take one timer', () => {
  const deadlines = new Deadlines();
  const waits = Array.from({ length: 1_000 }, (_, place) => deadlines.set(10_000 + place, () => {}));
  expect(vi.getTimerCount()).toBe(1);
  for (const wait of waits) deadlines.lift(wait);
  vi.advanceTimersByTime(10_000);
  expect(vi.getTimerCount()).toBe(0);
});
