import type { Application } from '../application.ts';
import type { preferenceRequests } from '../contract.ts';
import { RequestError, type Handlers } from './handlers.ts';

/** Answers requests that change how the viewer is. */
export function preferenceHandlers(application: Application): Handlers<keyof typeof preferenceRequests> {
  return {
    'preferences.change': async (change) => {
      try {
        await application.changePreferences(change);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new RequestError({
          code: 'settings-not-kept',
          text: `Your settings could not be kept: ${why}.`,
          remedy: 'They hold until SMTP Spy ends.',
        });
      }
      return application.state;
    },
  };
}
