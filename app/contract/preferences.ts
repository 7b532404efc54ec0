import * as v from 'valibot';
import { SLOW_AFTER } from '../smtp/findings/timing.ts';
import type { ApplicationState } from './application.ts';
import { listOrder, type ListOrder } from './conversations.ts';
import { keptBytes, keptDays } from './storage.ts';

/** The list's narrowest and widest, in CSS pixels, and its width at first. */
export const LIST_WIDTH = { least: 220, most: 560, first: 312 } as const;

/** The same of the details. */
export const DETAILS_WIDTH = { least: 300, most: 900, first: 408 } as const;

/** What the details show, one at a time. */
const DETAILS_TABS = ['explain', 'message', 'timing', 'ladder', 'state', 'server', 'tls'] as const;
/** A tab of the details. */
export type DetailsTab = (typeof DETAILS_TABS)[number];

/** How the transcript tells when a line was said. */
const TIME_FORMS = ['since-start', 'since-before', 'clock'] as const;
/** How the transcript tells when a line was said. */
export type TimeForm = (typeof TIME_FORMS)[number];

/** Sizes of text, in percent of the usual. */
export const TEXT_SIZES: readonly number[] = [80, 90, 100, 110, 125, 150, 175, 200];

/** The slowest reply that may be no finding, in milliseconds: a day. RFC 5321 section 4.5.3.2 has clients wait for ten minutes at most. */
export const LONGEST_SLOW_MS = 86_400_000;

/** Queries that are kept with names, and those that were used last. */
const MOST_SAVED = 100;
/** Queries that were used last and are kept. */
export const MOST_RECENT_QUERIES = 10;

const query = v.pipe(v.string(), v.minLength(1), v.maxLength(10_000));
const savedQuery = v.object({ name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)), query });
/** A query that a person has given a name. */
export type SavedQuery = v.InferOutput<typeof savedQuery>;

const NEWEST_FIRST: ListOrder = { sort: 'time', descending: true, group: 'none' };
const NO_SAVED_QUERIES: SavedQuery[] = [];
const NO_QUERIES: string[] = [];

/** What a preference is as long as nobody has chosen, and where what was kept cannot be understood. */
export const FIRST_PREFERENCES = {
  theme: 'system',
  textSize: 100,
  listShown: true,
  listWidth: LIST_WIDTH.first,
  detailsWidth: DETAILS_WIDTH.first,
  detailsShown: true,
  detailsTab: 'explain',
  timeForm: 'since-start',
  wrapLines: false,
  notifications: 'off',
  listOrder: NEWEST_FIRST,
  overviewShown: false,
  keptBytes: null,
  keptDays: null,
  slowAfterMs: SLOW_AFTER / 1_000,
  savedQueries: NO_SAVED_QUERIES,
  recentQueries: NO_QUERIES,
} as const;

/** Each preference with what it may be. */
const entries = {
  /** `system`: what the system says. */
  theme: v.picklist(['system', 'light', 'dark']),
  textSize: v.picklist(TEXT_SIZES),
  listShown: v.boolean(),
  listWidth: v.pipe(v.number(), v.minValue(LIST_WIDTH.least), v.maxValue(LIST_WIDTH.most)),
  detailsWidth: v.pipe(v.number(), v.minValue(DETAILS_WIDTH.least), v.maxValue(DETAILS_WIDTH.most)),
  /** The details stand beside the transcript, where there is room for three panes. */
  detailsShown: v.boolean(),
  detailsTab: v.picklist(DETAILS_TABS),
  timeForm: v.picklist(TIME_FORMS),
  /** Long lines of the transcript go on in the next; otherwise they are cut where the pane ends. */
  wrapLines: v.boolean(),
  /** What the person is told of while the window is not in front. */
  notifications: v.picklist(['off', 'problems', 'refusals']),
  /** How the list of conversations is put in order. */
  listOrder,
  /** What happened over time stands above the list. */
  overviewShown: v.boolean(),
  /** Bytes that the captures in the program's own folder may take up; null: whatever they do. */
  keptBytes: v.nullable(keptBytes),
  /** Days for which they are kept; null: for ever. */
  keptDays: v.nullable(keptDays),
  /** Milliseconds after which a reply is slow: a finding. */
  slowAfterMs: v.pipe(v.number(), v.minValue(1), v.maxValue(LONGEST_SLOW_MS)),
  savedQueries: v.pipe(v.array(savedQuery), v.maxLength(MOST_SAVED)),
  /** The last one first. */
  recentQueries: v.pipe(v.array(query), v.maxLength(MOST_RECENT_QUERIES)),
};

/**
 * How the person likes the viewer, as it is kept. What cannot be understood is as at first, each preference by itself: a
 * newer version's file does no harm.
 */
export const preferences = v.object({
  theme: v.fallback(entries.theme, FIRST_PREFERENCES.theme),
  textSize: v.fallback(entries.textSize, FIRST_PREFERENCES.textSize),
  listShown: v.fallback(entries.listShown, FIRST_PREFERENCES.listShown),
  listWidth: v.fallback(entries.listWidth, FIRST_PREFERENCES.listWidth),
  detailsWidth: v.fallback(entries.detailsWidth, FIRST_PREFERENCES.detailsWidth),
  detailsShown: v.fallback(entries.detailsShown, FIRST_PREFERENCES.detailsShown),
  detailsTab: v.fallback(entries.detailsTab, FIRST_PREFERENCES.detailsTab),
  timeForm: v.fallback(entries.timeForm, FIRST_PREFERENCES.timeForm),
  wrapLines: v.fallback(entries.wrapLines, FIRST_PREFERENCES.wrapLines),
  notifications: v.fallback(entries.notifications, FIRST_PREFERENCES.notifications),
  listOrder: v.fallback(entries.listOrder, FIRST_PREFERENCES.listOrder),
  overviewShown: v.fallback(entries.overviewShown, FIRST_PREFERENCES.overviewShown),
  keptBytes: v.fallback(entries.keptBytes, FIRST_PREFERENCES.keptBytes),
  keptDays: v.fallback(entries.keptDays, FIRST_PREFERENCES.keptDays),
  slowAfterMs: v.fallback(entries.slowAfterMs, FIRST_PREFERENCES.slowAfterMs),
  savedQueries: v.fallback(entries.savedQueries, FIRST_PREFERENCES.savedQueries),
  recentQueries: v.fallback(entries.recentQueries, FIRST_PREFERENCES.recentQueries),
});
/** How the person likes the viewer. */
export type PreferenceValues = v.InferOutput<typeof preferences>;

/** What is to be changed, with everything left out that stays as it is. */
export const preferenceChange = v.partial(v.object(entries));
/** What is to be changed; undefined: as at first. What is not named stays. */
export type PreferenceChange = v.InferOutput<typeof preferenceChange>;

/** Requests that change how the viewer is; every viewer of the program learns of it with the event `state`. */
export const preferenceRequests = {
  /** Takes what is named, and leaves the rest. */
  'preferences.change': preferenceChange,
} as const;

/** What {@link preferenceRequests} come back with. */
export interface PreferenceResults {
  'preferences.change': ApplicationState;
}
