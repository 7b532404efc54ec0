import { useSyncExternalStore } from 'react';

/** Below this the details would leave the transcript no room: they become a drawer. `details-pane.css` says the same. */
const NARROW = '(max-width: 1099.98px)';

/** Whether the window is too narrow for three panes. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watch, () => matchMedia(NARROW).matches);
}

function watch(onChange: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}
