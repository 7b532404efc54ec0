/** What a conversation's time goes into, in the order in which that happens. */
export type TimedPart =
  | 'connect'
  | 'greeting'
  | 'hello'
  | 'tls'
  | 'login'
  | 'mail'
  | 'recipients'
  | 'data'
  | 'content'
  | 'verdict'
  | 'other'
  | 'quit'
  | 'close';

/** Whom the other waited for. `both`: nobody alone, as in a TLS handshake. */
export type Waited = 'client' | 'server' | 'both';

/** A stretch of time that went into one thing, and whom it depended on. */
export interface TimedBar {
  readonly part: TimedPart;
  readonly side: Waited;
  /** Microseconds since the session began. */
  readonly begin: number;
  readonly end: number;
  /** The row that it ended with; where it was slow, that of the slow reply. */
  readonly row: number;
  /** A reply in it took longer than one should (the finding `slow-reply`). */
  readonly slow: boolean;
}

/** Replies that took longer than they should. */
export interface SlowReplies {
  readonly count: number;
  /** The row of the slowest, and the microseconds that it took; null where none was slow. */
  readonly slowest: { readonly row: number; readonly took: number } | null;
}

/** The bars of one message, or of what lies between messages. Each moment of a conversation is in one bar. */
export interface TimedGroup {
  /** The message's number, from 1; 0: what belongs to none. */
  readonly message: number;
  readonly begin: number;
  readonly end: number;
  readonly bars: readonly TimedBar[];
  /** There were more bars than are kept: the last one stands for the rest. */
  readonly cut: boolean;
}

/** How much of the time each side took, in microseconds. */
export type TimeShares = Readonly<Record<Waited, number>>;
