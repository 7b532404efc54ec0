import { first, giveWay } from '../capture/precedence.ts';
import { readingBudget } from '../capture/reading-budget.ts';
import type { SessionLibrary } from '../capture/session-library.ts';
import { SessionView, VIEW_STEPS } from '../capture/session-view.ts';
import type { LocatedRow, RequestPayload, ViewerEvent, viewRequests, ViewState } from '../contract.ts';
import { within } from '../capture/within.ts';
import { MergedNotices } from '../merge-notices.ts';
import { RequestError, type Handlers } from '../requests/handlers.ts';
import type { Numbering } from './numbering.ts';
import type { WorkBoard } from '../work-board.ts';
import { findSession, readQuery } from './request-parts.ts';

/** Views that one viewer may have open: a few windows' worth, and an end to a page that forgets to close them. */
const MOST_VIEWS = 20;

/** Milliseconds that whoever opens a view waits for its first rows, and how many fill any screen. */
const FIRST_LOOK = 50;
const SCREENFUL = 100;

interface OpenView {
  readonly view: SessionView;
  readonly notices: MergedNotices;
  /** What is looked for in it, as it was asked for. */
  find: string;
}

/** The views that one viewer has open: answers requests for their rows, and tells how they grow. */
export class OpenViews {
  readonly #library: SessionLibrary;
  readonly #send: (event: ViewerEvent) => void;
  readonly #numbering: Numbering;
  readonly #board: WorkBoard;
  readonly #views = new Map<number, OpenView>();

  /** `numbering` counts what all viewers have open; the board says how far the views are. */
  constructor(
    library: SessionLibrary,
    send: (event: ViewerEvent) => void,
    numbering: Numbering,
    board: WorkBoard,
  ) {
    this.#library = library;
    this.#send = send;
    this.#numbering = numbering;
    this.#board = board;
  }

  /** Answers requests for the rows of a session. */
  readonly handlers: Handlers<keyof typeof viewRequests> = {
    'view.open': (payload) => this.#open(payload),
    'view.rows': async ({ view: number, from, count, ahead }) => {
      const { view } = this.#find(number);
      const { layout } = view.progress;
      const rows = ahead
        ? view.rows(from, count, () => giveWay('search'))
        : first('screen', () => view.rows(from, count));
      return { rows: await rows, layout };
    },
    'view.fold': async ({ view: number, row, open, kept }) => {
      const { view } = this.#find(number);
      view.fold(row, open);
      const places = kept.map(({ row, heading }) => view.placeOf(row, heading));
      return { state: this.#state(number), places };
    },
    'view.locate': (payload) => this.#locate(payload),
    'view.find': async ({ view: number, query }) => {
      const open = this.#find(number);
      open.view.find(readQuery(query));
      open.find = query;
      this.#tellWork(number);
      return this.#state(number);
    },
    'view.found': async ({ view, row, direction }) => this.#find(view).view.found(row, direction),
    'view.close': async ({ view }) => {
      this.#close(view);
      return null;
    },
  };

  /** There is more of a session, or it ended. */
  grew(session: number): void {
    for (const { view, notices } of this.#views.values()) {
      if (view.source.session !== session) continue;
      view.grew();
      notices.notice();
    }
  }

  /** Closes all. */
  close(): void {
    for (const view of this.#views.keys()) this.#close(view);
  }

  async #open({ session, query, reveal, folding }: RequestPayload<'view.open'>): Promise<ViewState> {
    if (this.#views.size >= MOST_VIEWS) {
      const text = `No more than ${MOST_VIEWS} views at once.`;
      throw new RequestError({ code: 'too-many-views', text, remedy: '' });
    }
    const source = await findSession(this.#library, session);
    const number = (this.#numbering.last += 1);
    const notices = new MergedNotices(
      () => this.#send({ type: 'view', view: this.#state(number) }),
      () => readingBudget.isTight,
    );
    const options = { query: readQuery(query), reveal, folding };
    const onProgress = (): void => {
      notices.notice();
      this.#tellWork(number);
    };
    const view = new SessionView(source, options, onProgress);
    this.#views.set(number, { view, notices, find: '' });
    this.#tellWork(number);
    // Then the page has something to show in place of what it shows now, and need not show nothing first.
    await within(FIRST_LOOK, view.hasRows(SCREENFUL));
    return this.#state(number);
  }

  async #locate({ view: number, target, open }: RequestPayload<'view.locate'>): Promise<LocatedRow | null> {
    const { view } = this.#find(number);
    const { index } = view.source;
    const isKnown = 'row' in target ? target.row < index.rows : target.line <= index.lines;
    if (!isKnown) await view.source.catchUp();
    const row = 'row' in target ? target.row : await view.rowOfLine(target.line);
    if (row === null || row >= index.rows) return null;
    if (open) view.fold(row, true);
    return { row, place: view.placeOf(row, false), shown: view.shows(row), state: this.#state(number) };
  }

  #find(number: number): OpenView {
    const open = this.#views.get(number);
    if (open !== undefined) return open;
    throw new RequestError({
      code: 'no-such-view',
      text: 'That view is closed.',
      remedy: 'Open it again.',
    });
  }

  #state(number: number): ViewState {
    const { view, find: query } = this.#find(number);
    const { finding } = view;
    const find = finding === null ? null : { query, ...finding };
    return { view: number, session: view.source.session, ...view.progress, find };
  }

  #tellWork(number: number): void {
    const open = this.#views.get(number);
    const underWay = open?.view.underWay ?? null;
    for (const kind of VIEW_STEPS) {
      if (open === undefined || kind !== underWay?.step) this.#board.isOver({ kind, of: number });
      else {
        const { done, total } = underWay;
        const subject = String(open.view.source.session);
        const cancel = kind === 'indexing' ? null : () => open.view.stop(kind);
        this.#board.goesOn({ kind, of: number, subject, done, total }, cancel);
      }
    }
  }

  #close(number: number): void {
    const open = this.#views.get(number);
    open?.view.close();
    open?.notices.close();
    this.#views.delete(number);
    this.#tellWork(number);
  }
}
