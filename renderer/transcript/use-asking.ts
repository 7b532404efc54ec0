import { useState } from 'react';
import { useCommand } from '../parts/use-command.ts';
import type { ShownView } from '../state/transcript-view.ts';
import { TRANSCRIPT_ID } from '../window/use-shortcuts.ts';
import type { LineSelection } from './use-line-selection.ts';
import { useFind, type Finding } from './use-find.ts';

/** What the bar over the transcript asks for: words to be found, or the number of a line. */
export type Asked = 'find' | 'line';

/** The bar over the transcript. */
export interface Asking {
  /** Null: there is none. */
  readonly asked: Asked | null;
  readonly finding: Finding;
  readonly ask: (asked: Asked) => void;
  /** Takes the bar away. */
  readonly stop: () => void;
  /** The same, and the transcript has the focus again. */
  readonly close: () => void;
}

/** Keeps what is asked for, and finds it. `firstRow`: where the search begins. */
export function useAsking(shown: ShownView, firstRow: () => number, goTo: LineSelection['goTo']): Asking {
  const [asked, setAsked] = useState<Asked | null>(null);
  const finding = useFind(shown, asked === 'find', firstRow, goTo);
  useCommand('find', () => setAsked('find'));
  useCommand('find-next', () => finding.go('next'), asked === 'find');
  useCommand('find-previous', () => finding.go('previous'), asked === 'find');
  useCommand('go-to-line', () => setAsked('line'));
  const stop = () => setAsked(null);
  const close = () => {
    stop();
    document.getElementById(TRANSCRIPT_ID)?.focus({ preventScroll: true });
  };
  return { asked, finding, ask: setAsked, stop, close };
}
