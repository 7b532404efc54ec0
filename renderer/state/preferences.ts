import * as v from 'valibot';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** The list's narrowest and widest, in CSS pixels, and its width at first. */
export const LIST_WIDTH = { least: 220, most: 560, first: 312 } as const;

/** The same of the details. */
export const DETAILS_WIDTH = { least: 300, most: 900, first: 408 } as const;

/** What the details show, one at a time. */
export const DETAILS_TABS = ['explain'] as const;

/** A tab of the details. */
export type DetailsTab = (typeof DETAILS_TABS)[number];

/** How the transcript tells when a line was said. */
export const TIME_FORMS = ['since-start', 'since-before', 'clock'] as const;

/** How the transcript tells when a line was said. */
export type TimeForm = (typeof TIME_FORMS)[number];

const KEY = 'smtp-spy.preferences';

const preferences = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  listWidth: v.fallback(
    v.pipe(v.number(), v.minValue(LIST_WIDTH.least), v.maxValue(LIST_WIDTH.most)),
    LIST_WIDTH.first,
  ),
  detailsWidth: v.fallback(
    v.pipe(v.number(), v.minValue(DETAILS_WIDTH.least), v.maxValue(DETAILS_WIDTH.most)),
    DETAILS_WIDTH.first,
  ),
  /** The details stand beside the transcript, where there is room for three panes. */
  detailsShown: v.fallback(v.boolean(), true),
  timeForm: v.fallback(v.picklist(TIME_FORMS), 'since-start'),
  detailsTab: v.fallback(v.picklist(DETAILS_TABS), 'explain'),
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
      const next = { ...store.get(), ...change };
      store.set({
        ...next,
        listWidth: within(LIST_WIDTH, next.listWidth),
        detailsWidth: within(DETAILS_WIDTH, next.detailsWidth),
      });
      keep(storage, store.get());
    },
  };
}

function within({ least, most }: { readonly least: number; readonly most: number }, width: number): number {
  return Math.round(Math.max(least, Math.min(width, most)));
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
