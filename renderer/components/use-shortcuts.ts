import { useEffect } from 'react';
import { DETAILS_BUTTON_ID } from '../details/details-button.tsx';
import { useViewer } from '../state/viewer-context.ts';

/** The id of the filter field. */
export const FILTER_ID = 'filter';
/** The id of the button that saves. */
export const SAVE_ID = 'save';
/** The id of the transcript. */
export const TRANSCRIPT_ID = 'transcript';

const TRANSCRIPT_KEYS = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']);

/** The keys that work wherever the focus is: `/`, d, Alt+↑↓, Ctrl+S; and the transcript's where nothing has the focus. */
export function useShortcuts(): void {
  const { selection } = useViewer();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      if (isSave(event)) {
        event.preventDefault();
        document.getElementById(SAVE_ID)?.click();
      } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        event.preventDefault();
        void selection.move(event.key === 'ArrowUp' ? -1 : 1);
      } else if (event.key === '/' && !isTyping(event.target)) {
        event.preventDefault();
        document.getElementById(FILTER_ID)?.focus();
      } else if (isPlain(event, 'd') && !isTyping(event.target)) {
        event.preventDefault();
        document.getElementById(DETAILS_BUTTON_ID)?.click();
      } else if (event.target === document.body && TRANSCRIPT_KEYS.has(event.key)) passToTranscript(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [selection]);
}

function isSave(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 's';
}

function isPlain(event: KeyboardEvent, key: string): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && event.key.toLowerCase() === key;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

function passToTranscript(event: KeyboardEvent): void {
  const transcript = document.getElementById(TRANSCRIPT_ID);
  if (transcript === null) return;
  event.preventDefault();
  transcript.focus({ preventScroll: true });
  const { key, shiftKey } = event;
  transcript.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));
}
