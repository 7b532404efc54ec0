import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { terminalProgress } from '../../../main/cli/terminal-progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** What a terminal of so many columns gets while a file is read for so many milliseconds. */
function written(subject: string, milliseconds: number, columns = 80, isTTY = true): string[] {
  const words: string[] = [];
  const write = (text: string | Uint8Array): boolean => {
    words.push(String(text));
    return true;
  };
  const board = terminalProgress({ isTTY, columns, write });
  const reading = { kind: 'bringing-in', of: 0, subject } as const;
  for (let at = 0; at < milliseconds; at += 100) {
    board.goesOn({ ...reading, done: at, total: 4_000 }, null);
    vi.advanceTimersByTime(100);
  }
  board.isOver(reading);
  return words;
}

describe('the last line of a terminal', () => {
  test('says nothing of what is over within a second', () => {
    expect(written('mail.pcap', 900)).toEqual([]);
  });

  test('says how far it is, and is empty again in the end', () => {
    const words = written('mail.pcap', 2_000);
    expect(words[0]).toBe('\r\u001b[KReading mail.pcap … 22 %');
    expect(words.at(-2)).toBe('\r\u001b[KReading mail.pcap … 47 %');
    expect(words.at(-1)).toBe('\r\u001b[K');
  });

  test('is one line, whatever a file is called', () => {
    for (const words of written(`a\n\u001b[2J${'b'.repeat(200)}`, 1_500, 40)) {
      expect(words.slice(0, 4)).toBe('\r\u001b[K');
      expect(words.length - 4).toBeLessThan(40);
      expect(words.slice(4)).not.toContain('\n');
      expect(words.slice(4)).not.toContain('\u001b');
    }
  });

  test('is left alone where there is no terminal', () => {
    expect(written('mail.pcap', 3_000, 80, false)).toEqual([]);
  });
});
