import { useNarrow } from '../window/use-narrow.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';

/** Whether the details are to be seen, and what shows and hides them. */
export interface DetailsShown {
  readonly shown: boolean;
  /** They lie over the transcript instead of standing beside it. */
  readonly isDrawer: boolean;
  readonly set: (shown: boolean) => void;
}

/** A pane beside the transcript is remembered; a drawer is opened each time anew. */
export function useDetailsShown(): DetailsShown {
  const { preferences, drawer } = useViewer();
  const isDrawer = useNarrow();
  const { detailsShown } = useStore(preferences);
  const drawn = useStore(drawer);
  if (isDrawer) return { shown: drawn, isDrawer, set: (shown) => drawer.set(shown) };
  return { shown: detailsShown, isDrawer, set: (shown) => preferences.change({ detailsShown: shown }) };
}
