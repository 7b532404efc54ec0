import type { ClipboardEvent, KeyboardEvent } from 'react';
import type { ViewRow } from '../../app/transcript/row.ts';
import { formatEvent, formatLine } from '../../app/transcript/text-format.ts';
import { selectedRange } from '../rows/row-selection.ts';
import type { RowSelection } from '../rows/row-selection.ts';
import { useViewer } from '../state/viewer-context.ts';
import { foldText } from '../words/fold.ts';
import { placeFragment } from '../words/line-link.ts';
import { count, counted } from '../words/measures.ts';
import { copyText } from '../parts/copy-text.ts';

/** Rows that are copied at once: a clipboard is no file, and saving has no limit. */
const MOST_COPIED = 10_000;

/** Lines as they are saved, or with time, TLS mark and phase in front. */
export type CopyForm = 'plain' | 'marks';

/** What can be copied of the transcript. */
export interface LineCopy {
  /** Some lines are selected. */
  readonly some: boolean;
  readonly copySelected: (form: CopyForm) => void;
  /** Copies an address that opens this viewer at the selected line. */
  readonly copyLink: () => void;
  /** True when the key was a copy key and is dealt with. */
  readonly onCopyKey: (event: KeyboardEvent) => boolean;
  /** Marked words that reach over several rows become whole lines. */
  readonly onCopy: (event: ClipboardEvent) => void;
}

/** Rows as text, the way that the transcript is saved; a single line without its line feed. */
export function rowsAsText(rows: readonly ViewRow[], form: CopyForm = 'plain'): string {
  const text = rows.map((row) => rowAsText(row, form === 'marks')).join('');
  return rows.length === 1 ? text.replace(/\n$/, '') : text;
}

function rowAsText(row: ViewRow, marks: boolean): string {
  switch (row.type) {
    case 'line':
      return formatLine(row, { marks });
    case 'event':
      return formatEvent(row);
    case 'fold':
      return row.open ? '' : `# ${foldText(row)}\n`;
  }
}

/** Copies the selected lines as `c> …`. Words that were marked with the mouse are copied as they are. */
export function useCopy(selection: RowSelection | null): LineCopy {
  const { transcript, notices, shelf } = useViewer();

  const rowsAtHand = (first: number, last: number): ViewRow[] | null => {
    const rows: ViewRow[] = [];
    for (let place = first; place <= last; place++) {
      const row = transcript.at(place);
      if (row === undefined) return null;
      rows.push(row);
    }
    return rows;
  };

  const copySelected = async (form: CopyForm) => {
    if (selection === null) return;
    const { first, last } = selectedRange(selection);
    if (last - first >= MOST_COPIED) {
      const most = `Up to ${count(MOST_COPIED)} can be copied. Save the conversation instead.`;
      return notices.bad('Too many lines to copy', most);
    }
    const rows = rowsAtHand(first, last) ?? (await transcript.fetch(first, last));
    const copied = rows !== null && (await copyText(rowsAsText(rows, form)));
    if (!copied) notices.bad('Not copied', 'The browser did not allow it, or the lines could not be read.');
    else if (rows.length > 1) notices.good(`${counted(rows.length, 'line')} copied`);
  };

  const copyLink = async () => {
    const row = selection === null ? undefined : transcript.at(selection.focus);
    const session = transcript.get().shown?.target.session;
    if (session === undefined) return;
    const line = row === undefined || row.type === 'event' ? null : row.n;
    const address = new URL(location.href);
    const file = shelf.shown.get();
    address.hash = placeFragment({ session, line, middle: null, filter: '', search: '', file });
    if (await copyText(address.href)) notices.good('Link copied');
    else notices.bad('Not copied', 'The browser did not allow it.');
  };

  return {
    some: selection !== null,
    copySelected: (form) => void copySelected(form),
    copyLink: () => void copyLink(),
    onCopyKey: (event: KeyboardEvent): boolean => {
      const isCopy = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'c';
      if (!isCopy || selection === null || document.getSelection()?.isCollapsed === false) return false;
      event.preventDefault();
      void copySelected('plain');
      return true;
    },
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
