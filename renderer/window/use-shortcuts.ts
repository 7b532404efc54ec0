import { useEffect } from 'react';
import { COMMAND_IDS, keysOf } from '../../app/commands.ts';
import type { CommandId } from '../../app/commands.ts';
import { useViewer } from '../state/viewer-context.ts';
import { isBare, isPressed } from '../words/keys.ts';
import { IS_MAC } from '../parts/platform.ts';

/** The id of the filter field. */
export const FILTER_ID = 'filter';
/** The id of the transcript. */
export const TRANSCRIPT_ID = 'transcript';

const TRANSCRIPT_KEYS = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End']);

/** The keys of the commands, wherever the focus is; and the transcript's keys where nothing has the focus. */
export function useShortcuts(): void {
  const { commands, application } = useViewer();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      const id = commandOf(event, application.get().state?.host);
      if (id !== undefined && commands.run(id)) event.preventDefault();
      else if (event.target === document.body && TRANSCRIPT_KEYS.has(event.key)) passToTranscript(event);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [commands, application]);
}

function commandOf(event: KeyboardEvent, host: string | undefined): CommandId | undefined {
  const typing = isTyping(event.target);
  return COMMAND_IDS.find((id) =>
    keysOf(id, host).some((keys) => !(typing && isBare(keys)) && isPressed(keys, event, IS_MAC)),
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

function passToTranscript(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const transcript = document.getElementById(TRANSCRIPT_ID);
  if (transcript === null) return;
  event.preventDefault();
  transcript.focus({ preventScroll: true });
  const { key, shiftKey } = event;
  transcript.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));
}
