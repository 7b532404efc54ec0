import type { Overview, OverviewBar } from '../../app/contract.ts';
import { counted, size } from './measures.ts';

/** Milliseconds in a minute. */
const MINUTE = 60_000;

/** When a bar begins, in milliseconds since 1970; the place behind the last is where the overview ends. */
export function barStart({ from, width }: Overview, place: number): number {
  return (from + place * width) * MINUTE;
}

/** When the bars from `first` to `last` were: `20 Nov, 14:02 to 14:05`. */
export function barRange(overview: Overview, first: number, last: number): string {
  return rangeWords(barStart(overview, first), barStart(overview, last + 1));
}

/** What happened, added up. */
export function sumOf(bars: readonly OverviewBar[]): OverviewBar {
  return bars.reduce(
    (sum, bar) => ({
      accepted: sum.accepted + bar.accepted,
      deferred: sum.deferred + bar.deferred,
      refused: sum.refused + bar.refused,
      bytes: sum.bytes + bar.bytes,
    }),
    { accepted: 0, deferred: 0, refused: 0, bytes: 0 },
  );
}

/** Something that bars count, and how much of it there was. */
export interface CountPart {
  readonly kind: keyof OverviewBar;
  readonly text: string;
}

/** What happened, in words, each kind for itself. */
export function countParts({ accepted, deferred, refused, bytes }: OverviewBar): readonly CountPart[] {
  return [
    { kind: 'accepted', text: `${counted(accepted, 'message')} accepted` },
    ...(refused > 0 ? [{ kind: 'refused', text: `${counted(refused, 'refusal')} for good` } as const] : []),
    ...(deferred > 0 ? [{ kind: 'deferred', text: `${counted(deferred, 'refusal')} for now` } as const] : []),
    { kind: 'bytes', text: size(bytes) },
  ];
}

/** A stretch of time: the day, and from when to when. Milliseconds since 1970. */
export function rangeWords(from: number, to: number): string {
  const [begin, end] = [new Date(from), new Date(to)];
  const isOneDay = begin.toDateString() === new Date(to - 1).toDateString();
  return isOneDay
    ? `${day(begin)}, ${time(begin)} to ${time(end)}`
    : `${day(begin)}, ${time(begin)} to ${day(end)}, ${time(end)}`;
}

/** How a moment stands at an end of the axis: the time, and the day where the overview has several. */
export function axisWords(overview: Overview, place: number): string {
  const at = new Date(barStart(overview, place));
  const [first, last] = [barStart(overview, 0), barStart(overview, overview.bars.length) - 1];
  const isOneDay = new Date(first).toDateString() === new Date(last).toDateString();
  return isOneDay ? time(at) : `${day(at)} ${time(at)}`;
}

/** A query for conversations that began in the bars from `first` to `last`, in the place of an earlier such range. */
export function queryWithin(query: string, overview: Overview, first: number, last: number): string {
  const rest = query
    .replace(/(^|\s)(?:after|before):\S+/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const range = `after:${moment(barStart(overview, first))} before:${moment(barStart(overview, last + 1))}`;
  if (rest === '') return range;
  // What stands beside a choice belongs to its last part.
  return /(?:^|\s)or(?:\s|$)/i.test(rest) ? `(${rest}) ${range}` : `${rest} ${range}`;
}

function moment(milliseconds: number): string {
  const at = new Date(milliseconds);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${time(at)}`;
}

function day(at: Date): string {
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

function time(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
