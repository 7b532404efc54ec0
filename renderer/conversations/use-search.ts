import { useCallback } from 'react';
import { useViewer } from '../state/viewer-context.ts';

/** The id of the field that narrows the list of conversations. */
export const SEARCH_ID = 'search-conversations';

/** Goes to where all conversations are searched, with a query that nobody has to type. A hidden list comes back for it. */
export function useSearch(): (query?: string) => void {
  const { listFilter, preferences } = useViewer();
  return useCallback(
    (query) => {
      preferences.change({ listShown: true });
      if (query !== undefined) listFilter.use(query);
      // A list that was hidden is there with the next frame.
      requestAnimationFrame(() => document.getElementById(SEARCH_ID)?.focus());
    },
    [listFilter, preferences],
  );
}
