import type { ApplicationState, ListenerState } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';

/** The switch of all listeners: whether any listens, and opening or closing them. */
export function useListenerSwitch(): { readonly listening: boolean; readonly toggle: () => Promise<void> } {
  const { application } = useViewer();
  const { state } = useStore(application);
  const switchOne = useSwitchOne();
  const listening = state !== null && state.listeners.some(listens);
  return {
    listening,
    async toggle() {
      const concerned = listenersOf(state).filter((listener) => listens(listener) === listening);
      for (const listener of concerned) await switchOne(listener);
    },
  };
}

/** Opens a listener that is closed, and closes one that is open. What fails is said. */
export function useSwitchOne(): (listener: ListenerState) => Promise<void> {
  const { application, notices } = useViewer();
  return async (listener) => {
    const { listener: number } = listener;
    const problem = listens(listener) ? await application.stop(number) : await application.start(number);
    const now = listenersOf(application.get().state).find((each) => each.listener === number);
    // A listener that failed says so in its banner.
    if (problem !== null && now?.status.state !== 'failed') notices.bad(problem.text, problem.remedy);
  };
}

function listens({ status }: ListenerState): boolean {
  return status.state === 'listening';
}

function listenersOf(state: ApplicationState | null): readonly ListenerState[] {
  return state?.listeners ?? [];
}
