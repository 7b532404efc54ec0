import * as v from 'valibot';
import { listenerNumber } from './listeners.ts';

/** Requests for the test message. */
export const testMessageRequests = {
  /** Sends a real message through a listener; by default through the first that listens. */
  'test-message.send': v.object({ listener: v.optional(listenerNumber) }),
} as const;

/** What {@link testMessageRequests} come back with. */
export interface TestMessageResults {
  /** The server's last words on the message. */
  'test-message.send': { readonly reply: string };
}
