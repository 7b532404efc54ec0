import * as v from 'valibot';
import type { ApplicationState } from './application.ts';
import { listenerSettings } from './listener-settings.ts';

/** A listener's number, from 1. */
export const listenerNumber = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Listeners that there may be at a time: more than anybody tests at once, and an end to a page gone wrong. */
export const MOST_LISTENERS = 50;

/**
 * Requests that change the listeners. Conversations under way go on, whatever becomes of their listener. Settings that
 * contradict each other are refused, and then nothing changes.
 */
export const listenerRequests = {
  /** Opens a listener, with other settings if any are given; one that is open is closed first. */
  'listener.start': v.object({ listener: listenerNumber, settings: v.optional(listenerSettings) }),
  /** Closes a listener. */
  'listener.stop': v.object({ listener: listenerNumber }),
  /** Makes one more listener, and opens it. */
  'listener.add': v.object({ settings: listenerSettings }),
  /** Closes a listener and takes it from the list. The last one stays. */
  'listener.remove': v.object({ listener: listenerNumber }),
} as const;

/** What {@link listenerRequests} come back with. */
export type ListenerResults = Readonly<Record<keyof typeof listenerRequests, ApplicationState>>;
