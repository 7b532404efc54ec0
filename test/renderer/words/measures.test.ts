import { describe, expect, it } from 'vitest';
import {
  clock,
  clockTime,
  counted,
  duration,
  fullTime,
  sinceStart,
  size,
} from '../../../renderer/words/measures.ts';

describe('measures as people read them', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [9_949, '9.9 kB'],
    [9_951, '10 kB'],
    [96_400, '96 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [3_400_000, '3.4 MB'],
    [12_000_000_000, '12 GB'],
  ])('%i bytes: %s', (bytes, text) => expect(size(bytes)).toBe(text));

  it.each([
    [0, '0 ms'],
    [38.4, '38 ms'],
    [1_204, '1.2 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 0 s'],
    [245_000, '4 min 5 s'],
    [7_800_000, '2 h 10 min'],
  ])('%f milliseconds: %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));

  it.each([
    [61_000, '0.061'],
    [59_999_499, '59.999'],
    [59_999_600, '1:00.000'],
    [62_345_000, '1:02.345'],
    [3_600_000_000, '1:00:00.000'],
    [-5, '0.000'],
  ])('%i microseconds since the start: %s', (at, text) => expect(sinceStart(at)).toBe(text));

  it('counts with the noun that fits', () => {
    expect(counted(1, 'line')).toBe('1 line');
    expect(counted(1_204, 'line')).toBe('1,204 lines');
  });

  it('names the day where it is not today', () => {
    const at = new Date(2025, 10, 20, 14, 2, 11);
    expect(clock(at.getTime() * 1_000, new Date(2025, 10, 20, 23, 0))).toBe('14:02:11');
    expect(clock(at.getTime() * 1_000, new Date(2025, 10, 21, 0, 1))).toBe('20 Nov 14:02');
  });
});

describe('a moment', () => {
  const at = new Date(2025, 10, 20, 14, 2, 11, 204).getTime() * 1_000;

  it('is written to the millisecond', () => {
    expect(clockTime(at)).toBe('14:02:11.204');
    expect(fullTime(at)).toBe('20 November 2025, 14:02:11.204');
  });

  it('need not be one: files from elsewhere say anything', () => {
    expect(clock(8.64e21, new Date())).toContain('no time');
    expect(fullTime(Number.NaN)).toContain('no time');
  });
});
