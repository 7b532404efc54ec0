import { useEffect, useLayoutEffect, useRef } from 'react';
import { countMarked } from '../state/selection.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count } from '../words/measures.ts';
import { quotedTerm } from '../words/query-term.ts';
import { LIST_ID } from './conversation-search.tsx';
import { MenuList } from '../parts/menu.tsx';
import type { MenuItem } from '../parts/menu.tsx';
import { zoomOf } from '../rows/zoom.ts';

/** Where a menu opens, in pixels of the window. */
export interface MenuPlace {
  readonly x: number;
  readonly y: number;
}

/** Pixels that stay free between a menu and the window's edge. */
const MARGIN = 8;

/** What can be done with the chosen conversation, or with all that are marked. */
export function ConversationMenu({
  place,
  onClose,
}: {
  readonly place: MenuPlace;
  readonly onClose: () => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const items = useConversationItems();
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const { width, height } = element.getBoundingClientRect();
    const zoom = zoomOf(element);
    element.style.left = `${Math.max(MARGIN, Math.min(place.x, innerWidth - width - MARGIN)) / zoom}px`;
    element.style.top = `${Math.max(MARGIN, Math.min(place.y, innerHeight - height - MARGIN)) / zoom}px`;
  }, [place]);
  useEffect(() => {
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && frame.current?.contains(event.target) !== true) onClose();
    };
    document.addEventListener('pointerdown', onPointerDown);
    document.addEventListener('wheel', onClose);
    return () => {
      document.removeEventListener('pointerdown', onPointerDown);
      document.removeEventListener('wheel', onClose);
    };
  }, [onClose]);
  const close = () => {
    onClose();
    document.getElementById(LIST_ID)?.focus();
  };
  return (
    <div className="conversation-menu" ref={frame}>
      <MenuList label="Conversation" items={items} onClose={close} onLeave={onClose} />
    </div>
  );
}

function useConversationItems(): MenuItem[] {
  const { selection, annotations, dialogs, listFilter, summary: chosen } = useViewer();
  const { marked } = useStore(selection);
  const summary = useStore(chosen);
  const several = countMarked(marked) > 1;
  const which = several ? ` ${count(countMarked(marked))} conversations` : '';
  const acted = selection.acted();
  if (summary === null && !several) return [];
  const pinned = summary?.pinned === true;
  return [
    {
      label: `${pinned ? 'Unpin' : 'Pin'}${which}`,
      onChoose: () => void annotations.pin(acted, !pinned),
    },
    ...(several || summary === null
      ? []
      : [
          {
            label: summary.note === undefined ? 'Note…' : 'Change the note…',
            onChoose: () => dialogs.open('note'),
          },
          {
            label: 'Show this client alone',
            note: summary.client.address,
            onChoose: () => listFilter.type(`client:${summary.client.address}`),
          },
          ...(summary.mailFrom === null || summary.mailFrom === ''
            ? []
            : [
                {
                  label: 'Show this sender alone',
                  note: summary.mailFrom,
                  onChoose: () => listFilter.type(`from:${quotedTerm(summary.mailFrom ?? '')}`),
                },
              ]),
        ]),
    { label: `Export${which}…`, onChoose: () => dialogs.open('export') },
    { label: `Delete${which}`, onChoose: () => void annotations.remove(acted) },
  ];
}
