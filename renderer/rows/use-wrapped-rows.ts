import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { measureRows, rowAt } from './drawn-rows.ts';
import { elementHeight, type RowRange } from './row-window.ts';
import { isSame, NOTHING, scrolledTo, useInside, useScrollEvents, wheelPixels } from './scrolling.ts';
import type { RowWindowHandle, RowWindowOptions } from './use-row-window.ts';
import { useWrappedMoves } from './use-wrapped-moves.ts';
import {
  aimAt,
  anchorFor,
  isLast,
  lastAnchor,
  movedBy,
  progressOf,
  rowsOnScreen,
  type Aim,
  type Anchor,
  type WrappedWindow,
} from './wrapped-window.ts';

/** Rows that exist above and below those that the screen may hold. */
const OVERSCAN = 6;

/**
 * Draws only the rows on screen of a list in which each is as high as it wants to be. What it returns is used as that of a
 * list of equal rows is.
 */
export function useWrappedRows(options: RowWindowOptions): RowWindowHandle {
  const { count, rowHeight, sticks, onStick, layout = 0, moved = 0 } = options;
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const { height: viewport } = useInside(scroller);
  const [drawn, setDrawn] = useState(NOTHING);
  const [perScreen, setPerScreen] = useState(1);
  const [overflows, setOverflows] = useState(false);
  const [, redraw] = useState(0);
  const aim = useRef<Aim>({ at: 'top', place: 0, above: 0 });
  /** Whether the person has moved, and nobody has been told. */
  const hasMoved = useRef(false);
  /** The scroll position that this hook set itself: its event is not the person's. */
  const ownPosition = useRef(0);
  const layoutBefore = useRef(layout);
  const heights = useRef<ReadonlyMap<number, number>>(new Map());

  const rows = useMemo<WrappedWindow>(
    () => ({
      count,
      rowHeight,
      viewport,
      heightOf: (place) => heights.current.get(place) ?? rowHeight,
    }),
    [count, rowHeight, viewport],
  );
  const height = Math.max(elementHeight({ count, rowHeight, viewport }), overflows ? 2 * viewport : 0);
  const way = height - viewport;
  const wayBefore = useRef(way);

  const move = useCallback((to: Aim) => {
    aim.current = to;
    hasMoved.current = true;
    redraw((times) => times + 1);
  }, []);

  /** Draws what the aim brings on screen. Returns the anchor once all of its rows exist; null: they are about to. */
  const settle = useCallback(
    (scroller: HTMLElement): Anchor | null => {
      heights.current = measureRows(scroller);
      const anchor = anchorFor(rows, aim.current);
      const position = Math.round(progressOf(rows, anchor) * way);
      if (Math.abs(scroller.scrollTop - position) >= 1) {
        scroller.scrollTo({ top: position, behavior: 'instant' });
      }
      ownPosition.current = scroller.scrollTop;
      const range = rangeAround(rows, anchor);
      const first = rowAt(scroller, anchor.place);
      const top = first === null ? 0 : scroller.scrollTop - anchor.above - first.offsetTop;
      setDrawn((before) => (isSame(before, { range, top }) ? before : { range, top }));
      setPerScreen(Math.max(1, rowsOnScreen(rows, anchor) - 1));
      const last = lastAnchor(rows);
      setOverflows(last.place > 0 || last.above > 0);
      const { range: exists } = drawn;
      return exists.first === range.first && exists.last === range.last ? anchor : null;
    },
    [rows, way, drawn],
  );

  /** Takes up where the person has scrolled to, of all the way that there was. Returns whether they have. */
  const takeUpScroll = useCallback((): boolean => {
    const position = scroller === null ? null : scrolledTo(scroller, ownPosition.current, viewport);
    if (position === null) return false;
    ownPosition.current = position;
    aim.current = aimAt(rows, wayBefore.current <= 0 ? 0 : position / wayBefore.current);
    hasMoved.current = true;
    return true;
  }, [scroller, rows, viewport]);

  // Where another has left an element that is taken over is nobody's scroll.
  useLayoutEffect(() => {
    ownPosition.current = scroller?.scrollTop ?? 0;
  }, [scroller]);

  // Behind each drawing: only then heights are known, and a row that has been read is another than before.
  useLayoutEffect(() => {
    const isNewLayout = layoutBefore.current !== layout;
    layoutBefore.current = layout;
    if (scroller === null || count === 0 || viewport === 0) return;
    // Rows may come between a scroll and its event: it is not undone.
    takeUpScroll();
    wayBefore.current = way;
    if (isNewLayout) aim.current = { ...aim.current, place: aim.current.place + moved };
    else if (sticks && !hasMoved.current) aim.current = { at: 'bottom', place: count - 1 };
    const anchor = settle(scroller);
    if (!hasMoved.current || anchor === null) return;
    hasMoved.current = false;
    onStick(isLast(rows, anchor));
  });

  const onScroll = useCallback(() => {
    if (takeUpScroll()) flushSync(() => redraw((times) => times + 1));
  }, [takeUpScroll]);
  /** The scroll bar counts rows; the wheel moves by pixels. */
  const onWheel = useCallback(
    (event: WheelEvent) => {
      if (event.ctrlKey) return;
      event.preventDefault();
      const anchor = anchorFor(rows, aim.current);
      const pixels = wheelPixels(event, rowHeight, viewport);
      flushSync(() => move({ at: 'top', ...movedBy(rows, anchor, pixels) }));
    },
    [rows, rowHeight, viewport, move],
  );
  useScrollEvents(scroller, onScroll, onWheel);

  const moves = useWrappedMoves({ scroller, rows, aim, move });

  return {
    setScroller,
    height,
    range: { first: drawn.range.first, last: Math.min(drawn.range.last, count - 1) },
    top: drawn.top,
    rowsPerScreen: perScreen,
    ...moves,
  };
}

function rangeAround({ viewport, rowHeight, count }: WrappedWindow, { place }: Anchor): RowRange {
  const most = Math.ceil(viewport / rowHeight) + OVERSCAN;
  return { first: Math.max(0, place - most), last: Math.min(place + most, count - 1) };
}
