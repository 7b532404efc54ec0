import { useEffect, useRef } from 'react';
import type { RowWindowHandle } from '../rows/use-row-window.ts';

/**
 * Rows end up elsewhere when they begin or cease to wrap: then the selected one comes to the middle of the screen, if it was
 * on it, or else what stood there. `follows`: the end is followed, and stays where it is.
 */
export function useKeptPlace(
  wraps: boolean,
  rows: Omit<RowWindowHandle, 'setScroller'>,
  selected: number | undefined,
  follows: boolean,
): void {
  const wrapped = useRef(wraps);
  const kept = useRef(0);

  useEffect(() => {
    const hasTurned = wrapped.current !== wraps;
    wrapped.current = wraps;
    if (hasTurned && !follows) rows.centreRow(kept.current);
    else if (selected !== undefined && rows.isOnScreen(selected)) kept.current = selected;
    else kept.current = rows.firstWholeRow() + Math.floor(rows.rowsPerScreen / 2);
  });
}
