import type { Application } from '../application.ts';
import {
  contradictionIn,
  MOST_LISTENERS,
  type ApplicationState,
  type listenerRequests,
  type ListenerSettings,
  type Problem,
} from '../contract.ts';
import { RequestError, type Handlers } from './handlers.ts';

const NO_SUCH_LISTENER: Problem = {
  code: 'no-such-listener',
  text: 'That listener is gone.',
  remedy: 'Somebody has removed it, perhaps in another window: add a new one.',
};

/** Answers requests that change the listeners. */
export function listenerHandlers(application: Application): Handlers<keyof typeof listenerRequests> {
  const { listeners } = application;
  const stateOr = (problem: Problem, done: boolean): ApplicationState => {
    if (!done) throw new RequestError(problem);
    return application.state;
  };
  return {
    'listener.start': async ({ listener, settings }) => {
      if (settings !== undefined) refuseContradictions(settings);
      return stateOr(NO_SUCH_LISTENER, await listeners.start(listener, settings));
    },
    'listener.stop': async ({ listener }) => stateOr(NO_SUCH_LISTENER, await listeners.stop(listener)),
    'listener.add': async ({ settings }) => {
      refuseContradictions(settings);
      const text = `There are ${MOST_LISTENERS} listeners already.`;
      const remedy = 'Remove one that is not needed any more.';
      return stateOr({ code: 'too-many-listeners', text, remedy }, await listeners.add(settings));
    },
    'listener.remove': async ({ listener }) => {
      const removed = await listeners.remove(listener);
      return stateOr(whyItStays(application.state, listener), removed);
    },
  };
}

function refuseContradictions(settings: ListenerSettings): void {
  const problem = contradictionIn(settings);
  if (problem !== null) throw new RequestError(problem);
}

function whyItStays({ listeners }: ApplicationState, number: number): Problem {
  if (listeners[0].listener !== number) return NO_SUCH_LISTENER;
  return { code: 'last-listener', text: 'The last listener stays.', remedy: 'Stop it, or change it.' };
}
