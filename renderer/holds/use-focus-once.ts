import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** A field that has the focus when it appears, its text selected where that is short. */
export function useFocusOnce<
  Field extends HTMLInputElement | HTMLTextAreaElement,
>(): RefObject<Field | null> {
  const field = useRef<Field>(null);
  useEffect(() => {
    const element = field.current;
    element?.focus();
    if (element instanceof HTMLInputElement) element.select();
  }, []);
  return field;
}
