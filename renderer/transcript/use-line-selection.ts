import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { ViewRow } from '../../app/transcript/row.ts';
import type { RowSelection } from '../rows/row-selection.ts';
import type { RowWindowHandle } from '../rows/use-row-window.ts';
import { isSearching, type LocateTarget, type RowKey, type ShownView } from '../state/transcript-view.ts';
import type { WantedLine } from '../state/line-choice.ts';
import { useViewer } from '../state/viewer-context.ts';
import { useKeptLine } from './use-kept-line.ts';

/** The selected lines, and how they are selected. */
export interface LineSelection {
  readonly selection: RowSelection | null;
  /** The one row that is selected; undefined when there are none or several. */
  readonly row: ViewRow | undefined;
  readonly select: (selection: RowSelection) => void;
  /** Selects what stands in that place after folds were opened or closed; the screen stays where it is. */
  readonly keep: (place: number) => void;
  /** Selects a row wherever it is, and brings it to the middle unless it is on screen. False where there is none. */
  readonly goTo: (target: LocateTarget, open: boolean) => Promise<boolean>;
  readonly clear: () => void;
}

/** Keeps the selected lines of a view. Selecting anything but the end stops following it. */
export function useLineSelection(
  shown: ShownView,
  { showRow, centreRow, isOnScreen }: Pick<RowWindowHandle, 'showRow' | 'centreRow' | 'isOnScreen'>,
  follow: (follows: boolean) => void,
): LineSelection {
  const { transcript, selection: choice, line } = useViewer();
  const [selection, setSelection] = useState<RowSelection | null>(null);
  /**
   * The place to be brought to the middle once the list is as long as it has become by opening a fold; `moves`: also where
   * it is on screen already.
   */
  const wished = useRef<{ readonly place: number; readonly moves: boolean } | null>(null);
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const single = selection !== null && selection.anchor === selection.focus;
  const row = single ? transcript.at(selection.focus) : undefined;

  const goTo = useCallback(
    async (wanted: LocateTarget, open: boolean) => {
      const located = await transcript.locate(wanted, open);
      if (located === null) return false;
      if (!located.shown) {
        // It takes the filter away that hides it.
        line.want(located.row);
        return true;
      }
      choice.stay();
      follow(false);
      setSelection({ anchor: located.place, focus: located.place });
      wished.current = { place: located.place, moves: false };
      return true;
    },
    [transcript, choice, follow, line],
  );

  /** Selects a row where the filter shows it, and leaves the filter as it is where it does not. */
  const findShown = useCallback(
    async (wanted: number) => {
      const located = await transcript.locate({ row: wanted }, false);
      if (located?.shown !== true) return false;
      follow(false);
      setSelection({ anchor: located.place, focus: located.place });
      wished.current = { place: located.place, moves: false };
      return true;
    },
    [transcript, follow],
  );

  useEffect(() => {
    if (wished.current === null) return;
    const { place, moves } = wished.current;
    wished.current = null;
    if (moves || !isOnScreen(place)) centreRow(place);
  });

  const resume = useCallback(
    async (number: number | null, middle: RowKey | null) => {
      const located = number === null ? null : await transcript.locate({ line: number }, true);
      const centre =
        middle === null ? located : await transcript.locate({ row: middle.row }, !middle.heading);
      if (located?.shown === true) setSelection({ anchor: located.place, focus: located.place });
      if (centre?.shown !== true) return;
      follow(false);
      wished.current = { place: centre.place, moves: true };
      redraw();
    },
    [transcript, follow],
  );

  const { session } = shown.target;
  const showsAll = shown.target.query === '';
  const drop = useCallback(() => setSelection(null), []);
  const take = useCallback(
    (wanted: number) => (showsAll ? goTo({ row: wanted }, true) : findShown(wanted)),
    [showsAll, goTo, findShown],
  );
  const forget = useKeptLine({ shown, hasSelection: selection !== null, row, drop, take, follow });

  const isComplete = !isSearching(shown);
  const arriving = useRef<WantedLine | null>(null);
  useEffect(() => {
    const takeWanted = () => {
      const { wanted } = line.get();
      if (wanted === null || !(wanted.as === 'chosen' ? showsAll : isComplete)) return;
      // What is wanted of a conversation that was just chosen is for whoever shows that one.
      if (transcript.get().target?.session !== session) return;
      if (wanted === arriving.current) return;
      arriving.current = wanted;
      const arrive = async () => {
        if (wanted.as === 'chosen') await goTo({ row: wanted.row }, true);
        else await resume(wanted.line, wanted.middle);
        // Something else may be wanted by now.
        if (line.get().wanted === wanted) line.settle();
      };
      void arrive();
    };
    takeWanted();
    return line.subscribe(takeWanted);
  }, [line, transcript, session, showsAll, isComplete, goTo, resume]);

  return {
    selection,
    row,
    select(next) {
      setSelection(next);
      choice.stay();
      if (next.focus < shown.state.rows - 1) follow(false);
      showRow(next.focus);
    },
    keep: (place) => setSelection({ anchor: place, focus: place }),
    goTo,
    clear() {
      forget();
      setSelection(null);
    },
  };
}
