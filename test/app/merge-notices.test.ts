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

/** Has so many notices come, `apart` milliseconds from each other; how often was told of them. */
function toldOf(
  count: number,
  apart: number,
): { readonly notices: MergedNotices; readonly told: () => number } {
  const tell = vi.fn();
  const notices = new MergedNotices(tell);
  for (let at = 0; at < count; at += 1) {
    notices.notice();
    vi.advanceTimersByTime(apart);
  }
  return { notices, told: () => tell.mock.calls.length };
}

test('what comes no more than thirty times a second is told each time', () => {
  expect(toldOf(50, 34).told()).toBe(50);
});

test('what begins to come often is told thirty times a second at first', () => {
  const { told } = toldOf(100, 1);
  expect(told()).toBe(3);
});

test('a flood is told some seven times a second, and the last of it is never lost', () => {
  const { notices, told } = toldOf(3_000, 1);
  const during = told();
  expect(during).toBeGreaterThan(20);
  expect(during).toBeLessThan(30);
  notices.notice();
  vi.advanceTimersByTime(150);
  expect(told()).toBe(during + 1);
});

test('while the relay is busy, a flood is told two or three times a second', () => {
  const tell = vi.fn();
  const notices = new MergedNotices(tell, () => true);
  for (let at = 0; at < 10_000; at += 1) {
    notices.notice();
    vi.advanceTimersByTime(1);
  }
  expect(tell.mock.calls.length).toBeGreaterThan(25);
  expect(tell.mock.calls.length).toBeLessThan(35);
});

test('behind a flood the next notice is told at once, and thirty times a second again', () => {
  const { notices, told } = toldOf(3_000, 1);
  vi.advanceTimersByTime(1_000);
  const before = told();
  notices.notice();
  expect(told()).toBe(before + 1);
  notices.notice();
  vi.advanceTimersByTime(33);
  expect(told()).toBe(before + 2);
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
