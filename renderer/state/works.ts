import type { Transport } from '../../app/contract.ts';
import { READING_WORK } from '../../app/transcript/work.ts';
import type { Work, WorkName } from '../../app/transcript/work.ts';
import type { ConnectionStatus } from '../transport/viewer-transport.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** What takes longer than a moment, the first that was told of first. */
export interface Works extends Store<readonly Work[]> {
  /** Gives something up. */
  cancel(work: WorkName): void;
  /** Everything is read anew: what was read before, nobody waits for any more. */
  forgetReading(): void;
}

/** Begins with none, and follows what the application tells. */
export function followWorks(transport: Transport, connection: Store<ConnectionStatus>): Works {
  const store = createStore<readonly Work[]>([]);
  transport.subscribe((event) => {
    if (event.type !== 'work') return;
    const { work, isOver } = event;
    const known = store.get();
    if (isOver) store.set(known.filter((each) => !isSame(each, work)));
    else if (known.some((each) => isSame(each, work)))
      store.set(known.map((each) => (isSame(each, work) ? work : each)));
    else store.set([...known, work]);
  });
  const keep = (isKept: (work: Work) => boolean) => {
    const kept = store.get().filter(isKept);
    if (kept.length < store.get().length) store.set(kept);
  };
  // Whoever did it is out of reach, or gone with it.
  connection.subscribe(() => {
    if (connection.get().state !== 'connected') keep(() => false);
  });
  return {
    get: store.get,
    subscribe: store.subscribe,
    cancel: ({ kind, of }) => void transport.request('work.cancel', { kind, of }),
    forgetReading: () => keep(({ kind }) => !READING_WORK.some((reading) => reading === kind)),
  };
}

/** Whether both are the same work, however far. */
export function isSame(one: WorkName, other: WorkName): boolean {
  return one.kind === other.kind && one.of === other.of;
}
