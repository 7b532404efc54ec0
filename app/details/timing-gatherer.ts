import type { WalkLine } from '../capture/session-walk.ts';
import type { Asked } from '../smtp/dialogue-listener.ts';
import { asksForMessage } from '../smtp/state-machine/events.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import type {
  SlowReplies,
  TimedBar,
  TimedGroup,
  TimedPart,
  TimeShares,
  Waited,
} from '../transcript/timing.ts';

/** Groups that are kept: the messages of a busy day on one connection. */
const MOST_GROUPS = 10_000;

/** Bars that a group keeps: a message to a hundred recipients, one after the other. */
const MOST_BARS = 250;

/** Parts that belong to a message. */
const OF_MESSAGES: ReadonlySet<TimedPart> = new Set(['mail', 'recipients', 'data', 'content', 'verdict']);

type Changeable<Part> = { -readonly [Field in keyof Part]: Part[Field] };

interface OpenGroup extends Omit<Changeable<TimedGroup>, 'bars'> {
  readonly bars: Changeable<TimedBar>[];
}

/** Whether the server owes an answer at the moment. */
export interface AwaitsReply {
  readonly awaitsReply: boolean;
}

/**
 * Parts a conversation's time among what it went into, so that each moment is counted once: while the server owes an
 * answer, it is the server's; else the client is at it.
 */
export class TimingGatherer {
  readonly #walk: AwaitsReply;
  readonly #groups: OpenGroup[] = [];
  readonly #shares: Record<Waited, number> = { client: 0, server: 0, both: 0 };
  /** Up to here all time is accounted for, in microseconds since the session began. */
  #cursor = 0;
  #lastContent = 0;
  #messages = 0;
  #isUnread = false;
  /** The reply whose last line has just come is a slow one. */
  #isSlow = false;
  #slow: SlowReplies = { count: 0, slowest: null };

  constructor(walk: AwaitsReply) {
    this.#walk = walk;
  }

  /** What is kept so far. */
  get groups(): readonly TimedGroup[] {
    return this.#groups;
  }

  /** How much each side took so far. */
  get shares(): TimeShares {
    return { ...this.#shares };
  }

  /** The replies so far that were slow. */
  get slow(): SlowReplies {
    return this.#slow;
  }

  /** Where accounting has come to, in microseconds since the session began. */
  get end(): number {
    return this.#cursor;
  }

  /** A line of the session. */
  line({ kind, from, meaning, time, row, findings }: WalkLine): void {
    this.#isSlow = findings.some(({ code }) => code === 'slow-reply');
    if (kind === 'content') this.#lastContent = time;
    if (kind === 'authentication' && from === 'client') this.#pass('login', 'client', time, row);
    if (meaning?.type === 'command' && !this.#walk.awaitsReply) {
      this.#pass(partOf(meaning.asked), 'client', time, row);
    }
  }

  /** A whole reply; `more`: the same will be answered again. */
  reply(asked: Asked | null, time: number, row: number, more: boolean): void {
    if (this.#lastContent > this.#cursor) this.#pass('content', 'client', this.#lastContent, row);
    if (this.#isSlow) this.#note(row, time - this.#askedAt(asked));
    this.#pass(asked === null ? 'other' : partOf(asked), 'server', time, row, this.#isSlow);
    this.#isSlow = false;
    if (asked !== null && asksForMessage(asked) && !more) this.#messages += 1;
  }

  /** Content is over. */
  contentEnd(time: number, row: number): void {
    this.#pass('content', 'client', time, row);
  }

  /** An event between lines. */
  event(row: number, time: number, event: SessionEvent): void {
    switch (event.event) {
      case 'upstream-connected':
        return this.#pass('connect', 'server', time, row);
      case 'tls':
      case 'tls-failed':
        return this.#pass('tls', event.side, time, row);
      case 'opaque':
        this.#isUnread = true;
        return this.#pass('tls', 'both', time, row);
      case 'ended':
        return this.#pass(this.#isUnread ? 'tls' : 'close', this.#isUnread ? 'both' : event.by, time, row);
      case 'closed':
        return this.#pass('close', event.by === 'spy' ? 'both' : event.by, time, row);
      case 'client-hello':
      case 'server-hello':
      case 'connected':
      case 'diverted':
      case 'injected':
      case 'gap':
      case 'rule':
      case 'held':
      case 'released':
      case 'hook':
      case 'hook-log':
      case 'hook-error':
      case 'error':
        return;
    }
  }

  /** Within AUTH and BDAT the client goes on after its command. */
  #askedAt(asked: Asked | null): number {
    if (asked === null) return this.#cursor;
    const goesOn = asked.verb === 'AUTH' || asked.verb === 'BDAT';
    return goesOn ? Math.max(asked.time, this.#cursor) : asked.time;
  }

  #note(row: number, took: number): void {
    const { count, slowest } = this.#slow;
    const isSlowest = slowest === null || took > slowest.took;
    this.#slow = { count: count + 1, slowest: isSlowest ? { row, took } : slowest };
  }

  #pass(part: TimedPart, side: Waited, time: number, row: number, slow = false): void {
    if (time <= this.#cursor) return;
    const begin = this.#cursor;
    this.#cursor = time;
    this.#shares[side] += time - begin;
    const group = this.#groupOf(part, begin);
    if (group === null) return;
    group.end = time;
    const last = group.bars.at(-1);
    const isSame = last !== undefined && last.part === part && last.side === side && last.end === begin;
    if (last !== undefined && (isSame || group.bars.length >= MOST_BARS)) {
      group.cut ||= !isSame;
      last.end = time;
      if (slow || !last.slow) last.row = row;
      last.slow ||= slow;
    } else group.bars.push({ part, side, begin, end: time, row, slow });
  }

  #groupOf(part: TimedPart, begin: number): OpenGroup | null {
    const message = OF_MESSAGES.has(part) ? this.#messages + 1 : 0;
    const last = this.#groups.at(-1);
    if (last?.message === message) return last;
    if (this.#groups.length >= MOST_GROUPS) return null;
    const group: OpenGroup = { message, begin, end: begin, bars: [], cut: false };
    this.#groups.push(group);
    return group;
  }
}

/** What answering something belongs to. */
function partOf(asked: Asked): TimedPart {
  if (asked.what === 'greeting') return 'greeting';
  if (asksForMessage(asked)) return 'verdict';
  switch (asked.verb) {
    case 'EHLO':
    case 'HELO':
    case 'LHLO':
      return 'hello';
    case 'STARTTLS':
      return 'tls';
    case 'AUTH':
      return 'login';
    case 'MAIL':
      return 'mail';
    case 'RCPT':
      return 'recipients';
    case 'DATA':
    case 'BDAT':
    case 'BURL':
      return 'data';
    case 'QUIT':
      return 'quit';
    default:
      return 'other';
  }
}
