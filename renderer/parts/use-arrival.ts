import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** What one has come for, where it is wanted: it has the focus when it appears, and is brought to where it is seen. */
export function useArrival<Place extends HTMLElement>(isWanted: boolean): RefObject<Place | null> {
  const place = useRef<Place>(null);
  useEffect(() => {
    const element = place.current;
    if (!isWanted || element === null) return;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: 'center' });
    if (element instanceof HTMLInputElement) element.select();
  }, [isWanted]);
  return place;
}
