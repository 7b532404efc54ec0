import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';

/** The listener's switch: what it does now, and doing it. */
export function useListenerSwitch(): { readonly listening: boolean; readonly toggle: () => Promise<void> } {
  const { application, notices } = useViewer();
  const { state } = useStore(application);
  const listening = state?.listeners[0].status.state === 'listening';
  return {
    listening,
    async toggle() {
      if (state === null) return;
      const problem = listening
        ? await application.stop()
        : await application.start(state.listeners[0].settings);
      // A listener that failed says so in its banner.
      if (problem !== null && application.get().state?.listeners[0].status.state !== 'failed') {
        notices.bad(problem.text, problem.remedy);
      }
    },
  };
}
