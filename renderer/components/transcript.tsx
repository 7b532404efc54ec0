import { ArrowDown } from 'lucide-react';
import { useCallback, useEffect } from 'react';
import type { CSSProperties, KeyboardEvent, MouseEvent } from 'react';
import { listbox } from '../rows/listbox.ts';
import { isSelected, selectByKey, selectRow } from '../rows/row-selection.ts';
import { useRowWindow } from '../rows/use-row-window.ts';
import { useStore } from '../state/use-store.ts';
import type { ShownView } from '../state/transcript-view.ts';
import { useViewer } from '../state/viewer-context.ts';
import { counted } from '../words/measures.ts';
import { ROW_HEIGHT, TranscriptRowView } from './transcript-row.tsx';
import './transcript.css';
import { useCopy } from './use-copy.ts';
import { useFollowing } from './use-following.ts';
import { useLineSelection } from './use-line-selection.ts';
import { TRANSCRIPT_ID } from './use-shortcuts.ts';

/** The rows of the shown view: what was said, line by line, and what happened in between. */
export function Transcript({ shown }: { readonly shown: ShownView }) {
  const { transcript, summary, selection: choice } = useViewer();
  const known = useStore(summary);
  const { rows: total, matched, lines } = shown.state;
  const following = useFollowing(matched);
  const onStick = useCallback(
    (sticks: boolean) => {
      following.set(sticks);
      if (!sticks) choice.stay();
    },
    [following, choice],
  );
  const { setScroller, range, height, top, ...rows } = useRowWindow({
    count: total,
    rowHeight: ROW_HEIGHT,
    growsAt: 'end',
    sticks: following.follows,
    onStick,
  });
  const selected = useLineSelection(shown, rows, following.set);
  const { first, last } = range;
  const { onCopyKey, onCopy } = useCopy(selected.selection);

  useEffect(() => transcript.show(first, Math.min(last, total - 1)), [transcript, first, last, total]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (onCopyKey(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = selectByKey(
      selected.selection,
      { key: event.key, extend: event.shiftKey },
      { count: total, page: rows.rowsPerScreen, start: following.follows ? total - 1 : rows.firstWholeRow() },
    );
    if (next !== null) {
      event.preventDefault();
      selected.select(next);
    } else if (event.key === 'Escape') selected.clear();
  };

  const onClick = (event: MouseEvent) => {
    const row = rowOf(event.target);
    if (row === null || hasSelectedText()) return;
    selected.select(selectRow(selected.selection, row, event.shiftKey));
  };

  const active = selected.selection === null ? undefined : rowId(selected.selection.focus);
  const started = known?.started ?? transcript.at(0)?.at ?? 0;
  const places = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

  return (
    <>
      <div className="transcript-frame focus-frame">
        <div
          id={TRANSCRIPT_ID}
          className="transcript"
          ref={setScroller}
          {...listbox({ label: 'Transcript', active, many: true, onKeyDown, onClick, onCopy })}
        >
          <div className="row-space" role="presentation" style={{ height }}>
            <div className="row-block" role="presentation" style={blockStyle(top, lines)}>
              {places.map((place) => (
                <TranscriptRowView
                  key={place}
                  id={rowId(place)}
                  row={transcript.at(place)}
                  place={place}
                  total={total}
                  started={started}
                  selected={isSelected(selected.selection, place)}
                />
              ))}
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
    </>
  );
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

function rowOf(target: EventTarget): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null;
  return row === null ? null : Number(row.dataset['place']);
}

/** The person marks words with the mouse, and does not mean the line. */
function hasSelectedText(): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed;
}
