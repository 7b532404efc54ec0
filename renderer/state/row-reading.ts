import type { Problem, Transport, ViewState } from '../../app/contract.ts';
import type { ViewRow } from '../../app/transcript/row.ts';
import { MOST_ASKED, type RowPages } from './row-pages.ts';

/** Rows read ahead on either side of the screen. */
export const AHEAD = MOST_ASKED / 2;

/** What is read at a time: what is on screen does not wait for what may soon be. */
export type Reading = 'screen' | 'ahead';

/** Rows of a view, `last` included. */
export interface RowsOnScreen {
  readonly first: number;
  readonly last: number;
}

/** A view as it stands, and what has been read of it. */
export interface ReadView {
  readonly state: ViewState;
  readonly pages: RowPages;
}

/** Rows that lack, in one request. */
interface Span {
  readonly from: number;
  readonly count: number;
}

/** Reads rows of views into their pages. */
export interface RowReading<View extends ReadView> {
  /** Resolves to how many came, or why none could. */
  span(view: View, what: Reading, span: Span): Promise<Problem | number>;
  /** What is about to be on screen: it may stand in two pages. */
  screen(view: View, rows: RowsOnScreen): Promise<void>;
  /** One row as it is now, whatever has been read of it; null where it cannot be had. */
  again(view: View, place: number): Promise<ViewRow | null>;
  /** All rows from first to last; null where they cannot be had. */
  all(view: View, rows: RowsOnScreen): Promise<readonly ViewRow[] | null>;
}

/** Reads through a transport. `isGone`: the application does not know the view any more. */
export function readRowsThrough<View extends ReadView>(
  transport: Transport,
  isGone: (view: View) => boolean,
): RowReading<View> {
  const span = async (view: View, what: Reading, wanted: Span): Promise<Problem | number> => {
    if (isGone(view)) return 0;
    const request = { view: view.state.view, ahead: what === 'ahead', ...wanted };
    const result = await transport.request('view.rows', request);
    if (!result.ok) return result.problem;
    if (result.value.layout !== view.state.layout) return 0;
    view.pages.add(wanted.from, result.value.rows);
    return result.value.rows.length;
  };

  return {
    span,
    async screen(view, rows) {
      const first = Math.max(0, rows.first);
      const last = Math.min(rows.last, view.state.rows - 1);
      const lacking = view.pages.missing(first, last);
      if (lacking === null) return;
      const read = await span(view, 'screen', lacking);
      const rest = view.pages.missing(first, last);
      if (typeof read === 'number' && read > 0 && rest !== null) await span(view, 'screen', rest);
    },
    async again(view, place) {
      const request = { view: view.state.view, from: place, count: 1, ahead: false };
      const result = await transport.request('view.rows', request);
      if (!result.ok || result.value.layout !== view.state.layout) return null;
      return result.value.rows[0] ?? null;
    },
    async all(view, { first, last }) {
      const rows: ViewRow[] = [];
      for (let place = first; place <= last; place++) {
        if (view.pages.at(place) === undefined) {
          const lacking = view.pages.missing(place, last);
          if (lacking === null || typeof (await span(view, 'screen', lacking)) !== 'number') return null;
        }
        const row = view.pages.at(place);
        if (row === undefined) return null;
        rows.push(row);
      }
      return rows;
    },
  };
}

/** What lacks of a view, on screen or, where nothing lacks there, around it. */
export function lackingOf(
  { pages, state }: ReadView,
  { first, last }: RowsOnScreen,
  what: Reading,
): Span | null {
  const end = state.rows - 1;
  const onScreen = pages.missing(Math.max(0, first), Math.min(last, end));
  if (what === 'screen') return onScreen;
  return onScreen === null ? pages.missing(Math.max(0, first - AHEAD), Math.min(last + AHEAD, end)) : null;
}
