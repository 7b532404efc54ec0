import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { zoomOf } from './zoom.ts';
import type { RowWindowHandle, RowWindowOptions } from './use-row-window.ts';

/**
 * Rows that are drawn all at once. Where lines wrap, only drawing a row tells how high it is; with more rows than that, a
 * scroll bar that is true, and a jump that takes no time, are worth more.
 */
export const MOST_WRAPPED = 1_000;

/** Rows that Page Up and Page Down move by where they differ in height. */
const PAGE = 20;

/** Pixels from the end that still count as the end. */
const NEAR = 11;

/** Draws all rows of a short list, each as high as it wants to be. The same handle as that of a long list. */
export function useWrappedRows({
  count,
  sticks,
  onStick,
  layout = 0,
  moved = 0,
}: RowWindowOptions): RowWindowHandle {
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  /** Where the first row on screen stood before anything changed. */
  const before = useRef({ layout, place: 0, top: 0 });

  const rowAt = useCallback(
    (place: number) => scroller?.querySelector<HTMLElement>(`[data-place="${place}"]`) ?? null,
    [scroller],
  );

  const topOf = useCallback(
    (element: HTMLElement) => {
      if (scroller === null) return 0;
      const below = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      return below / zoomOf(scroller);
    },
    [scroller],
  );

  const firstWholeRow = useCallback(() => {
    const rows = [...(scroller?.querySelectorAll<HTMLElement>('[data-place]') ?? [])];
    const first = rows.find((row) => topOf(row) >= 0);
    return Number(first?.dataset['place'] ?? 0);
  }, [scroller, topOf]);

  const note = useCallback(() => {
    const place = firstWholeRow();
    const row = rowAt(place);
    before.current = { ...before.current, place, top: row === null ? 0 : topOf(row) };
  }, [firstWholeRow, rowAt, topOf]);

  useLayoutEffect(() => {
    if (scroller === null) return;
    const isNewLayout = before.current.layout !== layout;
    before.current.layout = layout;
    const kept = isNewLayout ? rowAt(before.current.place + moved) : null;
    if (kept !== null) scroller.scrollBy({ top: topOf(kept) - before.current.top, behavior: 'instant' });
    else if (sticks) scroller.scrollTo({ top: scroller.scrollHeight, behavior: 'instant' });
    note();
  });

  useEffect(() => {
    if (scroller === null) return undefined;
    const onScroll = () => {
      note();
      onStick(scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - NEAR);
    };
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => scroller.removeEventListener('scroll', onScroll);
  }, [scroller, note, onStick]);

  const isOnScreen = useCallback(
    (place: number) => {
      const row = rowAt(place);
      if (row === null || scroller === null) return false;
      const top = topOf(row);
      return top >= 0 && top + row.offsetHeight <= scroller.clientHeight;
    },
    [rowAt, topOf, scroller],
  );

  return useMemo(
    () => ({
      setScroller,
      // As high as what is in it; nobody can say before it is drawn.
      height: 0,
      range: { first: 0, last: count - 1 },
      top: 0,
      rowsPerScreen: PAGE,
      showRow: (place) => rowAt(place)?.scrollIntoView({ block: 'nearest' }),
      centreRow: (place) => rowAt(place)?.scrollIntoView({ block: 'center' }),
      firstWholeRow,
      isOnScreen,
    }),
    [count, rowAt, firstWholeRow, isOnScreen],
  );
}
