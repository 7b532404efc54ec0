import { ArrowDown, Binary } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { CSSProperties } from 'react';
import type { ViewRow } from '../../app/transcript/row.ts';
import { listbox } from '../rows/listbox.ts';
import { isSelected } from '../rows/row-selection.ts';
import { useRowWindow } from '../rows/use-row-window.ts';
import { useWrappedRows } from '../rows/use-wrapped-rows.ts';
import { isSearching, type ShownView } from '../state/transcript-view.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { askedBy, belongsTo } from '../words/exchange.ts';
import { counted } from '../words/measures.ts';
import { rowTime } from '../words/row-time.ts';
import { CopyMenu } from './copy-menu.tsx';
import { FindBar } from './find-bar.tsx';
import { HexPanel } from './hex-panel.tsx';
import { LineBar } from './line-bar.tsx';
import { ROW_HEIGHT, TranscriptRowView } from './transcript-row.tsx';
import { FindButton, TranscriptTools } from './transcript-tools.tsx';
import './transcript.css';
import { useCommand } from '../parts/use-command.ts';
import { useCopy } from './use-copy.ts';
import { useFind, type Finding } from './use-find.ts';
import { useFolds } from './use-folds.ts';
import { useFollowing } from './use-following.ts';
import { useKeptPlace } from './use-kept-place.ts';
import { useLineCommands } from './use-line-commands.ts';
import { useLineSelection } from './use-line-selection.ts';
import { TRANSCRIPT_ID } from '../window/use-shortcuts.ts';
import { useTranscriptKeys } from './use-transcript-keys.ts';
import { useTranscriptPointer } from './use-transcript-pointer.ts';

/** The rows of the shown view: what was said, line by line, and what happened in between. */
export function Transcript({ shown }: { readonly shown: ShownView }) {
  const { transcript, summary, selection: choice, preferences } = useViewer();
  const known = useStore(summary);
  const { timeForm, wrapLines } = useStore(preferences);
  const { rows: total, matched, lines, layout } = shown.state;
  const following = useFollowing(matched, !isSearching(shown));
  const onStick = useCallback(
    (sticks: boolean) => {
      following.set(sticks);
      if (!sticks) choice.stay();
    },
    [following, choice],
  );
  const options = {
    count: total,
    rowHeight: ROW_HEIGHT,
    growsAt: 'end',
    sticks: following.follows,
    onStick,
    layout,
    moved: shown.moved,
  } as const;
  const windowed = useRowWindow(options);
  const wrapped = useWrappedRows(options);
  const { setScroller, ...rows } = wrapLines ? wrapped : windowed;
  const { range, height, top } = rows;
  const selected = useLineSelection(shown, rows, following.set);
  const folds = useFolds(selected, rows, following.set);
  const { first, last } = range;
  const copy = useCopy(selected.selection);
  const { firstWholeRow } = rows;
  const chosenPlace = selected.selection?.focus;
  useKeptPlace(wrapLines, rows, chosenPlace, following.follows);
  const firstRow = useCallback(
    () => transcript.at(chosenPlace ?? firstWholeRow())?.row ?? 0,
    [transcript, chosenPlace, firstWholeRow],
  );
  const [showsBytes, setShowsBytes] = useState(false);
  const [asking, setAsking] = useState<'find' | 'line' | null>(null);
  const finding = useFind(shown, asking === 'find', firstRow, selected.goTo);
  const onEscape = () => (asking === null ? selected.clear() : setAsking(null));
  const onKeyDown = useTranscriptKeys({ total, selected, rows, folds, copy, following, onEscape });

  useEffect(() => transcript.show(first, Math.min(last, total - 1)), [transcript, first, last, total]);

  const pointer = useTranscriptPointer(selected, folds);

  const stopAsking = () => {
    setAsking(null);
    document.getElementById(TRANSCRIPT_ID)?.focus({ preventScroll: true });
  };
  const toggleBytes = () => setShowsBytes(!showsBytes);
  useLineCommands(selected);
  useCommand('show-bytes', toggleBytes);
  useCommand('find', () => setAsking('find'));
  useCommand('find-next', () => finding.go('next'), asking === 'find');
  useCommand('find-previous', () => finding.go('previous'), asking === 'find');
  useCommand('go-to-line', () => setAsking('line'));

  const active = selected.selection === null ? undefined : rowId(selected.selection.focus);
  const started = known?.started ?? transcript.at(0)?.at ?? 0;
  const chosen = selected.row === undefined ? null : askedBy(selected.row);
  const isPaired = (row: ViewRow | undefined) =>
    row !== undefined && [chosen, pointer.pointedAt].some((line) => line !== null && belongsTo(row, line));
  const places = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

  return (
    <>
      <TranscriptTools shown={shown} folds={folds}>
        <button
          type="button"
          className="button button-quiet button-small"
          aria-pressed={showsBytes}
          title="The exact bytes of the selected line (x)"
          onClick={toggleBytes}
        >
          <Binary size={14} aria-hidden />
          Hex
        </button>
        <CopyMenu copy={copy} line={lineOf(selected.row) ?? lines} />
        <FindButton onClick={() => setAsking('find')} />
      </TranscriptTools>
      <div className="transcript-frame focus-frame">
        {asking === 'find' && <FindBar finding={finding} onClose={stopAsking} />}
        {asking === 'line' && (
          <LineBar lines={lines} onGo={(line) => selected.goTo({ line }, true)} onClose={stopAsking} />
        )}
        <div
          id={TRANSCRIPT_ID}
          className={wrapLines ? 'transcript transcript-wrapped' : 'transcript'}
          ref={setScroller}
          onPointerOver={pointer.onPointerOver}
          onPointerLeave={pointer.onPointerLeave}
          {...listbox({
            label: 'Transcript',
            active,
            many: true,
            onKeyDown,
            onClick: pointer.onClick,
            onCopy: copy.onCopy,
          })}
        >
          <div className="row-space" role="presentation" style={{ height }}>
            <div className="row-block" role="presentation" style={blockStyle(top, lines)}>
              {places.map((place) => {
                const row = transcript.at(place);
                return (
                  <TranscriptRowView
                    key={place}
                    id={rowId(place)}
                    row={row}
                    place={place}
                    total={total}
                    time={row === undefined ? '' : rowTime(row, transcript.at(place - 1), started, timeForm)}
                    selected={isSelected(selected.selection, place)}
                    paired={isPaired(row)}
                    pattern={patternFor(row, finding.marks)}
                  />
                );
              })}
            </div>
          </div>
          {lines === 0 && known?.outcome === 'open' && <NotYet />}
        </div>
        {!following.follows && following.added > 0 && (
          <button type="button" className="floating pill pill-bottom" onClick={() => following.set(true)}>
            {counted(following.added, 'new line')}
            <ArrowDown size={14} aria-hidden />
          </button>
        )}
      </div>
      {showsBytes && <HexPanel target={shown.target} row={selected.row} onClose={toggleBytes} />}
    </>
  );
}

function lineOf(row: ViewRow | undefined): number | null {
  return row === undefined || row.type === 'event' ? null : row.n;
}

/** What has been searched without harm may be marked: a pattern that takes for ever is stuck elsewhere. */
function patternFor(row: ViewRow | undefined, marks: Finding['marks']): RegExp | null {
  return row?.type === 'line' && marks !== null && row.n <= marks.upTo ? marks.pattern : null;
}

/** The column of line numbers is as wide as the longest of them. */
function blockStyle(top: number, lines: number): CSSProperties & Record<'--digits', number> {
  return { transform: `translateY(${top}px)`, '--digits': String(lines).length };
}

/** What waits to be said. A mail server speaks first (RFC 5321 section 3.1). */
function NotYet() {
  return <p className="transcript-waiting">Nothing has been said yet: the server greets first.</p>;
}

function rowId(place: number): string {
  return `row-${place}`;
}
