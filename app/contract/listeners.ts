import * as v from 'valibot';
import type { ApplicationState } from './application.ts';
import { listenerSettings } from './listener-settings.ts';

/** Requests that open and close the listener. */
export const listenerRequests = {
  /** Opens the listener with these settings; one that is open is closed first. Its conversations go on. */
  'listener.start': listenerSettings,
  /** Closes the listener. Conversations under way go on. */
  'listener.stop': v.object({}),
} as const;

/** What {@link listenerRequests} come back with. */
export interface ListenerResults {
  'listener.start': ApplicationState;
  'listener.stop': ApplicationState;
}
