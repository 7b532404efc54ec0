import * as v from 'valibot';

/** Requests for the test message. */
export const testMessageRequests = {
  /** Sends a real message through the listener. */
  'test-message.send': v.object({}),
} as const;

/** What {@link testMessageRequests} come back with. */
export interface TestMessageResults {
  /** The server's last words on the message. */
  'test-message.send': { readonly reply: string };
}
