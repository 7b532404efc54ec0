/** Numbers, sizes and times as people read them. */

export { sizeInWords as size } from '../../app/transcript/size-in-words.ts';

const numbers = new Intl.NumberFormat('en');

// To make one takes longer than to draw the row that it is for.
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const TIME_IN_SHORT = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
const DAY_IN_SHORT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** What a file from elsewhere says need not be a time at all. */
function written(format: Intl.DateTimeFormat, at: Date): string {
  return Number.isNaN(at.getTime()) ? 'no time' : format.format(at);
}

/** A whole number with its thousands apart: `1,204`. */
export function count(value: number): string {
  return numbers.format(value);
}

/** A number and its noun: `1 line`, `1,204 lines`. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** A span, from milliseconds: `<1 ms`, `38 ms`, `1.2 s`, `4 min 5 s`, `2 h 10 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 0.5) return '<1 ms';
  if (milliseconds < 1_000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Time since the conversation began, from microseconds, to the millisecond: `0.061`, `1:02.345`, `1:00:00.000`. */
export function sinceStart(microseconds: number): string {
  const milliseconds = Math.max(0, Math.round(microseconds / 1_000));
  const seconds = Math.floor(milliseconds / 1_000);
  const fraction = `.${String(milliseconds % 1_000).padStart(3, '0')}`;
  if (seconds < 60) return seconds + fraction;
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}${fraction}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}${fraction}`;
}

/** Time since something else, from microseconds, to the millisecond: `+0.061`, `+1:02.345`. */
export function sinceBefore(microseconds: number): string {
  return `+${sinceStart(microseconds)}`;
}

/** A time of day to the millisecond, from microseconds since 1970: `14:02:11.204`. */
export function clockTime(microseconds: number): string {
  const at = new Date(microseconds / 1_000);
  return `${written(TIME, at)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** A time of day, from microseconds since 1970, and the day where it is not today's: `14:02:11`, `20 Nov 14:02`. */
export function clock(microseconds: number, now: Date): string {
  const at = new Date(microseconds / 1_000);
  if (at.toDateString() === now.toDateString()) return written(TIME, at);
  return `${written(DAY_IN_SHORT, at)} ${written(TIME_IN_SHORT, at)}`;
}

/** Day and time to the millisecond, from microseconds since 1970: `20 November 2025, 14:02:11.204`. */
export function fullTime(microseconds: number): string {
  const at = new Date(microseconds / 1_000);
  return `${written(DAY, at)}, ${clockTime(microseconds)}`;
}
