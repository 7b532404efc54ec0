/** What reading a value comes to: the value, or in one sentence why it is none. */
export type ValueReading<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly text: string };

/** Whole numbers from `least` to `most`, both included. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
}

/** Longer numbers are no longer exact; nothing here is ever counted so far. */
const MOST_DIGITS = 15;

const COMPARISON = /^(>=|<=|>|<)(\d+)$/;
const SPAN = /^(\d+)-(\d+)$/;
const SINGLE = /^\d+$/;

/** Reads `30`, `10-20`, `>=1000`, `<5`. What lies outside `limits`, or holds no number, is an error. */
export function readRange(text: string, limits: NumberRange): ValueReading<NumberRange> {
  if (/\d{16}/.test(text)) return wrong(`A number has more than ${MOST_DIGITS} digits.`);
  const range = SINGLE.test(text) ? single(Number(text)) : (readComparison(text, limits) ?? readSpan(text));
  if (range === null) return wrong(`${shown(text)} is no number and no range of numbers.`);
  if (range.most < limits.least) return wrong(`The lowest number here is ${limits.least}.`);
  if (range.least > limits.most) return wrong(`The highest number here is ${limits.most}.`);
  if (range.least > range.most) return wrong(`The range ${shown(text)} holds no number.`);
  return right(range);
}

function single(number: number): NumberRange {
  return { least: number, most: number };
}

function readSpan(text: string): NumberRange | null {
  const match = SPAN.exec(text);
  return match === null ? null : { least: Number(match[1]), most: Number(match[2]) };
}

function readComparison(text: string, limits: NumberRange): NumberRange | null {
  const match = COMPARISON.exec(text);
  if (match === null) return null;
  const number = Number(match[2]);
  switch (match[1]) {
    case '>=':
      return { least: number, most: limits.most };
    case '>':
      return { least: number + 1, most: limits.most };
    case '<=':
      return { least: limits.least, most: number };
    default:
      return { least: limits.least, most: number - 1 };
  }
}

/** A range in words: `550`, `400 to 499`, `400 and up`, `up to 399`. */
export function rangeInWords({ least, most }: NumberRange, limits: NumberRange): string {
  if (least === most) return String(least);
  if (most === limits.most) return `${least} and up`;
  return least === limits.least ? `up to ${most}` : `${least} to ${most}`;
}

const SIZE = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i;
const SIZE_UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** Reads a size into bytes: `500`, `10k`, `1.5M`, `2G`. Units are powers of ten, as in the rest of the program. */
export function readSize(text: string): ValueReading<number> {
  const match = SIZE.exec(text);
  const unit = SIZE_UNITS[match?.[2]?.toLowerCase() ?? ''];
  if (match === null || unit === undefined) return wrong(`${shown(text)} is no size.`);
  const bytes = Math.round(Number(match[1]) * unit);
  return Number.isSafeInteger(bytes) ? right(bytes) : wrong(`${shown(text)} is more than can be counted.`);
}

const DURATION = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m)$/i;
const DURATION_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** Reads a stretch of time into milliseconds: `500ms`, `2s`, `1.5m`. */
export function readDuration(text: string): ValueReading<number> {
  const match = DURATION.exec(text);
  const unit = DURATION_UNITS[match?.[2]?.toLowerCase() ?? ''];
  if (match === null || unit === undefined) return wrong(`${shown(text)} is no stretch of time.`);
  return right(Number(match[1]) * unit);
}

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const OFFSET = /^([+-])(\d{2}):?(\d{2})$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ]([\d:.]+)(Z|[+-]\d{2}:?\d{2})?)?$/i;

const AGE = /^(\d{1,6})(m|min|h|d|w)$/i;
const MINUTES: Readonly<Record<string, number>> = { m: 1, min: 1, h: 60, d: 1_440, w: 10_080 };

/** Whether a moment is said by how long ago it was: `10m`, `2h`, `3d`, `1w`. */
export function isAge(text: string): boolean {
  return AGE.test(text);
}

/** Days that are said by their distance from today. */
const DAYS_AGO: Readonly<Record<string, number>> = { today: 0, yesterday: 1 };

/**
 * Reads a moment into microseconds since 1970: `2026-11-21` (its first instant), `2026-11-21T14:02`, `14:02` (today),
 * `today`, `yesterday` (their first instants), `2h` (ago);
 * where the reader is unless a zone stands behind the time: `Z`, `+01:00`. `now`: milliseconds since 1970.
 */
export function readMoment(text: string, now: number): ValueReading<number> {
  const today = new Date(now);
  const [, count, unit = ''] = AGE.exec(text) ?? [];
  if (count !== undefined)
    return right((now - Number(count) * (MINUTES[unit.toLowerCase()] ?? 0) * 60_000) * 1_000);
  const clock = readClock(text);
  const named = text.toLowerCase();
  const ago = Object.hasOwn(DAYS_AGO, named) ? DAYS_AGO[named] : undefined;
  if (clock !== null || ago !== undefined) {
    const day = [today.getFullYear(), today.getMonth() + 1, today.getDate() - (ago ?? 0)] as const;
    return atLocal(day, clock ?? MIDNIGHT, text);
  }
  const [, dayText = '', clockText = '00:00', zone = ''] = MOMENT.exec(text) ?? [];
  const day = readDay(dayText);
  if (day === null) return wrong(`${shown(text)} is no date and no time.`);
  const time = readClock(clockText);
  if (time === null) return wrong(`${shown(clockText)} is no time of day.`);
  if (zone === '') return atLocal(day, time, text);
  const offset = readOffset(zone);
  return offset === null ? wrong(`${shown(zone)} is no time zone.`) : atOffset(day, time, offset);
}

type Day = readonly [year: number, month: number, day: number];

/** Microseconds go along on their own: a Date counts milliseconds. */
interface Clock {
  readonly parts: readonly [hour: number, minute: number, second: number];
  readonly microseconds: number;
}

const MIDNIGHT: Clock = { parts: [0, 0, 0], microseconds: 0 };

function readClock(text: string): Clock | null {
  const match = CLOCK.exec(text);
  if (match === null) return null;
  const [, hour = '', minute = '', second = '0', fraction = ''] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return {
    parts: [Number(hour), Number(minute), Number(second)],
    microseconds: Number(fraction.padEnd(6, '0')),
  };
}

function readDay(text: string): Day | null {
  const [, year, month, day] = DAY.exec(text) ?? [];
  if (year === undefined) return null;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // 30 February rolls over into March.
  const isReal = date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
  return isReal && Number(year) >= 1970 ? [Number(year), Number(month), Number(day)] : null;
}

/** Minutes that a zone is ahead of UTC. */
function readOffset(zone: string): number | null {
  if (zone.toUpperCase() === 'Z') return 0;
  const [, sign, hours, minutes] = OFFSET.exec(zone) ?? [];
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -offset : offset;
}

function atLocal([year, month, day]: Day, clock: Clock, text: string): ValueReading<number> {
  const milliseconds = new Date(year, month - 1, day, ...clock.parts).getTime();
  return Number.isNaN(milliseconds)
    ? wrong(`${shown(text)} is no date and no time.`)
    : right(milliseconds * 1_000 + clock.microseconds);
}

function atOffset([year, month, day]: Day, clock: Clock, offset: number): ValueReading<number> {
  const milliseconds = Date.UTC(year, month - 1, day, ...clock.parts) - offset * 60_000;
  return right(milliseconds * 1_000 + clock.microseconds);
}

function right<Value>(value: Value): ValueReading<Value> {
  return { ok: true, value };
}

function wrong(text: string): ValueReading<never> {
  return { ok: false, text };
}

/** The longest part of a wrong value that an error repeats. */
const MOST_SHOWN = 40;

/** A value as errors name it. */
export function shown(text: string): string {
  return text.length > MOST_SHOWN ? `“${text.slice(0, MOST_SHOWN)}…”` : `“${text}”`;
}
