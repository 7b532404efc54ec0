import * as v from 'valibot';
import type { SessionSummary } from '../transcript/session-summary.ts';
import type { Speaker } from '../smtp/words.ts';
import { countUpTo, placeNumber, sessionNumber } from './schemas.ts';

/** Rows of the list that one request may ask for: several screens. */
const MOST_LIST_ROWS = 1_000;

/** Bars that one request for the overview may ask for: more than a screen has pixels to spare for. */
const MOST_BARS = 2_000;

/** The longest note, in characters: a few paragraphs. */
export const LONGEST_NOTE_TEXT = 2_000;

/** Ranges that name sessions in one request: a selection with so many gaps is made by no person. */
const MOST_RANGES = 100_000;

/** How the list of conversations is put in order. */
export const listOrder = v.object({
  sort: v.picklist(['time', 'trouble', 'duration', 'size', 'messages', 'findings']),
  /** The newest, worst, longest, largest or most first. */
  descending: v.boolean(),
  group: v.picklist(['none', 'day', 'listener', 'client']),
});
/** How the list of conversations is put in order. */
export type ListOrder = v.InferOutput<typeof listOrder>;

/** Addresses of one listener: those of IPv4 and IPv6, and some from before it was set otherwise. */
const MOST_ADDRESSES = 10;

const list = placeNumber;
/** Sessions by their numbers: each from the first to the last of a pair. */
export const sessionPairs = v.pipe(
  v.array(v.tuple([sessionNumber, sessionNumber])),
  v.maxLength(MOST_RANGES),
);
/** Sessions by their numbers: each from the first to the last of a pair. */
export type SessionPairs = v.InferOutput<typeof sessionPairs>;

/** Requests for the list of conversations, as a person has put it in order and narrowed it. */
export const conversationRequests = {
  /** Opens a list: the conversations that a query names, in an order. It changes as they do; the event `list` tells. */
  'list.open': v.object({ query: v.string(), order: listOrder }),
  /**
   * Rows from a place on. `anchor`: a conversation on screen, and the place that it had: where it stands elsewhere by
   * now, the rows come from as much further on.
   */
  'list.rows': v.object({
    list,
    from: placeNumber,
    count: countUpTo(MOST_LIST_ROWS),
    anchor: v.nullable(v.object({ session: sessionNumber, place: placeNumber })),
  }),
  /** Where a conversation stands; null where the list does not show it. */
  'list.place': v.object({ list, session: sessionNumber }),
  /** Shows a group's conversations, or its head alone. */
  'list.fold': v.object({ list, group: v.string(), folded: v.boolean() }),
  /** The numbers of the conversations in these places, `last` included. */
  'list.numbers': v.object({ list, first: placeNumber, last: placeNumber }),
  'list.close': v.object({ list }),
  /** What happened over time in the conversations that a query names, in so many bars at most. */
  'list.overview': v.object({ query: v.string(), bars: v.pipe(countUpTo(MOST_BARS), v.minValue(1)) }),
  /** Values that a field of the query language has in the captures and that begin so, the most frequent first. */
  'list.values': v.object({ field: v.string(), typed: v.string() }),
  /** What came of the conversations that clients had at these addresses (`127.0.0.1:2525`). `since`: microseconds since 1970. */
  'list.tally': v.object({
    addresses: v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(MOST_ADDRESSES)),
    since: v.number(),
  }),
} as const;

/** Requests that change what people say of conversations. */
export const annotationRequests = {
  'conversations.pin': v.object({ sessions: sessionPairs, pinned: v.boolean() }),
  'conversations.note': v.object({
    session: sessionNumber,
    text: v.pipe(v.string(), v.maxLength(LONGEST_NOTE_TEXT)),
  }),
  /** Deletes conversations that are over; those under way stay. Within a minute it can be undone. */
  'conversations.delete': v.object({ sessions: sessionPairs, keepPinned: v.boolean() }),
  /** Brings back what has just been deleted. */
  'conversations.restore': v.object({ sessions: sessionPairs }),
} as const;

/** What {@link conversationRequests} come back with. */
export interface ConversationResults {
  'list.open': ListState;
  'list.rows': ListRows;
  'list.place': number | null;
  'list.fold': ListState;
  'list.numbers': SessionPairs;
  'list.close': null;
  /** Null where nothing happened. */
  'list.overview': Overview | null;
  'list.values': readonly KnownValue[];
  'list.tally': ListenerTally;
}

/** What {@link annotationRequests} come back with. */
export interface AnnotationResults {
  'conversations.pin': null;
  'conversations.note': null;
  'conversations.delete': {
    readonly deleted: SessionPairs;
    /** Conversations under way, which stay. */
    readonly open: number;
    /** Pinned ones that stay. */
    readonly pinned: number;
  };
  'conversations.restore': null;
}

/** How a list stands. */
export interface ListState {
  readonly list: number;
  /** Rises with every change of what `list.rows` answers. */
  readonly revision: number;
  /** Rows: conversations, and the heads of groups. */
  readonly rows: number;
  /** Conversations that the query names. */
  readonly matched: number;
  /** All that are known. */
  readonly known: number;
  /** Those whose record is still to be read before anything is known of them. */
  readonly unread: number;
  /** Those whose lines are still to be looked at; 0 when the query has been answered for all. */
  readonly unsearched: number;
  /** Those that nobody will look at, since the person has ended the search. */
  readonly skipped: number;
  /** The newest that the query names; null where there is none. */
  readonly newest: number | null;
}

/** A list has changed, or its search has come further. */
export interface ListEvent {
  readonly type: 'list';
  readonly list: ListState;
}

/** Rows of a list. */
export interface ListRows {
  readonly state: ListState;
  /** The place of the first: as asked for, or moved with the anchor. */
  readonly from: number;
  /** Rows by which the anchor has moved down; 0 without one, or where it is gone. */
  readonly moved: number;
  readonly rows: readonly ListRow[];
}

/** A row of the list. */
export type ListRow = ConversationListRow | GroupRow;

/** A conversation of the list. */
export interface ConversationListRow {
  readonly type: 'conversation';
  readonly summary: SessionSummary;
  /** The lines that the query looks for; null where it looks for none, or they are not known yet. */
  readonly lines: MatchingLines | null;
}

/** Lines of a conversation that a query looks for. */
export interface MatchingLines {
  readonly count: number;
  /** There may be more: counting stopped. */
  readonly more: boolean;
  readonly first: MatchingLine;
}

/** The first line of a conversation that a query looks for, cut where it is long. */
export interface MatchingLine {
  /** Its place among all rows of the session, from 0. */
  readonly row: number;
  readonly from: Speaker;
  readonly text: string;
}

/** The head of a group. */
export interface GroupRow {
  readonly type: 'group';
  /** `pinned`, or what its conversations have in common: a listener, a client's address, a day as `2026-11-21`. */
  readonly group: string;
  readonly kind: 'pinned' | 'day' | 'listener' | 'client';
  readonly conversations: number;
  /** Those that went wrong. */
  readonly wrong: number;
  readonly folded: boolean;
}

/** What came of the conversations at a listener, those that are kept. */
export interface ListenerTally {
  readonly conversations: number;
  /** Those with a refusal. */
  readonly refused: number;
  /** Those that came to nothing: no server was reached, or something broke. */
  readonly failed: number;
  /** Messages that the server accepted. */
  readonly messages: number;
  readonly bytesFromClients: number;
  readonly bytesFromServer: number;
}

/** What happened over time. */
export interface Overview {
  /** When the first bar begins: minutes since 1970. */
  readonly from: number;
  /** Minutes in a bar. */
  readonly width: number;
  readonly bars: readonly OverviewBar[];
}

/** What happened in a bar's time. */
export interface OverviewBar {
  readonly accepted: number;
  /** Refusals for now, 4xx. */
  readonly deferred: number;
  /** Refusals for good, 5xx. */
  readonly refused: number;
  readonly bytes: number;
}

/** A value that a field has in the captures. */
export interface KnownValue {
  readonly value: string;
  /** Conversations that have it. */
  readonly conversations: number;
}
