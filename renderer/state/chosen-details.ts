import type { Problem, SessionDetailsResult, Transport } from '../../app/contract.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** Milliseconds between two questions about a conversation that grows: nobody reads faster. */
const PAUSE_MS = 400;

/** The same while the application reads through a long one: the rows on screen are read in the same place, and want their turns. */
const TURN_MS = 120;

/** How much longer than an answer the pause behind it is while the conversation grows: mail that passes comes first. */
const REST = 4;

/** What is known of the chosen conversation beyond its rows. */
export interface DetailsSnapshot {
  readonly session: number | null;
  /** Null until the application has said. */
  readonly known: SessionDetailsResult | null;
  readonly problem: Problem | null;
  /** Changes whenever more is known; whoever has asked for parts of it asks anew. */
  readonly revision: number;
}

/** Keeps what is known of the chosen conversation up to date while somebody looks at it. */
export interface ChosenDetails extends Store<DetailsSnapshot> {
  /** Takes another conversation, or its secrets too. */
  choose(session: number | null, reveal: boolean): void;
  /** Asks anew, after a connection came about. */
  refresh(): void;
  /** Somebody looks at it. Returns what ends that. */
  watch(): () => void;
}

/** What they need of the world around them. */
export interface ChosenDetailsWorld {
  /** Milliseconds since 1970. */
  now(): number;
  after(milliseconds: number, callback: () => void): void;
}

/** Begins with nothing, and asks for nothing as long as nobody looks. */
export function keepChosenDetails(transport: Transport, world: ChosenDetailsWorld): ChosenDetails {
  const store = createStore<DetailsSnapshot>({ session: null, known: null, problem: null, revision: 0 });
  let reveals = false;
  let watchers = 0;
  let isStale = false;
  let isAsking = false;
  let isResting = false;
  /** There was more of it while it was being asked for. */
  let isGrowing = false;

  const take = (
    session: number,
    result: Awaited<ReturnType<typeof transport.request<'session.details'>>>,
  ) => {
    const before = store.get();
    if (before.session !== session) return;
    const revision = before.revision + 1;
    if (result.ok) store.set({ session, known: result.value, problem: null, revision });
    else store.set({ ...before, problem: result.problem, revision });
  };

  const ask = async () => {
    const { session } = store.get();
    if (isAsking || !isStale || watchers === 0 || session === null) return;
    isAsking = true;
    isStale = false;
    isGrowing = false;
    const begun = world.now();
    const asked = { session, reveal: reveals };
    const result = await transport.request('session.details', asked);
    isAsking = false;
    if (asked.reveal === reveals) take(session, result);
    const isWanting = result.ok && !result.value.isCaughtUp;
    if (isWanting) isStale = true;
    if (store.get().session !== session) void ask();
    else askLater(pauseBehind(world.now() - begun, isWanting));
  };

  /** However often it is wanted in a flood, it is asked for once a pause. */
  const askLater = (milliseconds: number): void => {
    if (isResting) return;
    isResting = true;
    world.after(milliseconds, () => {
      isResting = false;
      void ask();
    });
  };

  const pauseBehind = (took: number, isWanting: boolean): number => {
    if (isGrowing) return Math.max(PAUSE_MS, REST * took);
    return isWanting ? TURN_MS : PAUSE_MS;
  };

  const refresh = () => {
    isStale = true;
    void ask();
  };

  transport.subscribe((event) => {
    const { session } = store.get();
    if (event.type !== 'sessions' || session === null) return;
    if (!event.many && !event.changed.includes(session)) return;
    isStale = true;
    isGrowing = true;
    if (!isAsking) askLater(PAUSE_MS);
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    choose(session, reveal) {
      if (session === store.get().session && reveal === reveals) return;
      reveals = reveal;
      if (session !== store.get().session) {
        store.set({ session, known: null, problem: null, revision: store.get().revision + 1 });
      }
      refresh();
    },
    refresh,
    watch() {
      watchers += 1;
      void ask();
      return () => {
        watchers -= 1;
      };
    },
  };
}
