import { useEffect, useRef } from 'react';
import type { RowWindowHandle } from '../rows/use-row-window.ts';

/**
 * Rows end up elsewhere when they begin or cease to wrap: then the selected one comes to the middle of the screen, if it was
 * on it, or else what stood there. Where the screen becomes lower, by something that opens below or by larger text, the
 * selected row stays on it. `follows`: the end is followed, and stays where it is.
 */
export function useKeptPlace(
  wraps: boolean,
  rows: Omit<RowWindowHandle, 'setScroller'>,
  selected: number | undefined,
  follows: boolean,
): void {
  const wrapped = useRef(wraps);
  const kept = useRef(0);
  const screen = useRef(rows.rowsPerScreen);

  useEffect(() => {
    const hasTurned = wrapped.current !== wraps;
    const hasShrunk = rows.rowsPerScreen < screen.current;
    wrapped.current = wraps;
    screen.current = rows.rowsPerScreen;
    if (hasTurned && !follows) rows.centreRow(kept.current);
    else if (hasShrunk && !follows && selected === kept.current) rows.showRow(selected);
    else if (selected !== undefined && rows.isOnScreen(selected)) kept.current = selected;
    else kept.current = rows.firstWholeRow() + Math.floor(rows.rowsPerScreen / 2);
  });
}
