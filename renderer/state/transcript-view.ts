import type { Problem, Transport, ViewState } from '../../app/contract.ts';
import type { TranscriptRow } from '../../app/transcript/row.ts';
import { coalesce } from './frames.ts';
import type { Schedule } from './frames.ts';
import { PAGE_ROWS, RowPages } from './row-pages.ts';
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
}

/** The transcript as it stands. */
export interface TranscriptSnapshot {
  /** What the person wants to read; null: nothing is chosen. */
  readonly target: ViewTarget | null;
  /** What is on screen; it may still be the former filter's. Null while a conversation is being opened. */
  readonly shown: ShownView | null;
  /** Why the target cannot be read; null when it can. */
  readonly problem: Problem | null;
  /** Changes with everything that `at` answers. */
  readonly revision: number;
}

/** The one view that the viewer has open, and the rows of it that have been read. */
export interface TranscriptView extends Store<TranscriptSnapshot> {
  /** Opens what the person wants to read, and closes what was open. */
  open(target: ViewTarget | null): void;
  /** Opens the same once more: after a connection came about, when the application has forgotten its views. */
  reopen(): void;
  /** Says which rows are on screen; what lacks there, or soon may, is asked for. */
  show(first: number, last: number): void;
  /** The row in that place of the shown view; undefined where it has not been read. */
  at(place: number): TranscriptRow | undefined;
  /** All rows from first to last, asked for where they have not been read. Null when they cannot be had. */
  fetch(first: number, last: number): Promise<readonly TranscriptRow[] | null>;
}

/** Rows read ahead on either side of the screen. */
const AHEAD = PAGE_ROWS / 2;

/** A view that the application has open for this viewer, and what has been read of it. */
interface OpenView {
  readonly target: ViewTarget;
  /** The connection through which it was opened. */
  readonly connection: number;
  readonly pages: RowPages;
  state: ViewState;
}

/** Keeps one view open through the transport. */
export function keepTranscriptView(transport: Transport, schedule: Schedule): TranscriptView {
  const store = createStore<TranscriptSnapshot>({ target: null, shown: null, problem: null, revision: 0 });
  /** Each wish has its number: an answer to an older one than the last is too late. */
  let wish = 0;
  /** With a new connection the former one's views are gone, and their numbers are given out anew. */
  let connection = 0;
  let open: OpenView | null = null;
  let onScreen = { first: 0, last: 0 };
  let reading = false;
  let opening = 0;
  /** The last notice of each view: one may come before the answer that tells of the view. */
  const notices = new Map<number, ViewState>();

  const publish = (change: Partial<TranscriptSnapshot>) => {
    store.set({ ...store.get(), ...change, revision: store.get().revision + 1 });
  };

  const shownOf = (view: OpenView): ShownView => ({ target: view.target, state: view.state });

  const isGone = (view: OpenView) => view.connection !== connection;

  const close = (view: OpenView) => {
    if (!isGone(view)) void transport.request('view.close', { view: view.state.view });
  };

  const takeNotices = () => {
    const state = open === null || isGone(open) ? undefined : notices.get(open.state.view);
    if (opening === 0) notices.clear();
    if (open === null || state === undefined || state === open.state) return;
    open.state = state;
    publish({ shown: shownOf(open) });
    void readOn();
  };
  const takeNoticesSoon = coalesce(schedule, takeNotices);

  const readSpan = async (
    view: OpenView,
    span: { from: number; count: number },
  ): Promise<Problem | number> => {
    if (isGone(view)) return 0;
    const result = await transport.request('view.rows', { view: view.state.view, ...span });
    if (!result.ok) return result.problem;
    view.pages.add(span.from, result.value.rows);
    return result.value.rows.length;
  };

  const nextSpan = (view: OpenView) => {
    const end = view.state.rows - 1;
    const { first, last } = onScreen;
    return (
      view.pages.missing(Math.max(0, first), Math.min(last, end)) ??
      view.pages.missing(Math.max(0, first - AHEAD), Math.min(last + AHEAD, end))
    );
  };

  /** Reads what lacks, one span after the other; each time anew for what is then on screen. */
  const readOn = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    for (let view = open; view !== null; view = open) {
      const span = nextSpan(view);
      if (span === null) break;
      const read = await readSpan(view, span);
      if (view !== open) continue;
      if (typeof read !== 'number' || read === 0) break;
      publish({});
    }
    reading = false;
  };

  const readEnd = async (view: OpenView): Promise<void> => {
    const end = view.state.rows - 1;
    const span = view.pages.missing(Math.max(0, end - AHEAD), end);
    if (span === null) return;
    const read = await readSpan(view, span);
    const rest = view.pages.missing(Math.max(0, end - AHEAD), end);
    if (typeof read === 'number' && read > 0 && rest !== null) await readSpan(view, rest);
  };

  /** The new view takes the old one's place with its first rows in hand, so that nothing flickers. */
  const bring = async (target: ViewTarget): Promise<void> => {
    const own = ++wish;
    const through = connection;
    const result = await transport.request('view.open', target);
    if (!result.ok) {
      if (own === wish) publish({ problem: result.problem });
      return;
    }
    const state = notices.get(result.value.view) ?? result.value;
    const opened: OpenView = { target, connection: through, pages: readPagesOf(target), state };
    if (own === wish) await readEnd(opened);
    if (own !== wish) return close(opened);
    const former = open;
    open = opened;
    if (former !== null) close(former);
    publish({ shown: shownOf(opened), problem: null });
    takeNotices();
    void readOn();
  };

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
        publish({ target, shown: null, problem: null });
      } else publish({ target, problem: null });
      if (target !== null) void openTarget(target);
    },
    reopen() {
      const { target } = store.get();
      connection++;
      notices.clear();
      if (target !== null) void openTarget(target);
    },
    show(first, last) {
      onScreen = { first, last };
      open?.pages.use(first, last);
      void readOn();
    },
    at: (place) => open?.pages.at(place),
    async fetch(first, last) {
      const view = open;
      if (view === null) return null;
      const rows: TranscriptRow[] = [];
      for (let place = first; place <= last; place++) {
        if (view.pages.at(place) === undefined) {
          const span = view.pages.missing(place, last);
          if (span === null || typeof (await readSpan(view, span)) !== 'number') return null;
        }
        const row = view.pages.at(place);
        if (row === undefined) return null;
        rows.push(row);
      }
      return rows;
    },
  };
}
