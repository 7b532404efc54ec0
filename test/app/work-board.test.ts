import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WorkEvent } from '../../app/contract.ts';
import { WorkBoard } from '../../app/work-board.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const SAVING = { kind: 'saving', of: 3 } as const;

/** A board with one thing on it, and what was told of that. */
function boardWithSaving() {
  const told: WorkEvent[] = [];
  const cancel = vi.fn();
  const board = new WorkBoard((event) => told.push(event));
  const goesOn = (done: number): void =>
    board.goesOn({ ...SAVING, subject: 'a.txt', done, total: 100 }, cancel);
  goesOn(0);
  return { board, told, cancel, goesOn };
}

describe('what is under way', () => {
  test('is not told of when it is over soon', () => {
    const { board, told, goesOn } = boardWithSaving();
    vi.advanceTimersByTime(400);
    goesOn(90);
    board.isOver(SAVING);
    vi.advanceTimersByTime(5_000);
    expect(told).toEqual([]);
  });

  test('is told of when it takes longer, as far as it is then, and when it is over', () => {
    const { board, told, goesOn } = boardWithSaving();
    goesOn(10);
    vi.advanceTimersByTime(500);
    const work = { ...SAVING, subject: 'a.txt', done: 10, total: 100, canCancel: true };
    expect(told).toEqual([{ type: 'work', work, isOver: false }]);
    expect(board.told).toEqual([work]);
    board.isOver(SAVING);
    expect(told.at(-1)).toEqual({ type: 'work', work, isOver: true });
    expect(board.told).toEqual([]);
  });

  test('is told of ten times a second at most, the last word included', () => {
    const { told, goesOn } = boardWithSaving();
    for (let at = 1; at <= 1_500; at += 1) {
      goesOn(at);
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(1_000);
    expect(told.length).toBeGreaterThan(8);
    expect(told.length).toBeLessThan(13);
    expect(told.at(-1)?.work.done).toBe(1_500);
  });

  test('is given up by its name, and nothing else is', () => {
    const { board, cancel } = boardWithSaving();
    expect(board.cancel({ ...SAVING, of: 4 })).toBe(false);
    expect(board.cancel({ kind: 'finding', of: 3 })).toBe(false);
    expect(cancel).not.toHaveBeenCalled();
    expect(board.cancel(SAVING)).toBe(true);
    expect(cancel).toHaveBeenCalledTimes(1);
    board.isOver(SAVING);
    expect(board.cancel(SAVING)).toBe(false);
  });

  test('is told of no more when nobody hears any more', () => {
    const { board, told, goesOn } = boardWithSaving();
    vi.advanceTimersByTime(550);
    goesOn(50);
    board.close();
    vi.advanceTimersByTime(5_000);
    expect(told).toHaveLength(1);
  });
});
