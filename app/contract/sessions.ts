import * as v from 'valibot';
import type { SessionSummary } from '../transcript/session-summary.ts';
import { countUpTo, placeNumber, sessionNumber } from './schemas.ts';

/** Sessions that one request may ask for. */
const MOST_SESSIONS = 2_000;

/** Requests for the list of sessions. */
export const sessionRequests = {
  /** Sessions, newest first: `count` of them, beginning at place `from`. */
  'sessions.list': v.object({ from: placeNumber, count: countUpTo(MOST_SESSIONS) }),
  /** One session's summary; null where there is no such session. */
  'session.summary': v.object({ session: sessionNumber }),
} as const;

/** What {@link sessionRequests} come back with. */
export interface SessionResults {
  'sessions.list': { readonly total: number; readonly sessions: readonly SessionSummary[] };
  'session.summary': SessionSummary | null;
}

/** Sessions began, grew or ended. `changed` names at most a few hundred; past that it is empty and `many` is true. */
export interface SessionsEvent {
  readonly type: 'sessions';
  readonly total: number;
  readonly open: number;
  readonly changed: readonly number[];
  readonly many: boolean;
}
