import { useCallback, type RefObject } from 'react';
import { rowAt } from './drawn-rows.ts';
import type { RowWindowHandle } from './use-row-window.ts';
import { anchorFor, type Aim, type WrappedWindow } from './wrapped-window.ts';

/** What stands on screen, and what brings other rows there. */
interface WrappedMoves {
  readonly scroller: HTMLElement | null;
  readonly rows: WrappedWindow;
  readonly aim: RefObject<Aim>;
  /** Takes another aim. */
  readonly move: (to: Aim) => void;
}

/** The moves of a list in which each row is as high as it wants to be. */
export function useWrappedMoves({
  scroller,
  rows,
  aim,
  move,
}: WrappedMoves): Pick<RowWindowHandle, 'isOnScreen' | 'firstWholeRow' | 'showRow' | 'centreRow'> {
  const isOnScreen = useCallback(
    (place: number) => {
      const row = scroller === null ? null : rowAt(scroller, place);
      if (row === null || scroller === null) return false;
      const top = row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      return top > -1 && top + row.offsetHeight < scroller.clientHeight + 1;
    },
    [scroller],
  );
  const firstWholeRow = useCallback(() => {
    const { place, above } = anchorFor(rows, aim.current);
    return above >= 1 ? Math.min(place + 1, rows.count - 1) : place;
  }, [rows, aim]);
  const showRow = useCallback(
    (place: number) => {
      if (isOnScreen(place)) return;
      const isAbove = place <= anchorFor(rows, aim.current).place;
      move(isAbove ? { at: 'top', place, above: 0 } : { at: 'bottom', place });
    },
    [rows, aim, isOnScreen, move],
  );
  const centreRow = useCallback((place: number) => move({ at: 'middle', place }), [move]);
  return { isOnScreen, firstWholeRow, showRow, centreRow };
}
