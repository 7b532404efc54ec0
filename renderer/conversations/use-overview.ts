import { useEffect, useRef, useState } from 'react';
import type { Overview } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';

/** How often the overview is drawn anew while conversations come, in milliseconds: a minute is its smallest part. */
const AGAIN_MS = 2_000;

/** What happened over time in the conversations that are listed; undefined until it has been read. */
export function useOverview(bars: number): Overview | null | undefined {
  const { request, conversations, listFilter } = useViewer();
  const { applied } = useStore(listFilter);
  const { state } = useStore(conversations);
  const revision = state?.revision ?? 0;
  const [overview, setOverview] = useState<Overview | null>();
  /** What was asked for last: an answer to anything else comes too late. */
  const asked = useRef({ at: -Infinity, query: '', bars: 0, revision: 0 });

  useEffect(() => {
    if (bars === 0) return undefined;
    const before = asked.current;
    const isOther = before.query !== applied || before.bars !== bars;
    if (!isOther && before.revision === revision) return undefined;
    const read = async () => {
      const question = { at: performance.now(), query: applied, bars, revision };
      asked.current = question;
      const result = await request('list.overview', { query: applied, bars });
      if (asked.current === question && result.ok) setOverview(result.value);
    };
    const wait = isOther ? 0 : Math.max(0, before.at + AGAIN_MS - performance.now());
    const timer = setTimeout(() => void read(), wait);
    return () => clearTimeout(timer);
  }, [request, applied, bars, revision]);
  return overview;
}
