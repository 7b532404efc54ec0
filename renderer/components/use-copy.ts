import type { ClipboardEvent, KeyboardEvent } from 'react';
import type { ViewRow } from '../../app/transcript/row.ts';
import { formatEvent, formatLine } from '../../app/transcript/text-format.ts';
import { selectedRange } from '../rows/row-selection.ts';
import type { RowSelection } from '../rows/row-selection.ts';
import { useViewer } from '../state/viewer-context.ts';
import { foldText } from '../words/fold.ts';
import { count, counted } from '../words/measures.ts';
import { copyText } from './copy-text.ts';

/** Rows that are copied at once: a clipboard is no file, and saving has no limit. */
const MOST_COPIED = 10_000;

/** Rows as text, the way that the transcript is saved; a single line without its line feed. */
export function rowsAsText(rows: readonly ViewRow[]): string {
  const text = rows.map(rowAsText).join('');
  return rows.length === 1 ? text.replace(/\n$/, '') : text;
}

function rowAsText(row: ViewRow): string {
  switch (row.type) {
    case 'line':
      return formatLine(row);
    case 'event':
      return formatEvent(row);
    case 'fold':
      return row.open ? '' : `# ${foldText(row)}\n`;
  }
}

/** Copies the selected lines as `c> …`. Words that were marked with the mouse are copied as they are. */
export function useCopy(selection: RowSelection | null) {
  const { transcript, notices } = useViewer();

  const rowsAtHand = (first: number, last: number): ViewRow[] | null => {
    const rows: ViewRow[] = [];
    for (let place = first; place <= last; place++) {
      const row = transcript.at(place);
      if (row === undefined) return null;
      rows.push(row);
    }
    return rows;
  };

  const copySelected = async ({ first, last }: { first: number; last: number }) => {
    const rows = rowsAtHand(first, last) ?? (await transcript.fetch(first, last));
    const copied = rows !== null && (await copyText(rowsAsText(rows)));
    if (!copied) notices.bad('Not copied', 'The browser did not allow it, or the lines could not be read.');
    else if (rows.length > 1) notices.good(`${counted(rows.length, 'line')} copied`);
  };

  return {
    /** True when the key was a copy key and is dealt with. */
    onCopyKey: (event: KeyboardEvent): boolean => {
      const isCopy = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'c';
      if (!isCopy || selection === null || document.getSelection()?.isCollapsed === false) return false;
      event.preventDefault();
      const range = selectedRange(selection);
      if (range.last - range.first < MOST_COPIED) void copySelected(range);
      else
        notices.bad(
          'Too many lines to copy',
          `Up to ${count(MOST_COPIED)} can be copied. Save the conversation instead.`,
        );
      return true;
    },
    /** Marked words that reach over several rows become whole lines. */
    onCopy: (event: ClipboardEvent): void => {
      const marked = markedRows();
      if (marked === null || marked.first === marked.last) return;
      const rows = rowsAtHand(marked.first, marked.last);
      if (rows === null) return;
      event.clipboardData.setData('text/plain', rowsAsText(rows));
      event.preventDefault();
    },
  };
}

function markedRows(): { readonly first: number; readonly last: number } | null {
  const selection = document.getSelection();
  const anchor = placeOf(selection?.anchorNode);
  const focus = placeOf(selection?.focusNode);
  if (anchor === null || focus === null) return null;
  return { first: Math.min(anchor, focus), last: Math.max(anchor, focus) };
}

function placeOf(node: Node | null | undefined): number | null {
  const element = node instanceof Element ? node : node?.parentElement;
  const place = element?.closest<HTMLElement>('[data-place]')?.dataset['place'];
  return place === undefined ? null : Number(place);
}
