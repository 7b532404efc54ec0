import { useEffect, useRef } from 'react';
import type { StorageState } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { removalWords } from '../words/storage.ts';

/** Says each time that old conversations were removed to keep the captures within their limits. */
export function useRemovalNotice(): void {
  const { application, notices } = useViewer();
  const storage = useStore(application).state?.storage ?? null;
  const before = useRef<StorageState['removed'] | null>(null);
  useEffect(() => {
    if (storage === null) return;
    const known = before.current;
    before.current = storage.removed;
    // What went before the page was there is no news.
    if (known === null || storage.removed.times <= known.times) return;
    const { title, text } = removalWords(storage, known);
    notices.good(title, text);
  }, [storage, notices]);
}
