import type { SavingEvent, Transport } from '../../app/contract.ts';
import type { ConnectionStatus } from '../transport/viewer-transport.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** A file that is being made. */
export type Saving = Pick<SavingEvent, 'saving' | 'name' | 'done'>;

/** The files that are being made for this viewer, the first one first. */
export interface Savings extends Store<readonly Saving[]> {
  /** Gives one up. */
  stop(saving: number): void;
}

/** Begins with none, and follows what the application tells. */
export function followSavings(transport: Transport, connection: Store<ConnectionStatus>): Savings {
  const store = createStore<readonly Saving[]>([]);
  transport.subscribe((event) => {
    if (event.type !== 'saving') return;
    const { saving, name, done, isOver } = event;
    const isKnown = store.get().some((each) => each.saving === saving);
    if (isOver) store.set(store.get().filter((each) => each.saving !== saving));
    else if (!isKnown) store.set([...store.get(), { saving, name, done }]);
    else store.set(store.get().map((each) => (each.saving === saving ? { ...each, done } : each)));
  });
  // Whoever made them is out of reach, or gone with them.
  connection.subscribe(() => {
    if (connection.get().state !== 'connected' && store.get().length > 0) store.set([]);
  });
  return {
    get: store.get,
    subscribe: store.subscribe,
    stop: (saving) => void transport.request('saving.stop', { saving }),
  };
}
