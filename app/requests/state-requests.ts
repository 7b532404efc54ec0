import type { Application } from '../application.ts';
import type { stateRequests } from '../contract.ts';
import type { Handlers } from './handlers.ts';

/** Answers requests about the application as a whole. */
export function stateHandlers(application: Application): Handlers<keyof typeof stateRequests> {
  return { state: async () => application.state };
}
