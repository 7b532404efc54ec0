import { useEffect, useLayoutEffect, useState } from 'react';
import type { RowRange } from './row-window.ts';

/** What is drawn of a list: the rows that exist, and where the first of them begins, in pixels. */
export interface Drawn {
  readonly range: RowRange;
  readonly top: number;
}

/** Nothing is drawn yet. */
export const NOTHING: Drawn = { range: { first: 0, last: -1 }, top: 0 };

/** Whether the same is drawn. */
export function isSame(one: Drawn, other: Drawn): boolean {
  return (
    one.range.first === other.range.first && one.range.last === other.range.last && one.top === other.top
  );
}

/** The inside of an element, in pixels, as it changes. */
export function useInside(element: HTMLElement | null): { readonly width: number; readonly height: number } {
  const [inside, setInside] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    if (element === null) return undefined;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      setInside((before) =>
        before.width === width && before.height === height ? before : { width, height },
      );
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return inside;
}

/** Hears of scrolling. The wheel may be kept from the browser. */
export function useScrollEvents(
  scroller: HTMLElement | null,
  onScroll: () => void,
  onWheel: (event: WheelEvent) => void,
): void {
  useEffect(() => {
    if (scroller === null) return undefined;
    scroller.addEventListener('scroll', onScroll, { passive: true });
    scroller.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      scroller.removeEventListener('scroll', onScroll);
      scroller.removeEventListener('wheel', onWheel);
    };
  }, [scroller, onScroll, onWheel]);
}

/** How far the wheel goes, in pixels. */
export function wheelPixels(event: WheelEvent, rowHeight: number, viewport: number): number {
  if (event.deltaMode === WheelEvent.DOM_DELTA_LINE) return event.deltaY * rowHeight;
  if (event.deltaMode === WheelEvent.DOM_DELTA_PAGE) return event.deltaY * viewport;
  return event.deltaY;
}

/**
 * Where the person has scrolled to, in pixels from the top; null where they have not. `own`: where the program has put the
 * list. `viewport`: the height it was drawn for; a list that has just become higher or lower was moved by the browser, as
 * was one whose inside has become shorter.
 */
export function scrolledTo(scroller: HTMLElement, own: number, viewport: number): number | null {
  if (scroller.clientHeight !== viewport) return null;
  const position = scroller.scrollTop;
  const left = Math.min(own, scroller.scrollHeight - scroller.clientHeight);
  return Math.abs(position - left) < 1 ? null : position;
}
