import type { SessionPairs } from '../../app/contract.ts';
import type { Conversations } from './conversations.ts';
import { summaryIn } from './conversations.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/**
 * How long a conversation stays before the next newest one takes its place, in milliseconds: a flood of them would
 * otherwise flicker past unread.
 */
export const FOLLOW_PAUSE_MS = 500;

/** Rows that are passed over in search of a conversation: heads of folded groups. */
const MOST_PASSED = 200;

/** Which conversation is read. */
export interface Chosen {
  /** Null: none yet. */
  readonly session: number | null;
  /** The newest is chosen whenever one begins, until the person chooses or looks elsewhere. */
  readonly following: boolean;
  /** Conversations that are marked to be acted upon together, the chosen one among them; empty: that one alone. */
  readonly marked: SessionPairs;
}

/** The person's choice among the conversations. */
export interface Selection extends Store<Chosen> {
  readonly choose: (session: number) => void;
  /** Chooses the next conversation further down the list; -1: further up. A page's worth of rows at a time, if wanted. */
  move(rows: number): Promise<void>;
  /** Chooses the conversation in that row of the list, or the nearest behind it, or before it where `back`. */
  choosePlace(row: number, back?: boolean): Promise<void>;
  /** Chooses the nearest conversation below the chosen one that is none of these, or else above it. */
  moveOff(sessions: SessionPairs): Promise<void>;
  /** Marks all from the chosen one to the one in that row. */
  markTo(row: number): Promise<void>;
  /** Marks one more, or takes its mark away. */
  toggleMark(session: number): void;
  /** Marks all that the list shows. */
  markAll(): Promise<void>;
  /** Takes all marks away but the chosen one's. */
  readonly unmark: () => void;
  /** What a person who acts now acts upon: the marked ones, or the chosen one. */
  acted(): SessionPairs;
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
  const store = createStore<Chosen>({ session: null, following: true, marked: [] });
  let pausing = false;

  const chooseNewest = () => {
    const newest = conversations.get().state?.newest ?? null;
    const { session, following } = store.get();
    if (!following || pausing || newest === null || newest === session) return;
    store.set({ session: newest, following, marked: [] });
    pausing = true;
    world.after(FOLLOW_PAUSE_MS, () => {
      pausing = false;
      chooseNewest();
    });
  };
  conversations.subscribe(chooseNewest);

  const choose = (session: number) => store.set({ session, following: false, marked: [] });

  const choosePlace = async (row: number, back = false) => {
    const last = conversations.get().rows - 1;
    if (last < 0) return;
    const begin = Math.max(0, Math.min(row, last));
    for (const step of back ? [-1, 1] : [1, -1]) {
      for (let place = begin; Math.abs(place - begin) < MOST_PASSED; place += step) {
        if (place < 0 || place > last) break;
        const summary = summaryIn(await conversations.fetch(place));
        if (summary !== undefined) return choose(summary.session);
      }
    }
  };

  const chosenPlace = async () => {
    const { session } = store.get();
    return session === null ? null : conversations.findPlace(session);
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    choose,
    choosePlace,
    async move(rows) {
      const place = await chosenPlace();
      if (place === null) await choosePlace(0);
      else await choosePlace(place + rows, rows < 0);
    },
    async moveOff(sessions) {
      const place = await chosenPlace();
      if (place === null) return store.set({ ...store.get(), marked: [] });
      for (const step of [1, -1]) {
        for (let row = place + step; Math.abs(row - place) <= MOST_PASSED; row += step) {
          const summary = row < 0 ? undefined : summaryIn(await conversations.fetch(row));
          if (summary !== undefined && !isMarked(sessions, summary.session)) return choose(summary.session);
          if (row < 0 || row >= conversations.get().rows) break;
        }
      }
      store.set({ session: null, following: true, marked: [] });
    },
    async markTo(row) {
      const place = (await chosenPlace()) ?? row;
      const marked = await conversations.numbers(Math.min(place, row), Math.max(place, row));
      store.set({ ...store.get(), following: false, marked });
    },
    toggleMark(session) {
      const { session: chosen, marked } = store.get();
      const before = marked.length > 0 ? marked : chosen === null ? [] : [pair(chosen)];
      const after = isMarked(before, session) ? without(before, session) : [...before, pair(session)];
      store.set({ session: chosen ?? session, following: false, marked: after });
    },
    async markAll() {
      const marked = await conversations.numbers(0, conversations.get().rows);
      store.set({ ...store.get(), following: false, marked });
    },
    unmark() {
      if (store.get().marked.length > 0) store.set({ ...store.get(), marked: [] });
    },
    acted() {
      const { session, marked } = store.get();
      if (marked.length > 0) return marked;
      return session === null ? [] : [pair(session)];
    },
    follow() {
      store.set({ ...store.get(), following: true, marked: [] });
      chooseNewest();
    },
    reset: () => store.set({ session: null, following: true, marked: [] }),
    stay() {
      if (store.get().following) store.set({ ...store.get(), following: false });
    },
  };
}

/** Whether the session is among these. */
export function isMarked(marked: SessionPairs, session: number): boolean {
  return marked.some(([first, last]) => session >= first && session <= last);
}

/** How many sessions these are, at most: numbers between may be of conversations that are gone. */
export function countMarked(marked: SessionPairs): number {
  return marked.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

function pair(session: number): [number, number] {
  return [session, session];
}

function without(marked: SessionPairs, session: number): SessionPairs {
  return marked.flatMap(([first, last]): SessionPairs => {
    if (session < first || session > last) return [[first, last]];
    const rest: SessionPairs = [
      [first, session - 1],
      [session + 1, last],
    ];
    return rest.filter(([from, to]) => from <= to);
  });
}
