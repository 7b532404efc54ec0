import type { Problem, Transport } from '../../app/contract.ts';
import type { SessionSummary } from '../../app/transcript/row.ts';
import { coalesce } from './frames.ts';
import type { Schedule } from './frames.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** Summaries that are asked for around those on screen, on either side. */
const MARGIN = 30;

/** The most summaries that are asked for at once: a very tall window's worth. */
const MOST_AT_ONCE = 300;

/** The most summaries that are kept; past it those far from the screen are dropped. */
const MOST_KEPT = 3_000;

/**
 * How soon the list is read anew while a conversation on screen is open, in milliseconds. An answer may be behind the
 * record, and no notice tells when it has caught up.
 */
export const OPEN_AGAIN_MS = 2_000;

/**
 * The list's places as the person sees them: place 0 is the newest. Conversations are only ever added in front, so an
 * *age* (0 is the oldest) stays with its conversation, and summaries are kept by age.
 */
export interface ConversationsSnapshot {
  /** Null until the application has said. */
  readonly total: number | null;
  /** Why the list cannot be read; null when it can. */
  readonly problem: Problem | null;
  /** Changes with everything that `at` answers. */
  readonly revision: number;
}

/** A window onto the list of conversations, however long that is. */
export interface Conversations extends Store<ConversationsSnapshot> {
  /** Says which places are on screen; what lacks or grew stale there is asked for. */
  show(first: number, last: number): void;
  /** The summary in that place; undefined where it has not been read. */
  at(place: number): SessionSummary | undefined;
  /** The place of that session; undefined where it has not been read. */
  placeOf(session: number): number | undefined;
  /** Reads one place that may be far from the screen; undefined when it cannot be read. */
  fetch(place: number): Promise<SessionSummary | undefined>;
  /** Reads everything anew: after a connection came about. What is on screen stays until then. */
  reload(): void;
}

/** What the window needs of the world around it. */
export interface ConversationsWorld {
  readonly schedule: Schedule;
  /** Calls back after that many milliseconds. */
  after(milliseconds: number, callback: () => void): void;
}

/** Opens the window; it reads when it is told to. */
export function openConversations(transport: Transport, world: ConversationsWorld): Conversations {
  const store = createStore<ConversationsSnapshot>({ total: null, problem: null, revision: 0 });
  const byAge = new Map<number, SessionSummary>();
  const ageOf = new Map<number, number>();
  let wanted = { first: 0, last: MARGIN };
  let reading = false;
  let stale = false;
  /** The next answer takes the place of everything that is known. */
  let anew = false;
  let lookingAgain = false;

  const publish = (change: Partial<ConversationsSnapshot>) => {
    store.set({ ...store.get(), ...change, revision: store.get().revision + 1 });
  };

  const forget = () => {
    byAge.clear();
    ageOf.clear();
  };

  /** An answer may be older than the last notice, so it never makes the list shorter: notices do. */
  const keep = (from: number, total: number, sessions: readonly SessionSummary[]) => {
    if (anew) forget();
    const longest = anew ? total : Math.max(total, store.get().total ?? 0);
    anew = false;
    sessions.forEach((summary, index) => {
      const age = total - 1 - from - index;
      byAge.set(age, summary);
      ageOf.set(summary.session, age);
    });
    publish({ total: longest, problem: null });
  };

  const dropFarAway = () => {
    if (byAge.size <= MOST_KEPT) return;
    const newestAge = (store.get().total ?? 0) - 1;
    for (const [age, summary] of byAge) {
      const place = newestAge - age;
      if (place >= wanted.first - MOST_AT_ONCE && place <= wanted.last + MOST_AT_ONCE) continue;
      byAge.delete(age);
      ageOf.delete(summary.session);
    }
  };

  const read = async () => {
    if (reading) return;
    reading = true;
    stale = false;
    const from = Math.max(0, wanted.first - MARGIN);
    const count = Math.min(wanted.last + MARGIN - from + 1, MOST_AT_ONCE);
    const result = await transport.request('sessions.list', { from, count });
    reading = false;
    if (result.ok) keep(from, result.value.total, result.value.sessions);
    else publish({ problem: result.problem });
    dropFarAway();
    if (stale && result.ok) readSoon();
    else if (result.ok && result.value.sessions.some((summary) => summary.outcome === 'open')) lookAgain();
  };
  const readSoon = coalesce(world.schedule, () => void read());

  const lookAgain = () => {
    if (lookingAgain) return;
    lookingAgain = true;
    world.after(OPEN_AGAIN_MS, () => {
      lookingAgain = false;
      markStale();
    });
  };

  const markStale = () => {
    stale = true;
    readSoon();
  };

  const at = (place: number) => byAge.get((store.get().total ?? 0) - 1 - place);

  const isWanted = (session: number) => {
    const place = placeOf(session);
    return place === undefined || (place >= wanted.first - MARGIN && place <= wanted.last + MARGIN);
  };

  const placeOf = (session: number) => {
    const age = ageOf.get(session);
    const { total } = store.get();
    return age === undefined || total === null ? undefined : total - 1 - age;
  };

  transport.subscribe((event) => {
    if (event.type !== 'sessions') return;
    const { total } = store.get();
    if (total !== null && event.total < total) forget();
    if (event.total !== total) publish({ total: event.total });
    if (event.many || event.changed.some(isWanted)) markStale();
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    at,
    placeOf,
    show(first, last) {
      wanted = { first, last };
      for (let place = first; place <= last; place++) {
        if (at(place) === undefined && place < (store.get().total ?? 0)) return markStale();
      }
    },
    async fetch(place) {
      const known = at(place);
      if (known !== undefined) return known;
      const result = await transport.request('sessions.list', { from: place, count: 1 });
      if (!result.ok) return undefined;
      keep(place, result.value.total, result.value.sessions);
      return result.value.sessions[0];
    },
    reload() {
      anew = true;
      markStale();
    },
  };
}
