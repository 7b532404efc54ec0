import type { SessionLibrary } from '../capture/session-library.ts';
import type { sessionRequests } from '../contract.ts';
import type { Handlers } from '../requests/handlers.ts';

/** Answers requests for the list of sessions. */
export function sessionHandlers(library: SessionLibrary): Handlers<keyof typeof sessionRequests> {
  return {
    'sessions.list': async ({ from, count }) => ({
      total: library.total,
      sessions: await library.list(from, count),
    }),
    'session.summary': ({ session }) => library.summary(session),
  };
}
