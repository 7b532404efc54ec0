import type { KeyboardEvent } from 'react';
import { selectByKey } from '../rows/row-selection.ts';
import type { RowWindowHandle } from '../rows/use-row-window.ts';
import type { LineCopy } from './use-copy.ts';
import type { Folds } from './use-folds.ts';
import type { Following } from './use-following.ts';
import type { LineSelection } from './use-line-selection.ts';

interface TranscriptKeys {
  readonly total: number;
  readonly selected: LineSelection;
  readonly rows: Pick<RowWindowHandle, 'rowsPerScreen' | 'firstWholeRow'>;
  readonly folds: Folds;
  readonly copy: LineCopy;
  readonly following: Following;
  readonly onEscape: () => void;
}

/** The keys of the transcript: the arrows and their kin select, Enter and ←→ fold. */
export function useTranscriptKeys(keys: TranscriptKeys) {
  const { total, selected, rows, folds, copy, following, onEscape } = keys;
  return (event: KeyboardEvent): void => {
    if (copy.onCopyKey(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = selectByKey(
      selected.selection,
      { key: event.key, extend: event.shiftKey },
      { count: total, page: rows.rowsPerScreen, start: following.follows ? total - 1 : rows.firstWholeRow() },
    );
    if (next !== null) {
      event.preventDefault();
      selected.select(next);
    } else if (event.key === 'Escape') onEscape();
    else if (act(event.key, selected, folds)) event.preventDefault();
  };
}

/** Whether the key means something on the selected row. */
function act(key: string, { row, selection }: LineSelection, folds: Folds): boolean {
  if (row === undefined || selection === null) return false;
  switch (key) {
    case 'Enter':
    case ' ':
      if (row.type !== 'fold') return false;
      folds.toggle(row, selection.focus);
      return true;
    case 'ArrowRight':
      if (row.type !== 'fold' || row.open) return false;
      folds.toggle(row, selection.focus);
      return true;
    case 'ArrowLeft':
      if (row.type === 'fold' && !row.open) return false;
      folds.close(row.row);
      return true;
    default:
      return false;
  }
}
