import type { ViewRow } from '../../app/transcript/row.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';
import type { RowKey } from './transcript-view.ts';

/** What somebody outside the transcript wants to be shown in it. */
export type WantedLine =
  /** A row among all lines, selected and in view. */
  | { readonly as: 'chosen'; readonly row: number }
  /** What was on screen before the page was loaded anew, as far as the filter shows it. Null: no line, the end. */
  | { readonly as: 'resumed'; readonly line: number | null; readonly middle: RowKey | null };

/** Which line is read, and which somebody outside the transcript wants to be shown. */
export interface LineChoiceValue {
  /** The one row that is selected in the transcript; undefined while there is none, or several. */
  readonly selected: ViewRow | undefined;
  /** Null: nothing is wanted. */
  readonly wanted: WantedLine | null;
}

/** The line that transcript and details have in common. */
export interface LineChoice extends Store<LineChoiceValue> {
  /** The transcript says which row is selected. */
  tell(selected: ViewRow | undefined): void;
  /** The row that was selected last and not let go: a filter may hide it for now. Undefined: none. */
  kept(): ViewRow | undefined;
  /** Keeps a row in mind; undefined: lets go what was kept. */
  keep(row: ViewRow | undefined): void;
  /** Asks the transcript to select the row in that place of the session and to bring it into view. */
  want(row: number): void;
  /** Asks the transcript to select that line, and to have that row in the middle. The filter stays. */
  resume(line: number | null, middle: RowKey | null): void;
  /** The transcript has done so, or the conversation is another one. */
  settle(): void;
}

/** Begins with nothing selected. `showAll`: takes the filter away, which might hide the line that is wanted. */
export function createLineChoice(showAll: () => void): LineChoice {
  const store = createStore<LineChoiceValue>({ selected: undefined, wanted: null });
  let kept: ViewRow | undefined;
  return {
    get: store.get,
    subscribe: store.subscribe,
    tell(selected) {
      if (store.get().selected !== selected) store.set({ ...store.get(), selected });
    },
    kept: () => kept,
    keep(row) {
      kept = row;
    },
    want(row) {
      showAll();
      store.set({ ...store.get(), wanted: { as: 'chosen', row } });
    },
    resume(line, middle) {
      store.set({ ...store.get(), wanted: { as: 'resumed', line, middle } });
    },
    settle() {
      if (store.get().wanted !== null) store.set({ ...store.get(), wanted: null });
    },
  };
}
