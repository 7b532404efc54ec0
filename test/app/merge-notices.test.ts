import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MergedNotices } from '../../app/merge-notices.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('the first notice is told at once, and a single one once', () => {
  const tell = vi.fn();
  const notices = new MergedNotices(tell);
  notices.notice();
  expect(tell).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(tell).toHaveBeenCalledTimes(1);
});

test('many notices are told about thirty times a second, and the last is never lost', () => {
  const tell = vi.fn();
  const notices = new MergedNotices(tell);
  for (let millisecond = 0; millisecond < 1_000; millisecond += 1) {
    notices.notice();
    vi.advanceTimersByTime(1);
  }
  const during = tell.mock.calls.length;
  expect(during).toBeGreaterThan(25);
  expect(during).toBeLessThan(35);
  notices.notice();
  vi.advanceTimersByTime(33);
  expect(tell.mock.calls.length).toBeGreaterThan(during);
  vi.advanceTimersByTime(1_000);
  notices.notice();
  expect(tell.mock.calls.length).toBe(during + 2);
});

test('after the end nothing is told, whatever comes', () => {
  const tell = vi.fn();
  const notices = new MergedNotices(tell);
  notices.notice();
  notices.notice();
  notices.close();
  notices.notice();
  vi.advanceTimersByTime(1_000);
  expect(tell).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});
