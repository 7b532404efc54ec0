import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** How long good news stays, in milliseconds: time to read two short sentences. Bad news stays until it is closed. */
const GOOD_NEWS_MS = 7_000;

/** How long good news stays that can be undone, in milliseconds: time to notice that it was a mistake. */
const UNDO_MS = 20_000;

/** Notices on screen at a time; the oldest makes room. */
const MOST_NOTICES = 4;

/** Something to tell about what the person asked for. */
export interface Notice {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly title: string;
  /** What more there is to say; empty: nothing. */
  readonly text: string;
  /** What can be done about it. */
  readonly action?: NoticeAction;
}

/** What a notice offers to do: `Undo`. */
export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

/** The notices on screen, oldest first. */
export interface Notices extends Store<readonly Notice[]> {
  good(title: string, text?: string, action?: NoticeAction): void;
  bad(title: string, text: string): void;
  /** Bad news that is followed by more of its kind: its number, for whoever closes it then. */
  alert(title: string, text: string, action: NoticeAction): number;
  close(id: number): void;
}

/** Begins with none. */
export function createNotices(after: (milliseconds: number, callback: () => void) => void): Notices {
  const store = createStore<readonly Notice[]>([]);
  let lastId = 0;

  const add = (tone: Notice['tone'], title: string, text: string, action?: NoticeAction) => {
    const id = ++lastId;
    const notice = { id, tone, title, text, ...(action !== undefined && { action }) };
    store.set([...store.get(), notice].slice(-MOST_NOTICES));
    return id;
  };
  const close = (id: number) => store.set(store.get().filter((notice) => notice.id !== id));

  return {
    get: store.get,
    subscribe: store.subscribe,
    good(title, text = '', action) {
      const id = add('good', title, text, action);
      after(action === undefined ? GOOD_NEWS_MS : UNDO_MS, () => close(id));
    },
    bad(title, text) {
      add('bad', title, text);
    },
    alert: (title, text, action) => add('bad', title, text, action),
    close,
  };
}
