import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** The dialogs of the window. */
export type DialogName =
  | 'listener'
  | 'authority'
  | 'rules'
  | 'palette'
  | 'settings'
  | 'shortcuts'
  | 'note'
  | 'save-query'
  | 'clear'
  | 'export';

/** Which dialog is open; null: none. There is never more than one. */
export interface Dialogs extends Store<DialogName | null> {
  readonly open: (name: DialogName) => void;
  readonly close: () => void;
}

/** Begins with none open. */
export function createDialogs(): Dialogs {
  const store = createStore<DialogName | null>(null);
  return {
    get: store.get,
    subscribe: store.subscribe,
    open: (name) => store.set(name),
    close: () => store.set(null),
  };
}
