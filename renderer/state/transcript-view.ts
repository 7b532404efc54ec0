import type {
  Folding,
  LocatedRow,
  Problem,
  RequestPayload,
  RequestResults,
  Transport,
  ViewState,
} from '../../app/contract.ts';
import type { ViewRow } from '../../app/transcript/row.ts';
import { coalesce } from './frames.ts';
import type { Schedule } from './frames.ts';
import { RowPages } from './row-pages.ts';
import { AHEAD, lackingOf, readRowsThrough, type Reading, type RowsOnScreen } from './row-reading.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** What the person wants to read. */
export interface ViewTarget {
  readonly session: number;
  /** Empty: everything. */
  readonly query: string;
  /** Secrets are shown. */
  readonly reveal: boolean;
}

/** What is on screen. */
export interface ShownView {
  readonly target: ViewTarget;
  readonly state: ViewState;
  /** By how many places the row moved that was kept in sight when folds were last opened or closed. */
  readonly moved: number;
}

/** Whether a filter is still looking for its lines: then the end that it has so far is no end to be followed. */
export function isSearching({ target, state }: ShownView): boolean {
  return target.query !== '' && state.scanned < state.lines && !state.stopped;
}

/** A row, or the heading of the fold that it belongs to. */
export interface RowKey {
  readonly row: number;
  readonly heading: boolean;
}

/** A row by its number among all of the session, or a line by its own. */
export type LocateTarget = RequestPayload<'view.locate'>['target'];

/** What a row is known by, wherever it stands. */
export function keyOf(row: ViewRow): RowKey {
  return { row: row.row, heading: row.type === 'fold' };
}

/** A row that stays where it is on screen while folds are opened and closed. */
export interface KeptRow {
  readonly key: RowKey;
  readonly place: number;
}

/** The transcript as it stands. */
export interface TranscriptSnapshot {
  /** What the person wants to read; null: nothing is chosen. */
  readonly target: ViewTarget | null;
  /** What is on screen; it may still be the former filter's. Null while a conversation is being opened. */
  readonly shown: ShownView | null;
  /** Why the target cannot be read; null when it can. */
  readonly problem: Problem | null;
  /** What comes is not shown for now; it goes on being recorded. */
  readonly paused: boolean;
  /** Lines that have come since the view was paused. */
  readonly waiting: number;
  /** Changes with everything that `at` answers. */
  readonly revision: number;
}

/** The one view that the viewer has open, and the rows of it that have been read. */
export interface TranscriptView extends Store<TranscriptSnapshot> {
  /** Opens what the person wants to read, and closes what was open. */
  open(target: ViewTarget | null): void;
  /** Opens the same once more: after a connection came about, when the application has forgotten its views. */
  reopen(): void;
  /**
   * Says which rows are on screen, or close to it; what lacks there, or soon may, is asked for. `fills`: how many of them
   * fill the screen.
   */
  show(first: number, last: number, fills?: number): void;
  /** The row in that place of the shown view; undefined where it has not been read. */
  at(place: number): ViewRow | undefined;
  /** All rows from first to last, asked for where they have not been read. Null when they cannot be had. */
  fetch(first: number, last: number): Promise<readonly ViewRow[] | null>;
  /**
   * Opens or closes the fold that a row belongs to; null: all of them. `kept` stays where it is on screen. Resolves, before
   * anything changes on screen, to the new place of the row that is asked for besides; null when that failed.
   */
  fold(row: number | null, open: boolean, kept: KeptRow, besides: RowKey | null): Promise<number | null>;
  /** Where a row or line stands; `open`: the fold that hides it is opened. Null where it cannot be found. */
  locate(target: LocateTarget, open: boolean): Promise<LocatedRow | null>;
  /** Looks for the lines that a query names among those shown; empty: no more. A problem, or null. */
  find(query: string): Promise<Problem | null>;
  /** The next line that was found behind a row, or the last before it; null where there is none. */
  found(row: number, direction: 'next' | 'previous'): Promise<RequestResults['view.found']>;
  /** Shows nothing more of what comes, or all of it again. */
  pause(paused: boolean): void;
}

/** A view that the application has open for this viewer, and what has been read of it. */
interface OpenView {
  readonly target: ViewTarget;
  /** The connection through which it was opened. */
  readonly connection: number;
  readonly pages: RowPages;
  readonly moved: number;
  state: ViewState;
  /** What came while the view was paused. */
  held: ViewState | null;
}

const NOTHING_OPEN: Folding = { open: false, wishes: [] };

/** Wishes that are kept: more folds than anybody opens one by one. */
const MOST_WISHES = 1_000;

function withWish({ open, wishes }: Folding, row: number | null, opening: boolean): Folding {
  if (row === null) return { open: opening, wishes: [] };
  return { open, wishes: [...wishes, { row, open: opening }].slice(-MOST_WISHES) };
}

/** Whether a notice of a view was sent behind the answer that told of it first: most of those that come before it were not. */
function isNewer(notice: ViewState, answer: ViewState): boolean {
  if (notice.layout !== answer.layout) return notice.layout > answer.layout;
  return notice.scanned > answer.scanned || notice.rows > answer.rows;
}

/** Keeps one view open through the transport. */
export function keepTranscriptView(transport: Transport, schedule: Schedule): TranscriptView {
  const store = createStore<TranscriptSnapshot>({
    target: null,
    shown: null,
    problem: null,
    paused: false,
    waiting: 0,
    revision: 0,
  });
  /** Each wish has its number: an answer to an older one than the last is too late. */
  let wish = 0;
  /** With a new connection the former one's views are gone, and their numbers are given out anew. */
  let connection = 0;
  let open: OpenView | null = null;
  /** The person's wishes about the folds of the conversation: they hold when its view is opened once more. */
  let folding: Folding = NOTHING_OPEN;
  let onScreen = { first: 0, last: 0 };
  /** Rows that fill the screen. */
  let screenful = AHEAD;
  const reading = new Set<Reading>();
  let opening = 0;
  let isAdvancing = false;
  /** The last notice of each view: one may come before the answer that tells of the view. */
  const notices = new Map<number, ViewState>();

  const publish = (change: Partial<TranscriptSnapshot>) => {
    store.set({ ...store.get(), ...change, revision: store.get().revision + 1 });
  };

  const shownOf = (view: OpenView): ShownView => ({
    target: view.target,
    state: view.state,
    moved: view.moved,
  });

  const isGone = (view: OpenView) => view.connection !== connection;
  const rowReading = readRowsThrough(transport, isGone);

  const close = (view: OpenView) => {
    if (!isGone(view)) void transport.request('view.close', { view: view.state.view });
  };

  const takeNotices = () => {
    // What comes meanwhile waits, and is taken behind it.
    if (isAdvancing) return;
    const state = open === null || isGone(open) ? undefined : notices.get(open.state.view);
    if (opening === 0) notices.clear();
    // Of another layout: the answer that tells of it is on its way.
    if (open === null || state === undefined || state === open.state || state.layout !== open.state.layout)
      return;
    if (store.get().paused) return publishPaused(open, state);
    open.pages.wear(open.state.steady);
    if (state.rows > open.state.rows && onScreen.last >= open.state.rows - 1) void advance(open, state);
    else takeState(open, state);
  };

  const takeState = (view: OpenView, state: ViewState) => {
    const { growing } = view.state;
    view.state = state;
    publish({ shown: shownOf(view), waiting: 0 });
    if (growing !== null) void readHeading(view, growing);
    void readOn();
  };

  /** Where the end is on screen, its new rows are read before there are more: nothing is drawn first without its words. */
  const advance = async (view: OpenView, state: ViewState): Promise<void> => {
    isAdvancing = true;
    const before = view.state;
    const moved = state.rows - view.state.rows;
    const seen = onScreen;
    const next = { first: seen.first + moved, last: seen.last + moved };
    await rowReading.screen({ ...view, state }, next);
    isAdvancing = false;
    if (view === open && state.layout === view.state.layout) {
      // What somebody looks for may have changed meanwhile.
      const now = view.state === before ? state : { ...state, find: view.state.find };
      if (store.get().paused) publishPaused(view, now);
      else {
        // More may be told before what is on screen then has been said.
        if (onScreen.first === seen.first && onScreen.last === seen.last) onScreen = next;
        takeState(view, now);
      }
    }
    // What was told meanwhile.
    takeNotices();
  };

  /** What was found goes on being told; everything else stands still. */
  const publishPaused = (view: OpenView, state: ViewState) => {
    view.held = state;
    view.state = { ...view.state, find: state.find };
    publish({ shown: shownOf(view), waiting: Math.max(0, state.matched - view.state.matched) });
  };
  const takeNoticesSoon = coalesce(schedule, takeNotices);

  /** The heading of an open fold that grows says how much is in it. */
  const readHeading = async (view: OpenView, place: number): Promise<void> => {
    const row = await rowReading.again(view, place);
    if (row === null || view !== open) return;
    view.pages.replace(place, row);
    publish({});
  };

  /** Reads what lacks, one span after the other; each time anew for what is then on screen. */
  const readOn = async (): Promise<void> => {
    await readAll('screen');
    await readAll('ahead');
  };

  const readAll = async (what: Reading): Promise<void> => {
    if (reading.has(what)) return;
    reading.add(what);
    for (let view = open; view !== null; view = open) {
      const span = lackingOf(view, onScreen, what);
      if (span === null) break;
      const read = await rowReading.span(view, what, span);
      if (view !== open) continue;
      if (typeof read !== 'number' || read === 0) break;
      publish({});
    }
    reading.delete(what);
  };

  /** The same view with other folds open takes the place of the former, with its rows in hand. */
  const relayout = async (view: OpenView, state: ViewState, moved: number): Promise<void> => {
    const next: OpenView = { ...view, pages: new RowPages(), state, moved, held: null };
    await rowReading.screen(next, { first: onScreen.first + moved, last: onScreen.last + moved });
    if (view !== open) return;
    open = next;
    publish({ shown: shownOf(next), waiting: 0 });
    takeNotices();
    void readOn();
  };

  /** The new view takes the old one's place with its first rows in hand, so that nothing flickers. */
  const bring = async (target: ViewTarget): Promise<void> => {
    const own = ++wish;
    const through = connection;
    const result = await transport.request('view.open', { ...target, folding });
    if (!result.ok) {
      if (own === wish) publish({ problem: result.problem });
      return;
    }
    const notice = notices.get(result.value.view);
    const isTold = notice !== undefined && isNewer(notice, result.value);
    if (!isTold) notices.delete(result.value.view);
    const state = isTold ? notice : result.value;
    const opened: OpenView = {
      target,
      connection: through,
      pages: readPagesOf(target),
      moved: 0,
      state,
      held: null,
    };
    if (own === wish) await rowReading.screen(opened, endOf(state));
    if (own !== wish) return close(opened);
    const former = open;
    open = opened;
    if (former !== null) close(former);
    publish({ shown: shownOf(opened), problem: null, paused: false, waiting: 0 });
    takeNotices();
    void readOn();
  };

  /** The rows at the end of a view that fill the screen; those beyond its edges are not waited for. */
  const endOf = ({ rows }: ViewState): RowsOnScreen => ({ first: rows - screenful, last: rows - 1 });

  const openTarget = async (target: ViewTarget) => {
    opening++;
    await bring(target);
    opening--;
  };

  /** A view that is opened once more has the same rows: a record only grows. */
  const readPagesOf = (target: ViewTarget) => (open?.target === target ? open.pages : new RowPages());

  const closeOpen = () => {
    wish++;
    if (open !== null) close(open);
    open = null;
  };

  transport.subscribe((event) => {
    if (event.type !== 'view') return;
    notices.set(event.view.view, event.view);
    takeNoticesSoon();
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    open(target) {
      if (target === null || target.session !== open?.target.session) {
        closeOpen();
        folding = NOTHING_OPEN;
        publish({ target, shown: null, problem: null, paused: false, waiting: 0 });
      } else publish({ target, problem: null });
      if (target !== null) void openTarget(target);
    },
    reopen() {
      const { target } = store.get();
      connection++;
      notices.clear();
      if (target !== null) void openTarget(target);
    },
    show(first, last, fills = last - first + 1) {
      onScreen = { first, last };
      screenful = fills;
      open?.pages.use(first, last);
      void readOn();
    },
    at: (place) => open?.pages.at(place),
    fetch: async (first, last) => (open === null ? null : rowReading.all(open, { first, last })),
    async fold(row, opening, kept, besides) {
      const view = open;
      if (view === null || isGone(view)) return null;
      const keys = besides === null ? [kept.key] : [kept.key, besides];
      const request = { view: view.state.view, row, open: opening, kept: keys };
      const result = await transport.request('view.fold', request);
      if (!result.ok) {
        publish({ problem: result.problem });
        return null;
      }
      folding = withWish(folding, row, opening);
      const { state, places } = result.value;
      if (state.layout !== view.state.layout)
        await relayout(view, state, (places[0] ?? kept.place) - kept.place);
      return places.at(-1) ?? null;
    },
    async locate(target, opening) {
      const view = open;
      if (view === null || isGone(view)) return null;
      const request = { view: view.state.view, target, open: opening };
      const result = await transport.request('view.locate', request);
      if (!result.ok || result.value === null) return null;
      const located = result.value;
      if (opening) folding = withWish(folding, located.row, true);
      if (located.state.layout !== view.state.layout) {
        onScreen = { first: located.place - AHEAD / 2, last: located.place + AHEAD / 2 };
        await relayout(view, located.state, 0);
      }
      return located;
    },
    async find(query) {
      const view = open;
      if (view === null || isGone(view)) return null;
      const result = await transport.request('view.find', { view: view.state.view, query });
      if (!result.ok) return result.problem;
      if (view !== open || result.value.layout !== view.state.layout) return null;
      view.state = { ...view.state, find: result.value.find };
      publish({ shown: shownOf(view) });
      return null;
    },
    async found(row, direction) {
      const view = open;
      if (view === null || isGone(view)) return null;
      const result = await transport.request('view.found', { view: view.state.view, row, direction });
      return result.ok ? result.value : null;
    },
    pause(paused) {
      if (open === null || paused === store.get().paused) return;
      const { held } = open;
      open.held = null;
      if (held !== null) notices.set(held.view, held);
      publish({ paused, waiting: 0 });
      takeNotices();
    },
  };
}
