import * as v from 'valibot';
import type {
  FindingDetails,
  LoginDetails,
  MessageDetails,
  RefusalDetails,
  ServerOffer,
  TlsDetails,
  Turn,
  Way,
} from '../transcript/details.ts';
import type { Step } from '../transcript/step.ts';
import type { SlowReplies, TimedGroup, TimeShares } from '../transcript/timing.ts';
import { countUpTo, placeNumber, sessionNumber } from './schemas.ts';

/** Steps that one request may ask for: as many as a picture can show. */
export const MOST_STEPS_AT_ONCE = 1_000;

/** Messages, or groups of time, that one request may ask for. */
const MOST_MESSAGES_AT_ONCE = 500;

const page = { session: sessionNumber, from: placeNumber };

/** Requests for what the details show of a session. */
export const detailsRequests = {
  /** What is known of a session beyond its rows. `reveal`: with the secrets of logins. */
  'session.details': v.object({ session: sessionNumber, reveal: v.boolean() }),
  /** Steps, from place `from` on. With `row` instead: those around the step that the row belongs to. */
  'session.steps': v.object({
    ...page,
    row: v.optional(placeNumber),
    count: countUpTo(MOST_STEPS_AT_ONCE),
  }),
  'session.messages': v.object({ ...page, count: countUpTo(MOST_MESSAGES_AT_ONCE) }),
  /** Where the time went, group by group. */
  'session.timing': v.object({ ...page, count: countUpTo(MOST_MESSAGES_AT_ONCE) }),
} as const;

/** What is known of a session beyond its rows. */
export interface SessionDetailsResult {
  /** How far the session has been read. A long one takes several requests: ask again while it is not caught up. */
  readonly rowsRead: number;
  readonly isCaughtUp: boolean;
  readonly offers: readonly ServerOffer[];
  readonly logins: readonly LoginDetails[];
  /** All logins; more than are listed where somebody tries many. */
  readonly allLogins: number;
  readonly findings: readonly FindingDetails[];
  readonly allFindings: number;
  readonly tls: readonly TlsDetails[];
  readonly refusals: readonly RefusalDetails[];
  readonly allRefusals: number;
  /** Null before the server was reached. */
  readonly turn: Turn | null;
  readonly messages: number;
  readonly steps: number;
  readonly ways: readonly Way[];
}

/** A part of a list. */
export interface Part<Item> {
  /** The place of the first, from 0. */
  readonly from: number;
  readonly items: readonly Item[];
  /** Items that can be had. */
  readonly kept: number;
  /** All items, those past the limit of what is kept included. */
  readonly total: number;
}

/** What {@link detailsRequests} come back with. */
export interface DetailsResults {
  'session.details': SessionDetailsResult;
  'session.steps': Part<Step>;
  'session.messages': Part<MessageDetails>;
  'session.timing': Part<TimedGroup> & {
    readonly shares: TimeShares;
    /** Up to where time is accounted for, in microseconds since the session began. */
    readonly end: number;
    readonly slow: SlowReplies;
  };
}
