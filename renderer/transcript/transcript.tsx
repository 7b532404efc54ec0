import { ArrowDown, Binary } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { ViewRow } from '../../app/transcript/row.ts';
import { listbox } from '../rows/listbox.ts';
import { useRowWindow } from '../rows/use-row-window.ts';
import { useWrappedRows } from '../rows/use-wrapped-rows.ts';
import { isSearching, type ShownView } from '../state/transcript-view.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { counted } from '../words/measures.ts';
import { CopyMenu } from './copy-menu.tsx';
import { FindBar } from './find-bar.tsx';
import { HexPanel } from './hex-panel.tsx';
import { LineBar } from './line-bar.tsx';
import { ROW_HEIGHT } from './transcript-row.tsx';
import { rowId, TranscriptRows } from './transcript-rows.tsx';
import { FindButton, TranscriptTools } from './transcript-tools.tsx';
import './transcript.css';
import { useCommand } from '../parts/use-command.ts';
import { useAsking } from './use-asking.ts';
import { useCopy } from './use-copy.ts';
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
  const { wrapLines } = useStore(preferences);
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
  const selected = useLineSelection(shown, rows, following.set);
  const folds = useFolds(selected, rows, following.set);
  const copy = useCopy(selected.selection);
  const { firstWholeRow } = rows;
  const chosenPlace = selected.selection?.focus;
  useKeptPlace(wrapLines, rows, chosenPlace, following.follows);
  const firstRow = useCallback(
    () => transcript.at(chosenPlace ?? firstWholeRow())?.row ?? 0,
    [transcript, chosenPlace, firstWholeRow],
  );
  const [showsBytes, setShowsBytes] = useState(false);
  const asking = useAsking(shown, firstRow, selected.goTo);
  const onEscape = () => (asking.asked === null ? selected.clear() : asking.stop());
  const onKeyDown = useTranscriptKeys({ total, selected, rows, folds, copy, following, onEscape });

  const pointer = useTranscriptPointer(selected, folds);

  const toggleBytes = () => setShowsBytes(!showsBytes);
  useLineCommands(selected);
  useCommand('show-bytes', toggleBytes);

  const active = selected.selection === null ? undefined : rowId(selected.selection.focus);
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
        <FindButton onClick={() => asking.ask('find')} />
      </TranscriptTools>
      <div className="transcript-frame focus-frame">
        {asking.asked === 'find' && <FindBar finding={asking.finding} onClose={asking.close} />}
        {asking.asked === 'line' && (
          <LineBar lines={lines} onGo={(line) => selected.goTo({ line }, true)} onClose={asking.close} />
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
          <TranscriptRows
            state={shown.state}
            drawn={rows}
            selected={selected}
            pointedAt={pointer.pointedAt}
            marks={asking.finding.marks}
          />
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

/** What waits to be said. A mail server speaks first (RFC 5321 section 3.1). */
function NotYet() {
  return <p className="transcript-waiting">Nothing has been said yet: the server greets first.</p>;
}
