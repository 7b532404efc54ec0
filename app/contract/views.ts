import * as v from 'valibot';
import type { TranscriptRow } from '../transcript/row.ts';
import { countUpTo, placeNumber, sessionNumber } from './schemas.ts';

/** Rows that one request may ask for: several screens, and small enough to cross at once. */
export const MOST_ROWS = 2_000;

/** Requests for the rows of a session. */
export const viewRequests = {
  /**
   * A view: a session's rows, or only the lines that a query names. It grows as the session does; the event `view` tells.
   * A viewer has at most a few, and closes each when it is done with it.
   */
  'view.open': v.object({ session: sessionNumber, query: v.string(), reveal: v.boolean() }),
  'view.rows': v.object({ view: placeNumber, from: placeNumber, count: countUpTo(MOST_ROWS) }),
  'view.close': v.object({ view: placeNumber }),
} as const;

/** What {@link viewRequests} come back with. */
export interface ViewResults {
  'view.open': ViewState;
  'view.rows': { readonly rows: readonly TranscriptRow[] };
  'view.close': null;
}

/** Where the search for a view's lines stands. */
export interface ViewState {
  readonly view: number;
  readonly session: number;
  /** Rows that the view shows so far. */
  readonly rows: number;
  /** Lines among those rows. */
  readonly matched: number;
  /** Lines of the session that have been looked at so far. */
  readonly scanned: number;
  /** Lines of the session so far. */
  readonly lines: number;
}

/** A view has more rows, or its search has come further. */
export interface ViewEvent {
  readonly type: 'view';
  readonly view: ViewState;
}
