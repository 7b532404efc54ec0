import { useEffect, useRef, useState } from 'react';
import type { TranscriptRow } from '../../app/transcript/row.ts';
import type { RowSelection } from '../rows/row-selection.ts';
import type { RowWindowHandle } from '../rows/use-row-window.ts';
import type { ShownView } from '../state/transcript-view.ts';
import { useViewer } from '../state/viewer-context.ts';

/** The selected lines, and how they are selected. */
export interface LineSelection {
  readonly selection: RowSelection | null;
  /** The one row that is selected; undefined when there are none or several. */
  readonly row: TranscriptRow | undefined;
  select(selection: RowSelection): void;
  clear(): void;
}

/**
 * Keeps the selected lines of a view. Selecting anything but the end stops following it. When the filter goes, the
 * line that was selected in it is selected among all lines and brought to the middle: what stood around it is why one
 * looked for it.
 */
export function useLineSelection(
  shown: ShownView,
  { showRow, centreRow }: Pick<RowWindowHandle, 'showRow' | 'centreRow'>,
  follow: (follows: boolean) => void,
): LineSelection {
  const { transcript, selection: choice, line } = useViewer();
  const [selection, setSelection] = useState<RowSelection | null>(null);
  const kept = useRef<TranscriptRow | undefined>(undefined);
  const query = useRef(shown.target.query);
  const single = selection !== null && selection.anchor === selection.focus;
  const row = single ? transcript.at(selection.focus) : undefined;

  useEffect(() => {
    if (query.current === shown.target.query) {
      kept.current = row;
      return;
    }
    query.current = shown.target.query;
    // In a view of everything a row stands in its own place.
    const place = shown.target.query === '' ? kept.current?.row : undefined;
    if (place === undefined) {
      setSelection(null);
      follow(true);
    } else {
      follow(false);
      setSelection({ anchor: place, focus: place });
      centreRow(place);
    }
  }, [shown, row, centreRow, follow]);

  useEffect(() => line.tell(row), [line, row]);

  const { rows } = shown.state;
  const showsAll = shown.target.query === '';
  useEffect(() => {
    const takeWanted = () => {
      const { wanted } = line.get();
      if (wanted === null || !showsAll || wanted >= rows) return;
      line.settle();
      choice.stay();
      follow(false);
      setSelection({ anchor: wanted, focus: wanted });
      centreRow(wanted);
    };
    takeWanted();
    return line.subscribe(takeWanted);
  }, [line, showsAll, rows, choice, follow, centreRow]);

  return {
    selection,
    row,
    select(next) {
      setSelection(next);
      choice.stay();
      if (next.focus < shown.state.rows - 1) follow(false);
      showRow(next.focus);
    },
    clear: () => setSelection(null),
  };
}
