import type {
  ConversationListRow,
  ListOrder,
  ListRow,
  ListRows,
  ListState,
  Problem,
  SessionPairs,
  Transport,
} from '../../app/contract.ts';
import { coalesce } from './frames.ts';
import type { Schedule } from './frames.ts';
import { ListWindow } from './list-window.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/**
 * How long the list waits after it was read before it is read again because something changed, in milliseconds: a flood
 * of conversations changes it all the time, and nobody reads quicker than that.
 */
export const READ_AGAIN_MS = 150;

/** The list as it stands. */
export interface ConversationsSnapshot {
  /** Conversations in the capture folder, whatever the list shows; null until the application has said. */
  readonly total: number | null;
  /** Rows of the list: conversations, and the heads of groups. */
  readonly rows: number;
  /** The list that the rows are of: another one than `state` tells of until it has been read. Null before the first. */
  readonly shown: number | null;
  /** How the list stands; null until the application has said. */
  readonly state: ListState | null;
  /** Conversations that the rows are of: it may be more by now. */
  readonly listed: number;
  /** Why the list cannot be read; null when it can. */
  readonly problem: Problem | null;
  /** Counts the times that rows on screen have moved, because others came or went above them. */
  readonly layout: number;
  /** Rows by which they moved down the last time. */
  readonly moved: number;
  /** Changes with everything that `at` answers. */
  readonly revision: number;
}

/** What the list shows, and in which order. */
export interface ListSettings {
  readonly query: string;
  readonly order: ListOrder;
}

/** A window onto the list of conversations, however long that is. */
export interface Conversations extends Store<ConversationsSnapshot> {
  /** Says which rows are on screen, and whether they are to stay where they are; what lacks there is asked for. */
  show(first: number, last: number, stay: boolean): void;
  /** What stands in that row; undefined where it has not been read. */
  readonly at: (row: number) => ListRow | undefined;
  /** The row of that session; undefined where it has not been read. */
  placeOf(session: number): number | undefined;
  /** The row of that session wherever it is; null where the list does not show it. */
  findPlace(session: number): Promise<number | null>;
  /** Reads one row that may be far from the screen; undefined when it cannot be read. */
  fetch(row: number): Promise<ListRow | undefined>;
  /** The numbers of the conversations in these rows, `last` included. */
  numbers(first: number, last: number): Promise<SessionPairs>;
  /** Shows other conversations, or in another order. What is on screen stays until they have been read. */
  change(settings: ListSettings): void;
  /** Shows a group's conversations, or its head alone. */
  fold(group: string, folded: boolean): Promise<void>;
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
export function openConversations(
  transport: Transport,
  first: ListSettings,
  world: ConversationsWorld,
): Conversations {
  const store = createStore<ConversationsSnapshot>({
    total: null,
    rows: 0,
    shown: null,
    state: null,
    listed: 0,
    problem: null,
    layout: 0,
    moved: 0,
    revision: 0,
  });
  let settings = first;
  let list: number | null = null;
  const window = new ListWindow();
  let reading = false;
  let resting = false;
  let stale = false;
  /** Counts the lists that were opened: answers about earlier ones come to nothing. */
  let opened = 0;

  const publish = (change: Partial<ConversationsSnapshot>) => {
    store.set({ ...store.get(), ...change, revision: store.get().revision + 1 });
  };
  const fail = (problem: Problem) => publish({ problem });

  const take = (answer: ListRows) => {
    const { moved } = answer;
    window.take(answer);
    publish({
      ...stateOf(answer.state),
      rows: answer.state.rows,
      shown: answer.state.list,
      listed: answer.state.matched,
      problem: null,
      ...(moved !== 0 && { moved, layout: store.get().layout + 1 }),
    });
  };

  const read = async () => {
    if (reading || list === null) return;
    reading = true;
    stale = false;
    const asked = opened;
    const { stay } = window.onScreen;
    const result = await transport.request('list.rows', window.wanted(list));
    reading = false;
    // Somebody has left the top meanwhile, or come back to it: other rows are to be where these would be.
    if (asked !== opened || (result.ok && stay !== window.onScreen.stay)) return readSoon();
    if (!result.ok) return fail(result.problem);
    take(result.value);
    rest();
  };

  const readSoon = coalesce(world.schedule, () => void read());

  const rest = () => {
    resting = true;
    world.after(READ_AGAIN_MS, () => {
      resting = false;
      if (stale) readSoon();
    });
  };

  /** Something changed, and nobody waits for it. */
  const markStale = () => {
    stale = true;
    if (!resting) readSoon();
  };

  const open = async () => {
    const asked = ++opened;
    const before = list;
    list = null;
    if (before !== null) void transport.request('list.close', { list: before });
    const result = await transport.request('list.open', settings);
    if (!result.ok) return asked === opened ? fail(result.problem) : undefined;
    if (asked !== opened) return void transport.request('list.close', { list: result.value.list });
    list = result.value.list;
    publish(stateOf(result.value));
    return readSoon();
  };

  transport.subscribe((event) => {
    if (event.type !== 'list' || event.list.list !== list) return;
    const isOther = event.list.revision !== window.read?.state.revision;
    // Rows and their number change together, when they have been read.
    publish(stateOf(event.list));
    if (isOther) markStale();
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    at: (row) => window.at(row),
    placeOf: (session) => window.placeOf(session),
    show(first, last, stay) {
      if (!window.show({ first, last, stay }, store.get().rows)) readSoon();
    },
    async findPlace(session) {
      const known = window.read?.state.list === list ? window.placeOf(session) : undefined;
      if (known !== undefined) return known;
      if (list === null) return null;
      const result = await transport.request('list.place', { list, session });
      return result.ok ? result.value : null;
    },
    async fetch(row) {
      const known = window.at(row);
      if (known !== undefined || list === null) return known;
      const result = await transport.request('list.rows', { list, from: row, count: 1, anchor: null });
      return result.ok ? result.value.rows[0] : undefined;
    },
    async numbers(first, last) {
      if (list === null) return [];
      const result = await transport.request('list.numbers', { list, first, last });
      return result.ok ? result.value : [];
    },
    change(next) {
      settings = next;
      window.showTop();
      void open();
    },
    async fold(group, folded) {
      if (list === null) return;
      const result = await transport.request('list.fold', { list, group, folded });
      if (result.ok) readSoon();
    },
    reload() {
      list = null;
      void open();
    },
  };
}

function stateOf(state: ListState): Pick<ConversationsSnapshot, 'state' | 'total'> {
  return { state, total: state.known + state.unread };
}

/** The summary in a row; undefined for the head of a group. */
export function summaryIn(row: ListRow | undefined): ConversationListRow['summary'] | undefined {
  return row?.type === 'conversation' ? row.summary : undefined;
}
