import { MOST_RECENT_QUERIES } from '../../app/contract.ts';
import { useViewer } from '../state/viewer-context.ts';

/** Remembers the search that is on as one that was used. */
export function useRememberQuery(): () => void {
  const { listFilter, preferences } = useViewer();
  return () => {
    const { applied, problem } = listFilter.get();
    const { recentQueries, savedQueries } = preferences.get();
    if (applied === '' || problem !== null || recentQueries[0] === applied) return;
    if (savedQueries.some(({ query }) => query === applied)) return;
    const others = recentQueries.filter((query) => query !== applied);
    preferences.change({ recentQueries: [applied, ...others].slice(0, MOST_RECENT_QUERIES) });
  };
}
