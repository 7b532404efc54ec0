import { useEffect, useRef } from 'react';
import type { ViewRow } from '../../app/transcript/row.ts';
import { isSearching, type ShownView } from '../state/transcript-view.ts';
import { useViewer } from '../state/viewer-context.ts';

interface KeptLineOptions {
  readonly shown: ShownView;
  /** Something is selected. */
  readonly hasSelection: boolean;
  /** The one row that is. */
  readonly row: ViewRow | undefined;
  /** Selects nothing. */
  readonly drop: () => void;
  /** Selects a row and brings it in sight. False where the view does not have it. */
  readonly take: (row: number) => Promise<boolean>;
  readonly follow: (follows: boolean) => void;
}

/**
 * Keeps the selected line when the filter changes, as often as that may be: it is selected again wherever it is shown. What
 * stood around it is why one looked for it, so without a filter it comes to the middle. Returns what forgets it.
 */
export function useKeptLine(options: KeptLineOptions): () => void {
  const { shown, hasSelection, row, drop, take, follow } = options;
  const { line } = useViewer();
  const query = useRef<string | null>(null);
  /** It is to be selected as soon as the filter has seen all lines. Until then the details go on telling of it. */
  const isDue = useRef(false);

  useEffect(() => {
    const former = query.current;
    query.current = shown.target.query;
    if (former === query.current) {
      if (!hasSelection) return;
      line.keep(row);
      isDue.current = false;
      return;
    }
    isDue.current = line.kept() !== undefined && line.get().wanted === null;
    drop();
    if (former !== null && !isDue.current) follow(!isSearching(shown));
  }, [shown, hasSelection, row, drop, follow, line]);

  const isComplete = !isSearching(shown);
  useEffect(() => {
    const wanted = line.kept()?.row;
    if (!isDue.current || !isComplete || wanted === undefined) return;
    const own = shown.target.query;
    const takeAgain = async () => {
      const taken = await take(wanted);
      if (query.current !== own || !isDue.current) return;
      isDue.current = false;
      if (taken) return;
      line.tell(undefined);
      follow(true);
    };
    void takeAgain();
  }, [shown.target.query, isComplete, take, follow, line]);

  useEffect(() => {
    if (!isDue.current) line.tell(row);
  }, [line, row]);

  return () => {
    line.keep(undefined);
    isDue.current = false;
  };
}
