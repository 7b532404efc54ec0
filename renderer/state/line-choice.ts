import type { ViewRow } from '../../app/transcript/row.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';
import type { LocateTarget } from './transcript-view.ts';

/** Which line is read, and which somebody outside the transcript wants to be shown. */
export interface LineChoiceValue {
  /** The one row that is selected in the transcript; undefined while there is none, or several. */
  readonly selected: ViewRow | undefined;
  /** The row, among all of the session, or the line that the transcript is to select; null: none. */
  readonly wanted: LocateTarget | null;
}

/** The line that transcript and details have in common. */
export interface LineChoice extends Store<LineChoiceValue> {
  /** The transcript says which row is selected. */
  tell(selected: ViewRow | undefined): void;
  /** Asks the transcript to select the row in that place of the session and to bring it into view. */
  want(row: number): void;
  /** The same for a line by its number, from 1. */
  wantLine(number: number): void;
  /** The transcript has done so, or the conversation is another one. */
  settle(): void;
}

/** Begins with nothing selected. `showAll`: takes the filter away, which might hide the line that is wanted. */
export function createLineChoice(showAll: () => void): LineChoice {
  const store = createStore<LineChoiceValue>({ selected: undefined, wanted: null });
  return {
    get: store.get,
    subscribe: store.subscribe,
    tell(selected) {
      if (store.get().selected !== selected) store.set({ ...store.get(), selected });
    },
    want(row) {
      showAll();
      store.set({ ...store.get(), wanted: { row } });
    },
    wantLine(number) {
      showAll();
      store.set({ ...store.get(), wanted: { line: number } });
    },
    settle() {
      if (store.get().wanted !== null) store.set({ ...store.get(), wanted: null });
    },
  };
}
