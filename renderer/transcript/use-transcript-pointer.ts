import { useState, type MouseEvent } from 'react';
import { selectRow } from '../rows/row-selection.ts';
import { useViewer } from '../state/viewer-context.ts';
import { askedBy } from '../words/exchange.ts';
import type { Folds } from './use-folds.ts';
import type { LineSelection } from './use-line-selection.ts';

/** The pointer on the transcript. */
export interface TranscriptPointer {
  /** The command, by its line, that the row under the pointer asks or answers; null where there is none. */
  readonly pointedAt: number | null;
  readonly onClick: (event: MouseEvent) => void;
  readonly onPointerOver: (event: MouseEvent) => void;
  readonly onPointerLeave: () => void;
}

/** A click selects the row, opens and closes a fold, or leads to the other half of an exchange. */
export function useTranscriptPointer(selected: LineSelection, folds: Folds): TranscriptPointer {
  const { transcript } = useViewer();
  const [pointedAt, setPointedAt] = useState<number | null>(null);

  const onClick = (event: MouseEvent) => {
    const place = placeOf(event.target);
    if (place === null || hasSelectedText()) return;
    const row = transcript.at(place);
    const partner = dataOf(event.target, 'partner');
    if (partner !== null) return void selected.goTo({ line: Number(partner) }, false);
    selected.select(selectRow(selected.selection, place, event.shiftKey));
    if (row?.type === 'fold' && dataOf(event.target, 'fold') !== null) folds.toggle(row, place);
  };

  const onPointerOver = (event: MouseEvent) => {
    const place = placeOf(event.target);
    const row = place === null ? undefined : transcript.at(place);
    setPointedAt(row === undefined ? null : askedBy(row));
  };

  return { pointedAt, onClick, onPointerOver, onPointerLeave: () => setPointedAt(null) };
}

function placeOf(target: EventTarget): number | null {
  const place = dataOf(target, 'place');
  return place === null ? null : Number(place);
}

/** What the element, or one around it, says under that name. */
function dataOf(target: EventTarget, name: string): string | null {
  if (!(target instanceof Element)) return null;
  return target.closest(`[data-${name}]`)?.getAttribute(`data-${name}`) ?? null;
}

/** The person marks words with the mouse, and does not mean the line. */
function hasSelectedText(): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed;
}
