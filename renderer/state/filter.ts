import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** How long typing pauses before the filter is applied, in milliseconds: shorter feels restless, longer feels slow. */
export const TYPING_PAUSE_MS = 150;

/** What is wrong with a query, and where. */
export interface FilterProblem {
  readonly text: string;
  readonly remedy: string;
  /** The first wrong character, from 0. */
  readonly position: number;
  /** How many characters are wrong; 0: something lacks there. */
  readonly length: number;
  /** What may have been meant, to be put in place of that many characters from there on. */
  readonly instead?: { readonly position: number; readonly length: number; readonly text: string };
}

/** The filter as it stands. */
export interface FilterSnapshot {
  /** What stands in the field. */
  readonly text: string;
  /** The last query that could be understood: the transcript shows what it names. Empty: everything. */
  readonly applied: string;
  /** Why the field's text is not applied; null when it is. */
  readonly problem: FilterProblem | null;
}

/** The filter field's text, applied when typing pauses. */
export interface Filter extends Store<FilterSnapshot> {
  type(text: string): void;
  /** Takes a text that nobody is typing, and applies it at once. */
  use(text: string): void;
  /** Empties the field, and shows everything at once. */
  clear(): void;
}

/** What the filter needs: a reader of the query language, and a clock. */
export interface FilterWorld {
  /** Null: the text is a query. */
  check(text: string): FilterProblem | null;
  /** Calls back after that many milliseconds; returns what prevents it. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** Begins empty. */
export function createFilter(world: FilterWorld): Filter {
  const store = createStore<FilterSnapshot>({ text: '', applied: '', problem: null });
  let cancelPause: () => void = () => undefined;

  const apply = () => {
    const { text, applied } = store.get();
    const query = text.trim();
    const problem = query === '' ? null : world.check(text);
    store.set({ text, applied: problem === null ? query : applied, problem });
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    type(text) {
      cancelPause();
      store.set({ ...store.get(), text });
      if (text.trim() === '') apply();
      else cancelPause = world.after(TYPING_PAUSE_MS, apply);
    },
    use(text) {
      cancelPause();
      store.set({ ...store.get(), text });
      apply();
    },
    clear() {
      cancelPause();
      store.set({ text: '', applied: '', problem: null });
    },
  };
}
