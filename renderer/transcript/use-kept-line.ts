import { useEffect, useRef, type RefObject } from 'react';
import type { ViewRow } from '../../app/transcript/row.ts';
import { isSearching, type ShownView } from '../state/transcript-view.ts';
import { useViewer } from '../state/viewer-context.ts';

/** The line that was selected last and not let go, for as long as a conversation is shown. */
export type KeptLine = RefObject<ViewRow | undefined>;

interface KeptLineOptions {
  readonly kept: KeptLine;
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
  const { kept, shown, hasSelection, row, drop, take, follow } = options;
  const { line } = useViewer();
  const query = useRef<string | null>(null);
  /** It is to be selected as soon as the filter has seen all lines. Until then the details go on telling of it. */
  const isDue = useRef(false);

  useEffect(() => {
    const former = query.current;
    query.current = shown.target.query;
    if (former === query.current) {
      if (!hasSelection) return;
      kept.current = row;
      isDue.current = false;
      return;
    }
    isDue.current = kept.current !== undefined && line.get().wanted === null;
    drop();
    if (former !== null && !isDue.current) follow(!isSearching(shown));
  }, [kept, shown, hasSelection, row, drop, follow, line]);

  const isComplete = !isSearching(shown);
  useEffect(() => {
    const wanted = kept.current?.row;
    if (!isDue.current || !isComplete || wanted === undefined) return;
    const own = shown.target.query;
    void take(wanted).then((taken) => {
      if (query.current !== own || !isDue.current) return;
      isDue.current = false;
      if (taken) return;
      line.tell(undefined);
      follow(true);
    });
    // Once for each filter.
  }, [kept, shown.target.query, isComplete, take, follow, line]);

  useEffect(() => {
    if (!isDue.current) line.tell(row);
  }, [line, row]);

  return () => {
    kept.current = undefined;
    isDue.current = false;
  };
}
