import type { Application } from '../application.ts';
import type { listenerRequests } from '../contract.ts';
import type { Handlers } from './handlers.ts';

/** Answers requests that open and close the listener. */
export function listenerHandlers(application: Application): Handlers<keyof typeof listenerRequests> {
  return {
    'listener.start': async (settings) => {
      await application.startListener(settings);
      return application.state;
    },
    'listener.stop': async () => {
      await application.stopListener();
      return application.state;
    },
  };
}
