import { ArrowUp } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { MouseEvent } from 'react';
import type { ListRow } from '../../app/contract.ts';
import { parseConversationQuery } from '../../app/transcript/query.ts';
import { useRowWindow } from '../rows/use-row-window.ts';
import type { RowWindowHandle } from '../rows/use-row-window.ts';
import { countMarked, isMarked } from '../state/selection.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { counted } from '../words/measures.ts';
import { ConversationMenu } from './conversation-menu.tsx';
import type { MenuPlace } from './conversation-menu.tsx';
import { ConversationRow, GroupHead, rowHeight } from './conversation-row.tsx';
import { LIST_ID } from './conversation-search.tsx';
import { useConversationKeys } from './use-conversation-keys.ts';
import { useNow } from '../parts/use-now.ts';

/** The rows of the list that are on screen. */
export function ConversationRows() {
  const { conversations, selection, listFilter, preferences, line, dialogs } = useViewer();
  const { rows: total, layout, moved, state } = useStore(conversations);
  const { session, following, marked } = useStore(selection);
  const { applied } = useStore(listFilter);
  const { listOrder } = useStore(preferences);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const height = rowHeight(useMemo(() => asksForLines(applied), [applied]));
  const list = useListWindow(total, height, { layout, moved });
  const { atTop, setScroller, range, top, showRow, height: fullHeight } = list;
  const { first, last } = range;
  const isTree = listOrder.group !== 'none';
  const now = useNow();
  // At once: rows that come in the moment after a scroll would be taken for a list that stands at its top.
  useLayoutEffect(
    () => conversations.show(first, Math.min(last, total - 1), !atTop),
    [conversations, first, last, total, atTop],
  );
  useShowChosen(showRow);
  useBeginning(showRow);
  const onKeyDown = useConversationKeys({ total, list, openMenu: setMenu });

  const onClick = (event: MouseEvent) => {
    const row = rowOf(event, conversations.at);
    if (row?.type === 'group') void conversations.fold(row.group, !row.folded);
    if (row?.type !== 'conversation') return;
    const place = conversations.placeOf(row.summary.session);
    if (event.shiftKey && place !== undefined) void selection.markTo(place);
    else if (event.ctrlKey || event.metaKey) selection.toggleMark(row.summary.session);
    else {
      selection.choose(row.summary.session);
      if (isMatch(event) && row.lines !== null) line.want(row.lines.first.row);
    }
  };
  const onContextMenu = (event: MouseEvent) => {
    const row = rowOf(event, conversations.at);
    if (row?.type !== 'conversation') return;
    event.preventDefault();
    if (!isMarked(marked, row.summary.session)) selection.choose(row.summary.session);
    setMenu({ x: event.clientX, y: event.clientY });
  };

  const chosenPlace = session === null ? undefined : conversations.placeOf(session);
  const places = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  const added = useAdded(state?.matched ?? 0, atTop || following);
  const handlers = { onKeyDown, onClick, onContextMenu };
  return (
    <div className="conversations-frame focus-frame">
      <div
        id={LIST_ID}
        className="conversations-scroller"
        ref={setScroller}
        role={isTree ? 'tree' : 'listbox'}
        aria-label="Conversations"
        aria-multiselectable
        aria-activedescendant={chosenPlace === undefined ? undefined : rowId(chosenPlace)}
        tabIndex={0}
        {...handlers}
      >
        <div className="row-space" role="presentation" style={{ height: fullHeight }}>
          <div className="row-block" role="presentation" style={{ transform: `translateY(${top}px)` }}>
            {places.map((place) => (
              <Row
                key={rowKey(conversations.at(place), place)}
                row={conversations.at(place)}
                place={place}
                total={total}
                height={height}
                isTree={isTree}
                now={now}
              />
            ))}
          </div>
        </div>
      </div>
      {added > 0 && (
        <button type="button" className="floating pill pill-top" onClick={() => selection.follow()}>
          <ArrowUp size={14} aria-hidden />
          {counted(added, 'new conversation')}
        </button>
      )}
      {marked.length > 0 && countMarked(marked) > 1 && (
        <div className="conversations-marked floating">
          <output>{counted(countMarked(marked), 'conversation')} selected</output>
          <button type="button" className="button button-small" onClick={() => dialogs.open('export')}>
            Export…
          </button>
        </div>
      )}
      {menu !== null && <ConversationMenu place={menu} onClose={() => setMenu(null)} />}
    </div>
  );
}

interface RowProps {
  readonly row: ListRow | undefined;
  readonly place: number;
  readonly total: number;
  readonly height: number;
  readonly isTree: boolean;
  readonly now: number;
}

function Row({ row, place, total, height, isTree, now }: RowProps) {
  const { selection, holds } = useViewer();
  const { session, marked } = useStore(selection);
  const { held } = useStore(holds);
  const common = { id: rowId(place), place, total, height };
  if (row?.type === 'group') return <GroupHead {...common} group={row} now={now} />;
  const own = row?.summary.session;
  const chosen = own !== undefined && own === session;
  return (
    <ConversationRow
      {...common}
      row={row}
      isTree={isTree}
      chosen={chosen}
      marked={own !== undefined && (marked.length > 0 ? isMarked(marked, own) : chosen)}
      held={own !== undefined && held.some((each) => each.session === own)}
      now={now}
    />
  );
}

/** The list sticks to its top until the person scrolls; scrolling away ends following as well. */
function useListWindow(
  total: number,
  rowHeight: number,
  place: { readonly layout: number; readonly moved: number },
): RowWindowHandle & { readonly atTop: boolean } {
  const { selection } = useViewer();
  const { following } = useStore(selection);
  const [atTop, setAtTop] = useState(true);
  const onStick = useCallback(
    (sticks: boolean) => {
      setAtTop(sticks);
      if (!sticks) selection.stay();
    },
    [selection],
  );
  if (following && !atTop) setAtTop(true);
  const sticks = following || atTop;
  const rows = useRowWindow({ count: total, rowHeight, growsAt: 'start', sticks, onStick, ...place });
  return { atTop: sticks, ...rows };
}

/** Conversations that have come since the person left the top of the list. */
function useAdded(matched: number, atTop: boolean): number {
  const [whenLeft, setWhenLeft] = useState(matched);
  // Narrowing the list makes it shorter: nothing has been added then.
  if ((atTop || matched < whenLeft) && whenLeft !== matched) setWhenLeft(matched);
  return atTop ? 0 : matched - whenLeft;
}

/** Brings the chosen conversation on screen when the choice changes. */
function useShowChosen(showRow: RowWindowHandle['showRow']): void {
  const { conversations, selection } = useViewer();
  const { session, following } = useStore(selection);
  const shown = useRef<number | null>(null);
  useEffect(() => {
    if (session === shown.current) return;
    shown.current = session;
    if (session === null || following) return;
    const show = async () => {
      const place = await conversations.findPlace(session);
      if (place !== null && shown.current === session) showRow(place);
    };
    void show();
  }, [session, following, conversations, showRow]);
}

/** Another query or order is read from its beginning. Where only a search is given up, the chosen conversation is shown. */
function useBeginning(showRow: RowWindowHandle['showRow']): void {
  const { conversations, selection, listFilter, preferences } = useViewer();
  const { shown: list } = useStore(conversations);
  const { applied } = useStore(listFilter);
  const order = JSON.stringify(useStore(preferences).listOrder);
  const shown = useRef({ list, applied, order });
  useLayoutEffect(() => {
    const before = shown.current;
    // A list is opened for what is asked for, and again when the connection is: then the place is kept.
    if (list === before.list) return;
    shown.current = { list, applied, order };
    if (applied === before.applied && order === before.order) return;
    showRow(0);
    const show = async (session: number) => {
      const place = await conversations.findPlace(session);
      if (place !== null && shown.current.list === list) showRow(place);
    };
    const { session, following } = selection.get();
    const isGivenUp = applied === '' && before.applied !== '' && order === before.order;
    if (isGivenUp && session !== null && !following) void show(session);
  }, [list, applied, order, conversations, selection, showRow]);
}

function rowId(place: number): string {
  return `conversation-${place}`;
}

/** A conversation keeps its element when others come above it. */
function rowKey(row: ListRow | undefined, place: number): string {
  if (row === undefined) return `place ${place}`;
  return row.type === 'group' ? `${row.kind} ${row.group}` : `session ${row.summary.session}`;
}

function rowOf(event: MouseEvent, at: (place: number) => ListRow | undefined): ListRow | undefined {
  const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-place]') : null;
  return element === null ? undefined : at(Number(element.dataset['place']));
}

function isMatch(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest('.conversation-match') !== null;
}

/** Whether a query looks at lines: then each row shows the first of them. */
function asksForLines(query: string): boolean {
  const parsed = parseConversationQuery(query);
  return parsed.ok && parsed.query.wanted.length > 0;
}
