import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import {
  clampOffset,
  elementHeight,
  isAtEnd,
  isCompressed,
  lastOffset,
  offsetAt,
  offsetCentring,
  offsetShowing,
  rowsAt,
  rowsPerScreen,
  scrollPosition,
} from './row-window.ts';
import type { RowRange, RowWindow } from './row-window.ts';
import { isSame, NOTHING, scrolledTo, useInside, useScrollEvents, wheelPixels } from './scrolling.ts';

/** Rows that exist above and below the screen, so that a fast scroll does not show a gap. */
const OVERSCAN = 12;

/** What a list says about itself. */
export interface RowWindowOptions {
  readonly count: number;
  /** Pixels. */
  readonly rowHeight: number;
  /** The end to which the list can stick: where new rows usually come. */
  readonly growsAt: 'start' | 'end';
  /** Counts the times that rows were put in or taken out elsewhere; then what stood `moved` rows higher stays in place. */
  readonly layout?: number;
  readonly moved?: number;
  readonly sticks: boolean;
  /** The person scrolled away from that end, or back to it. */
  readonly onStick: (sticks: boolean) => void;
}

/** What a list draws, and how it is moved. */
export interface RowWindowHandle {
  /** Takes the element that scrolls. */
  readonly setScroller: (element: HTMLDivElement | null) => void;
  /** The height of the one element within it, in pixels. */
  readonly height: number;
  /** The rows that have to exist. */
  readonly range: RowRange;
  /** Where the first of them begins in that element, in pixels. */
  readonly top: number;
  /** Brings a row on screen with the least movement. */
  readonly showRow: (row: number) => void;
  /** Brings a row to the middle of the screen. */
  readonly centreRow: (row: number) => void;
  /** Rows that Page Up and Page Down move by. */
  readonly rowsPerScreen: number;
  /** The first row that is wholly on screen. */
  readonly firstWholeRow: () => number;
  /** Whether the row is wholly on screen. */
  readonly isOnScreen: (row: number) => boolean;
}

/** Draws only the rows on screen of a list of equally high rows. */
export function useRowWindow(options: RowWindowOptions): RowWindowHandle {
  const { count, rowHeight, growsAt, sticks, onStick, layout = 0, moved = 0 } = options;
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const { height: viewport } = useInside(scroller);
  const [drawn, setDrawn] = useState(NOTHING);
  const offset = useRef(0);
  /** The scroll position that this hook set itself: its event is not the person's. */
  const ownPosition = useRef(0);
  const layoutBefore = useRef(layout);
  const rows = useMemo<RowWindow>(() => ({ count, rowHeight, viewport }), [count, rowHeight, viewport]);

  const draw = useCallback(
    (position: number) => {
      const range = rowsAt(rows, offset.current, OVERSCAN);
      const top = position - offset.current + range.first * rows.rowHeight;
      setDrawn((before) => (isSame(before, { range, top }) ? before : { range, top }));
    },
    [rows],
  );

  const moveTo = useCallback(
    (next: number) => {
      offset.current = clampOffset(rows, next);
      if (scroller === null) return;
      scroller.scrollTo({ top: scrollPosition(rows, offset.current), behavior: 'instant' });
      ownPosition.current = scroller.scrollTop;
      draw(scroller.scrollTop);
    },
    [rows, scroller, draw],
  );

  const tellStick = useCallback(() => {
    onStick(growsAt === 'end' ? isAtEnd(rows, offset.current) : offset.current < rows.rowHeight / 2);
  }, [rows, onStick, growsAt]);

  /** Takes up where the person has scrolled to. Returns that position, and null where they have not. */
  const takeUpScroll = useCallback((): number | null => {
    const position = scroller === null ? null : scrolledTo(scroller, ownPosition.current, rows.viewport);
    if (position === null) return null;
    ownPosition.current = position;
    offset.current = offsetAt(rows, position);
    return position;
  }, [scroller, rows]);

  // Where another has left an element that is taken over is nobody's scroll.
  useLayoutEffect(() => {
    ownPosition.current = scroller?.scrollTop ?? 0;
  }, [scroller]);

  useLayoutEffect(() => {
    const isNewLayout = layoutBefore.current !== layout;
    layoutBefore.current = layout;
    // Rows may come between a scroll and its event: it is not undone.
    const scrolled = takeUpScroll();
    if (isNewLayout) moveTo(offset.current + moved * rows.rowHeight);
    else if (scrolled !== null) draw(scrolled);
    else if (sticks) moveTo(growsAt === 'end' ? lastOffset(rows) : 0);
    else moveTo(offset.current);
    if (scrolled !== null) tellStick();
  }, [rows, sticks, growsAt, moveTo, takeUpScroll, draw, tellStick, layout, moved]);

  /** In the same frame: else the scrolled part would stand empty for one, and its rows be asked for behind it. */
  const drawNow = useCallback(
    (move: () => void) =>
      flushSync(() => {
        move();
        tellStick();
      }),
    [tellStick],
  );
  const onScroll = useCallback(() => {
    const position = takeUpScroll();
    if (position !== null) drawNow(() => draw(position));
  }, [takeUpScroll, drawNow, draw]);
  /** In a compressed list the wheel would run over thousands of rows: it moves by the list's pixels instead. */
  const onWheel = useCallback(
    (event: WheelEvent) => {
      if (!isCompressed(rows) || event.ctrlKey) return;
      event.preventDefault();
      drawNow(() => moveTo(offset.current + wheelPixels(event, rows.rowHeight, rows.viewport)));
    },
    [rows, drawNow, moveTo],
  );
  useScrollEvents(scroller, onScroll, onWheel);

  const show = useCallback(
    (next: number) => {
      if (next === offset.current) return;
      moveTo(next);
      tellStick();
    },
    [moveTo, tellStick],
  );
  const showRow = useCallback((row: number) => show(offsetShowing(rows, offset.current, row)), [rows, show]);
  const centreRow = useCallback((row: number) => show(offsetCentring(rows, row)), [rows, show]);
  const firstWholeRow = useCallback(() => Math.ceil(offset.current / rows.rowHeight), [rows]);
  const isOnScreen = useCallback(
    (row: number) => offsetShowing(rows, offset.current, row) === offset.current,
    [rows],
  );

  return {
    setScroller,
    height: elementHeight(rows),
    range: { first: drawn.range.first, last: Math.min(drawn.range.last, rows.count - 1) },
    top: drawn.top,
    rowsPerScreen: rowsPerScreen(rows),
    showRow,
    centreRow,
    firstWholeRow,
    isOnScreen,
  };
}
