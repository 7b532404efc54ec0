import type { SessionSummary } from '../../app/transcript/row.ts';
import type { Conversations } from './conversations.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/**
 * How long a conversation stays before the next newest one takes its place, in milliseconds: a flood of them would
 * otherwise flicker past unread.
 */
export const FOLLOW_PAUSE_MS = 500;

/** Which conversation is read. */
export interface Chosen {
  /** Null: none yet. */
  readonly session: number | null;
  /** The newest is chosen whenever one begins, until the person chooses or looks elsewhere. */
  readonly following: boolean;
}

/** The person's choice among the conversations. */
export interface Selection extends Store<Chosen> {
  readonly choose: (session: number) => void;
  /** Chooses the one so many places further down the list; a negative number goes up. */
  move(places: number): Promise<void>;
  /** Chooses the one in that place of the list. */
  choosePlace(place: number): Promise<void>;
  /** Chooses the newest, and goes on doing so. */
  follow(): void;
  /** Stays with the one that is chosen. */
  stay(): void;
  /** Other conversations are to be chosen from: begins anew. */
  reset(): void;
}

/** What the selection needs of the world around it. */
export interface SelectionWorld {
  after(milliseconds: number, callback: () => void): void;
}

/** Begins by following the newest. */
export function createSelection(conversations: Conversations, world: SelectionWorld): Selection {
  const store = createStore<Chosen>({ session: null, following: true });
  let pausing = false;

  const chooseNewest = () => {
    const newest = conversations.at(0);
    const { session, following } = store.get();
    if (!following || pausing || newest === undefined || newest.session === session) return;
    store.set({ session: newest.session, following });
    pausing = true;
    world.after(FOLLOW_PAUSE_MS, () => {
      pausing = false;
      chooseNewest();
    });
  };
  conversations.subscribe(chooseNewest);

  const choose = (summary: SessionSummary | undefined) => {
    if (summary !== undefined) store.set({ session: summary.session, following: false });
  };

  const choosePlace = async (place: number) => {
    const last = (conversations.get().total ?? 0) - 1;
    if (last >= 0) choose(await conversations.fetch(Math.max(0, Math.min(place, last))));
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    choose: (session) => store.set({ session, following: false }),
    choosePlace,
    async move(places) {
      const { session } = store.get();
      const place = session === null ? undefined : conversations.placeOf(session);
      await choosePlace(place === undefined ? 0 : place + places);
    },
    follow() {
      store.set({ ...store.get(), following: true });
      chooseNewest();
    },
    reset: () => store.set({ session: null, following: true }),
    stay() {
      if (store.get().following) store.set({ ...store.get(), following: false });
    },
  };
}
