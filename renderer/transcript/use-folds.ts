import { useMemo } from 'react';
import type { TranscriptFold } from '../../app/transcript/row.ts';
import type { RowWindowHandle } from '../rows/use-row-window.ts';
import { keyOf, type KeptRow } from '../state/transcript-view.ts';
import { useViewer } from '../state/viewer-context.ts';
import type { LineSelection } from './use-line-selection.ts';

/** What may be done with the folds of the shown view. */
export interface Folds {
  /** Opens a fold that is closed, or closes it; `place`: of its heading. */
  toggle(fold: TranscriptFold, place: number): void;
  /** Closes the fold that an open one's row belongs to, and selects its heading. */
  close(row: number): void;
  setAll(open: boolean): void;
}

/** Opens and closes folds; what the person looks at stays where it is on screen, and what is selected stays so. */
export function useFolds(
  { selection, row: selectedRow, keep }: LineSelection,
  { firstWholeRow, isOnScreen }: Pick<RowWindowHandle, 'firstWholeRow' | 'isOnScreen'>,
  follow: (follows: boolean) => void,
): Folds {
  const { transcript } = useViewer();
  return useMemo(() => {
    const selected =
      selectedRow === undefined || selection === null
        ? null
        : { key: keyOf(selectedRow), place: selection.focus };

    const inSight = (): KeptRow => {
      if (selected !== null && isOnScreen(selected.place)) return selected;
      const place = firstWholeRow();
      const row = transcript.at(place);
      return row === undefined ? { key: { row: 0, heading: false }, place: 0 } : { key: keyOf(row), place };
    };

    const change = async (
      row: number | null,
      open: boolean,
      kept: KeptRow,
      besides = selected?.key ?? null,
    ) => {
      follow(false);
      const place = await transcript.fold(row, open, kept, besides);
      if (place !== null && besides !== null) keep(place);
    };

    return {
      toggle(fold, place) {
        const key = keyOf(fold);
        void change(fold.row, !fold.open, { key, place }, key);
      },
      close(row) {
        void change(row, false, inSight(), { row, heading: true });
      },
      setAll: (open) => void change(null, open, inSight()),
    };
  }, [transcript, selection, selectedRow, keep, firstWholeRow, isOnScreen, follow]);
}
