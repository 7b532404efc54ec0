import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** The dialogs of the window that are always the same. */
export type DialogName =
  'authority' | 'rules' | 'palette' | 'settings' | 'shortcuts' | 'note' | 'save-query' | 'clear' | 'export';

/** What one can have come to the listeners for. */
export type ListenerPart = 'port' | 'client-security' | 'gate' | 'server' | 'server-security' | 'clients';

/** The dialog of the listeners, at what one has come for. */
export interface ListenerDialog {
  /** The listener, by the address that conversations name it by; null: the first. */
  readonly address: string | null;
  /** What has the focus; null: nothing before the rest. */
  readonly part: ListenerPart | null;
}

/** Which dialog is open; null: none. There is never more than one. */
export interface Dialogs extends Store<DialogName | ListenerDialog | null> {
  readonly open: (name: DialogName) => void;
  /** Opens that of the listeners. */
  readonly openListener: (part?: ListenerPart | null, address?: string | null) => void;
  readonly close: () => void;
}

/** Begins with none open. */
export function createDialogs(): Dialogs {
  const store = createStore<DialogName | ListenerDialog | null>(null);
  return {
    get: store.get,
    subscribe: store.subscribe,
    open: (name) => store.set(name),
    openListener: (part = null, address = null) => store.set({ part, address }),
    close: () => store.set(null),
  };
}
