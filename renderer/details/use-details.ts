import { useEffect } from 'react';
import type { DetailsSnapshot } from '../state/chosen-details.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';

/** What is known of the chosen conversation, kept up to date while the component is there. */
export function useDetails(): DetailsSnapshot {
  const { details } = useViewer();
  useEffect(() => details.watch(), [details]);
  return useStore(details);
}
