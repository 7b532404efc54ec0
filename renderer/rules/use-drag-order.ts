import { useEffect, useRef, useState } from 'react';
import type { PointerEvent as ReactPointerEvent, RefObject } from 'react';

/** What a row of a list needs that is put into order by dragging. */
export interface DraggedRow {
  /** How the row looks while something is dragged: it is the one, or the place of the one is above or below it. */
  readonly className: string;
  readonly onPointerDown: (event: ReactPointerEvent) => void;
}

interface Drag {
  readonly from: number;
  /** Where it would stand, as the places are without it. */
  readonly to: number;
}

/** Puts the rows of a list into order by dragging. `onDrop`: a row is to leave its place for another. */
export function useDragOrder(
  list: RefObject<HTMLElement | null>,
  onDrop: (place: number, to: number) => void,
): { of(place: number): DraggedRow } {
  const [drag, setDrag] = useState<Drag | null>(null);
  const end = useRef<() => void>(() => undefined);
  useEffect(() => () => end.current(), []);

  const begin = (from: number, event: ReactPointerEvent) => {
    if (event.button !== 0) return;
    let to = from;
    const onMove = ({ clientY }: PointerEvent) => {
      to = placeAt(list.current, from, clientY);
      setDrag({ from, to });
    };
    const stop = () => {
      document.removeEventListener('pointermove', onMove);
      document.removeEventListener('pointerup', onUp);
      document.removeEventListener('pointercancel', stop);
      setDrag(null);
    };
    const onUp = () => {
      stop();
      if (to !== from) onDrop(from, to);
    };
    end.current = stop;
    document.addEventListener('pointermove', onMove);
    document.addEventListener('pointerup', onUp);
    document.addEventListener('pointercancel', stop);
  };

  return {
    of: (place) => ({
      className: drag === null ? '' : classOf(place, drag),
      onPointerDown: (event) => begin(place, event),
    }),
  };
}

/** How many of the other rows have their middle above the pointer. */
function placeAt(list: HTMLElement | null, from: number, y: number): number {
  const rows = [...(list?.children ?? [])];
  return rows.filter((row, place) => {
    const { top, height } = row.getBoundingClientRect();
    return place !== from && top + height / 2 < y;
  }).length;
}

function classOf(place: number, { from, to }: Drag): string {
  if (place === from) return 'dragged';
  // Places count without the dragged row, so that rows behind it are one further up.
  const own = place > from ? place - 1 : place;
  if (to === from) return '';
  if (own === to && to < from) return 'drop-above';
  return own === to && to > from ? 'drop-below' : '';
}
