import { useCallback, useSyncExternalStore } from 'react';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';

/** Pixels, at the usual text size, below which the details would leave the transcript no room: they become a drawer. */
const NARROW = 1_100;

/** Whether the window is too narrow for three panes, with text as large as it is. */
export function useNarrow(): boolean {
  const { textSize } = useStore(useViewer().preferences);
  const query = `(max-width: ${(NARROW * textSize) / 100 - 0.02}px)`;
  const watch = useCallback((onChange: () => void) => watchMedia(query, onChange), [query]);
  return useSyncExternalStore(watch, () => matchMedia(query).matches);
}

function watchMedia(query: string, onChange: () => void): () => void {
  const media = matchMedia(query);
  media.addEventListener('change', onChange);
  return () => media.removeEventListener('change', onChange);
}
