import * as v from 'valibot';
import type { ViewRow } from '../transcript/row.ts';
import type { ViewProgress } from '../transcript/view-progress.ts';
import { countUpTo, placeNumber, sessionNumber } from './schemas.ts';

/** Rows that one request may ask for: several screens, and small enough to cross at once. */
const MOST_ROWS = 2_000;

/** A row whose place is asked for, by its number among all rows of the session. */
const keptRow = v.object({
  row: placeNumber,
  /** The heading of the fold that it belongs to is meant. */
  heading: v.boolean(),
});

/** Folds that one view may be opened with besides those that are as all are. */
const MOST_WISHES = 1_000;

/** Which folds are open at first. */
const folding = v.object({
  /** All of them. */
  open: v.boolean(),
  /** Then those that these rows belong to, one after the other. */
  wishes: v.pipe(v.array(v.object({ row: placeNumber, open: v.boolean() })), v.maxLength(MOST_WISHES)),
});
/** Which folds of a view are open at first. */
export type Folding = v.InferOutput<typeof folding>;

/** Requests for the rows of a session. */
export const viewRequests = {
  /**
   * A view: a session's rows, or only the lines that a query names. It grows as the session does; the event `view` tells.
   * A viewer has at most a few, and closes each when it is done with it. `folding`: where it shows all rows, those that
   * are seldom read line by line may be folded away; null: they never are.
   */
  'view.open': v.object({
    session: sessionNumber,
    query: v.string(),
    reveal: v.boolean(),
    folding: v.optional(v.nullable(folding), null),
  }),
  /** Fewer than `count` where they are very long: ask on behind them. `ahead`: nobody waits for them yet. */
  'view.rows': v.object({
    view: placeNumber,
    from: placeNumber,
    count: countUpTo(MOST_ROWS),
    ahead: v.optional(v.boolean(), false),
  }),
  /** Opens or closes the fold that a row belongs to, or all (`row` null). Tells where some rows stand then. */
  'view.fold': v.object({
    view: placeNumber,
    row: v.nullable(placeNumber),
    open: v.boolean(),
    kept: v.pipe(v.array(keptRow), v.maxLength(10)),
  }),
  /**
   * Where a row stands, or a line by its number. `open`: the fold that it belongs to is opened; else that may be its
   * heading. In a filtered view: the next place where it would stand.
   */
  'view.locate': v.object({
    view: placeNumber,
    target: v.union([v.object({ row: placeNumber }), v.object({ line: placeNumber })]),
    open: v.boolean(),
  }),
  /** Looks for the lines that a query names among those of the view; empty: for nothing any more. */
  'view.find': v.object({ view: placeNumber, query: v.string() }),
  /** The next line behind a row that was found, or the last one before it. Behind the last comes the first again. */
  'view.found': v.object({
    view: placeNumber,
    row: v.pipe(v.number(), v.integer()),
    direction: v.picklist(['next', 'previous']),
  }),
  'view.close': v.object({ view: placeNumber }),
} as const;

/** What {@link viewRequests} come back with. */
export interface ViewResults {
  'view.open': ViewState;
  'view.rows': { readonly rows: readonly ViewRow[]; readonly layout: number };
  'view.fold': { readonly state: ViewState; readonly places: readonly number[] };
  /** Null where there is no such row or line. */
  'view.locate': LocatedRow | null;
  'view.find': ViewState;
  /** Null where none was found so far. `rank`: its place among those found, from 0. */
  'view.found': { readonly row: number; readonly rank: number } | null;
  'view.close': null;
}

/** A row that was looked for. */
export interface LocatedRow {
  readonly row: number;
  readonly place: number;
  /** The view shows it: false where a filter does not. */
  readonly shown: boolean;
  /** The view as it is then: a fold may have been opened. */
  readonly state: ViewState;
}

/** Where the search for a view's lines stands. */
export interface ViewState extends ViewProgress {
  readonly view: number;
  readonly session: number;
  /** What is being found in it; null where nothing is. */
  readonly find: FindState | null;
}

/** Where the finding of lines in a view stands. */
export interface FindState {
  /** As it was asked for. */
  readonly query: string;
  /** Lines that were found so far. */
  readonly matched: number;
  /** Lines of the session that have been looked at so far. */
  readonly scanned: number;
  /** Somebody has ended it before all were. */
  readonly stopped: boolean;
}

/** A view has more rows, or its search has come further. */
export interface ViewEvent {
  readonly type: 'view';
  readonly view: ViewState;
}
