import type {
  SlowReplies,
  TimedBar,
  TimedGroup,
  TimedPart,
  TimeShares,
  Waited,
} from '../../app/transcript/timing.ts';
import { count } from './measures.ts';

/** What a part of a conversation's time is called. */
export const PART_TITLES: Readonly<Record<TimedPart, string>> = {
  connect: 'connect',
  greeting: 'greeting',
  hello: 'EHLO',
  tls: 'TLS',
  login: 'AUTH',
  mail: 'MAIL',
  recipients: 'RCPT',
  data: 'DATA',
  content: 'content',
  verdict: 'final reply',
  other: 'other',
  quit: 'QUIT',
  close: 'closing',
};

/** Whom time depended on. */
export const SIDE_TITLES: Readonly<Record<Waited, string>> = {
  client: 'client',
  server: 'server',
  both: 'both sides',
};

/** All bars of one part, as one line of the picture. */
export interface TimedLine {
  readonly part: TimedPart;
  readonly bars: readonly TimedBar[];
  readonly shares: TimeShares;
  /** Microseconds in all. */
  readonly total: number;
  /** The row that the first of them ended with, or the first that was slow. */
  readonly row: number;
  readonly slow: boolean;
}

/** A group's bars, those of the same part together, in the order in which the parts began. */
export function timedLines({ bars }: TimedGroup): readonly TimedLine[] {
  const parts = new Map<TimedPart, TimedBar[]>();
  for (const bar of bars) {
    const same = parts.get(bar.part);
    if (same === undefined) parts.set(bar.part, [bar]);
    else same.push(bar);
  }
  return [...parts].map(([part, same]) => {
    const shares = sharesOf(same);
    const slow = same.find((bar) => bar.slow);
    const row = (slow ?? same[0])?.row ?? 0;
    return { part, bars: same, shares, total: totalOf(shares), row, slow: slow !== undefined };
  });
}

/** How much of the bars is each side's. */
export function sharesOf(bars: readonly TimedBar[]): TimeShares {
  const shares = { client: 0, server: 0, both: 0 };
  for (const { side, begin, end } of bars) shares[side] += end - begin;
  return shares;
}

/** Microseconds of all sides. */
export function totalOf({ client, server, both }: TimeShares): number {
  return client + server + both;
}

/** A short time, from microseconds: `0.4 ms`, `38 ms`, `1.20 s`, `4 min 5 s`. */
export function timeTaken(microseconds: number): string {
  const milliseconds = microseconds / 1_000;
  if (milliseconds < 9.95) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1_000).toFixed(2)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return seconds < 3_600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** The shares in words, the greater first: `server 31 ms, client 2.0 ms`. */
export function sharesInWords(shares: TimeShares): string {
  const sides: readonly Waited[] = ['server', 'client', 'both'];
  return sides
    .filter((side) => shares[side] > 0)
    .toSorted((one, other) => shares[other] - shares[one])
    .map((side) => `${SIDE_TITLES[side]} ${timeTaken(shares[side])}`)
    .join(', ');
}

/** What a group of bars is about, in the two words that its column has room for. */
export function groupTitle(group: TimedGroup, isFirst: boolean): string {
  if (group.message > 0) {
    return group.bars.some(({ part }) => part === 'verdict') ? `Message ${group.message}` : 'Not sent';
  }
  if (isFirst) return 'Opening';
  return group.bars.some(({ part }) => part === 'quit' || part === 'close') ? 'End' : 'In between';
}

/** `One reply was slow: it took 7.20 s.` Empty where none was. */
export function slowInWords({ count: replies, slowest }: SlowReplies): string {
  if (slowest === null) return '';
  const took = timeTaken(slowest.took);
  return replies === 1
    ? `One reply was slow: it took ${took}.`
    : `${count(replies)} replies were slow; the slowest took ${took}.`;
}
