import * as v from 'valibot';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** The list's narrowest and widest, in CSS pixels, and its width at first. */
export const LIST_WIDTH = { least: 220, most: 560, first: 312 } as const;

/** Sizes of text, in percent of the usual. */
export const TEXT_SIZES: readonly number[] = [80, 90, 100, 110, 125, 150, 175, 200];

const KEY = 'smtp-spy.preferences';

const preferences = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  textSize: v.fallback(v.picklist(TEXT_SIZES), 100),
  listShown: v.fallback(v.boolean(), true),
  listWidth: v.fallback(
    v.pipe(v.number(), v.minValue(LIST_WIDTH.least), v.maxValue(LIST_WIDTH.most)),
    LIST_WIDTH.first,
  ),
});

/** How the person likes the viewer. */
export type PreferenceValues = v.InferOutput<typeof preferences>;

/** The theme that the person chose; `system`: what the system says. */
export type Theme = PreferenceValues['theme'];

/** The preferences, kept from one visit to the next. */
export interface Preferences extends Store<PreferenceValues> {
  change(change: Partial<PreferenceValues>): void;
}

/** Where preferences are kept: the page's localStorage. It may throw. */
export type PreferenceStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** Reads what was kept; what cannot be read is as at first. */
export function readPreferences(storage: PreferenceStorage): Preferences {
  const store = createStore<PreferenceValues>(v.parse(preferences, kept(storage)));
  return {
    get: store.get,
    subscribe: store.subscribe,
    change(change) {
      const { least, most } = LIST_WIDTH;
      const next = { ...store.get(), ...change };
      store.set({ ...next, listWidth: Math.round(Math.max(least, Math.min(next.listWidth, most))) });
      keep(storage, store.get());
    },
  };
}

function kept(storage: PreferenceStorage): object {
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function keep(storage: PreferenceStorage, values: PreferenceValues): void {
  try {
    storage.setItem(KEY, JSON.stringify(values));
  } catch {
    // A browser that keeps nothing for this page: the preferences last as long as the page.
  }
}
