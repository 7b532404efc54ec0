import * as v from 'valibot';
import { DETAILS_WIDTH, LIST_WIDTH, preferenceChange, preferences } from '../../app/contract.ts';
import type { PreferenceChange, PreferenceValues, Problem, Transport } from '../../app/contract.ts';
import type { ApplicationSnapshot } from './application.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/**
 * How long changes are gathered before they are sent, in milliseconds: a splitter that is dragged changes with every
 * frame.
 */
export const SEND_AFTER_MS = 300;

const KEY = 'smtp-spy.preferences';

/** Changes that the application has not heard of: a page may be left before they are sent. */
const UNSENT_KEY = 'smtp-spy.preferences.unsent';

/** The preferences, kept by the application from one visit to the next. */
export interface Preferences extends Store<PreferenceValues> {
  change(change: PreferenceChange): void;
}

/** Where the page keeps what the preferences were, for the moment until the application says. It may throw. */
export type PreferenceStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** What the preferences need of the world around them. */
export interface PreferencesWorld {
  readonly transport: Transport;
  readonly storage: PreferenceStorage;
  /** Calls back after that many milliseconds. */
  readonly after: (milliseconds: number, callback: () => void) => void;
  /** Knows what the application has said. */
  readonly application: Store<ApplicationSnapshot>;
  /** They cannot be kept. */
  readonly tell: (problem: Problem) => void;
}

/** Begins with what they were when the page was last seen, and follows the application. */
export function followPreferences(world: PreferencesWorld): Preferences {
  const { application, transport, storage, after, tell } = world;
  const store = createStore<PreferenceValues>(v.parse(preferences, remembered(storage, KEY)));
  let unsent: PreferenceChange = unsentChange(storage);
  let sending = false;
  let waiting = false;

  const set = (next: PreferenceValues) => {
    if (JSON.stringify(next) === JSON.stringify(store.get())) return;
    store.set(next);
    remember(storage, KEY, next);
  };

  const send = async () => {
    if (sending || Object.keys(unsent).length === 0) return;
    const change = unsent;
    unsent = {};
    sending = true;
    const result = await transport.request('preferences.change', change);
    sending = false;
    if (!result.ok && result.problem.code === 'not-connected') unsent = { ...change, ...unsent };
    else if (!result.ok) tell(result.problem);
    remember(storage, UNSENT_KEY, unsent);
    if (!result.ok) return;
    if (Object.keys(unsent).length > 0) void send();
  };

  const sendSoon = () => {
    if (waiting) return;
    waiting = true;
    after(SEND_AFTER_MS, () => {
      waiting = false;
      void send();
    });
  };

  /** What the person changes here goes before what the application says, until it has heard of it. */
  const take = (values: PreferenceValues) => {
    if (Object.keys(unsent).length > 0) sendSoon();
    else if (!sending) set(values);
  };

  application.subscribe(() => {
    const { state } = application.get();
    if (state !== null) take(state.preferences);
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    change(change) {
      const before = store.get();
      const bounded = withinBounds(change);
      set(v.parse(preferences, { ...before, ...bounded }));
      if (store.get() === before) return;
      unsent = { ...unsent, ...bounded };
      remember(storage, UNSENT_KEY, unsent);
      sendSoon();
    },
  };
}

/** Widths that are dragged past what is sensible stay at the bound. */
function withinBounds(change: PreferenceChange): PreferenceChange {
  const { listWidth, detailsWidth } = change;
  return {
    ...change,
    ...(listWidth !== undefined && { listWidth: within(LIST_WIDTH, listWidth) }),
    ...(detailsWidth !== undefined && { detailsWidth: within(DETAILS_WIDTH, detailsWidth) }),
  };
}

function within({ least, most }: { readonly least: number; readonly most: number }, width: number): number {
  return Math.round(Math.max(least, Math.min(width, most)));
}

function unsentChange(storage: PreferenceStorage): PreferenceChange {
  const change = v.safeParse(preferenceChange, remembered(storage, UNSENT_KEY));
  return change.success ? change.output : {};
}

function remembered(storage: PreferenceStorage, key: string): object {
  try {
    const value: unknown = JSON.parse(storage.getItem(key) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function remember(storage: PreferenceStorage, key: string, values: object): void {
  try {
    storage.setItem(key, JSON.stringify(values));
  } catch {
    // A browser that keeps nothing for this page: the application still does.
  }
}
