import { ArrowUp, ArrowUpToLine } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { listbox } from '../rows/listbox.ts';
import { useRowWindow } from '../rows/use-row-window.ts';
import type { RowWindowHandle } from '../rows/use-row-window.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count, counted } from '../words/measures.ts';
import './conversation-list.css';
import { CONVERSATION_ROW_HEIGHT, ConversationRow } from './conversation-row.tsx';
import { useNow } from './use-now.ts';

/** All conversations, the newest on top. */
export function ConversationList() {
  const { conversations } = useViewer();
  const { total, problem } = useStore(conversations);
  return (
    <section className="conversations" aria-label="Conversation list">
      <div className="pane-head conversations-head">
        <h2>Conversations</h2>
        {total !== null && total > 0 && <span className="conversations-count">{count(total)}</span>}
        {total !== null && total > 0 && <FollowButton />}
      </div>
      {total === null && problem === null && <p className="conversations-note">Reading the conversations…</p>}
      {total === 0 && <p className="conversations-note">None yet. The first one appears here by itself.</p>}
      {total !== null && total > 0 && <ConversationRows total={total} />}
    </section>
  );
}

function FollowButton() {
  const { selection } = useViewer();
  const { following } = useStore(selection);
  return (
    <button
      type="button"
      className="button button-quiet button-small"
      aria-pressed={following}
      title="Choose each new conversation as it begins"
      onClick={() => (following ? selection.stay() : selection.follow())}
    >
      <ArrowUpToLine size={14} aria-hidden />
      Follow newest
    </button>
  );
}

function ConversationRows({ total }: { readonly total: number }) {
  const { conversations, selection } = useViewer();
  const { session, following } = useStore(selection);
  const { atTop, added, setScroller, range, height, top, showRow, rowsPerScreen } = useListWindow(total);
  const { first, last } = range;
  const now = useNow();

  useEffect(() => conversations.show(first, Math.min(last, total - 1)), [conversations, first, last, total]);
  useShowChosen(showRow);

  const chosenPlace = session === null ? undefined : conversations.placeOf(session);
  const places = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const place = placeByKey(event.key, chosenPlace ?? 0, total, rowsPerScreen);
    if (place === null) return;
    event.preventDefault();
    void selection.choosePlace(place);
  };

  const onClick = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-session]') : null;
    if (row !== null) selection.choose(Number(row.dataset['session']));
  };
  const active = chosenPlace === undefined ? undefined : rowId(total - chosenPlace);

  return (
    <div className="conversations-frame focus-frame">
      <div
        className="conversations-scroller"
        ref={setScroller}
        {...listbox({ label: 'Conversations', active, onKeyDown, onClick })}
      >
        <div className="row-space" role="presentation" style={{ height }}>
          <div className="row-block" role="presentation" style={{ transform: `translateY(${top}px)` }}>
            {places.map((place) => {
              const summary = conversations.at(place);
              return (
                <ConversationRow
                  key={total - place}
                  id={rowId(total - place)}
                  summary={summary}
                  place={place}
                  total={total}
                  chosen={summary !== undefined && summary.session === session}
                  now={now}
                />
              );
            })}
          </div>
        </div>
      </div>
      {!atTop && added > 0 && !following && (
        <button type="button" className="floating pill pill-top" onClick={() => selection.follow()}>
          <ArrowUp size={14} aria-hidden />
          {counted(added, 'new conversation')}
        </button>
      )}
    </div>
  );
}

/** The list sticks to its top until the person scrolls; scrolling away ends following as well. */
function useListWindow(total: number) {
  const { selection } = useViewer();
  const { following } = useStore(selection);
  const [atTop, setAtTop] = useState(true);
  const [totalWhenLeft, setTotalWhenLeft] = useState(total);
  const sticks = following || atTop;
  const onStick = useCallback(
    (sticks: boolean) => {
      setAtTop(sticks);
      if (!sticks) selection.stay();
    },
    [selection],
  );
  if (following && !atTop) setAtTop(true);
  if (sticks && totalWhenLeft !== total) setTotalWhenLeft(total);
  const rows = useRowWindow({
    count: total,
    rowHeight: CONVERSATION_ROW_HEIGHT,
    growsAt: 'start',
    sticks,
    onStick,
  });
  return { atTop: sticks, added: total - totalWhenLeft, ...rows };
}

/** Brings the chosen conversation on screen when the choice changes. */
function useShowChosen(showRow: RowWindowHandle['showRow']): void {
  const { conversations, selection } = useViewer();
  const { session } = useStore(selection);
  const shown = useRef<number | null>(null);
  useEffect(() => {
    if (session === shown.current) return;
    shown.current = session;
    const place = session === null ? undefined : conversations.placeOf(session);
    if (place !== undefined) showRow(place);
  }, [session, conversations, showRow]);
}

function rowId(age: number): string {
  return `conversation-${age}`;
}

function placeByKey(key: string, place: number, total: number, screen: number): number | null {
  switch (key) {
    case 'ArrowUp':
      return Math.max(0, place - 1);
    case 'ArrowDown':
      return place + 1;
    case 'PageUp':
      return Math.max(0, place - screen);
    case 'PageDown':
      return place + screen;
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}
