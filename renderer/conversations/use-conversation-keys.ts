import { useRef } from 'react';
import type { KeyboardEvent } from 'react';
import type { RowWindowHandle } from '../rows/use-row-window.ts';
import { useViewer } from '../state/viewer-context.ts';
import type { MenuPlace } from './conversation-menu.tsx';
import { LIST_ID } from './conversation-search.tsx';

interface ConversationKeys {
  readonly total: number;
  readonly list: RowWindowHandle;
  readonly openMenu: (place: MenuPlace) => void;
}

/** The keys of the list of conversations, where it has the focus. */
export function useConversationKeys({ total, list, openMenu }: ConversationKeys) {
  const { conversations, selection, annotations } = useViewer();

  const foldChosen = async (folded: boolean) => {
    const { session } = selection.get();
    const place = session === null ? null : await conversations.findPlace(session);
    for (let row = place ?? -1; row >= 0; row--) {
      const found = await conversations.fetch(row);
      if (found?.type === 'group') return conversations.fold(found.group, folded);
    }
  };

  /** A key that is held down comes quicker than a mark is set: each begins where the one before has ended. */
  const lastMark = useRef(Promise.resolve());
  const markFrom = (step: number) => {
    lastMark.current = lastMark.current.then(() => markOneFrom(step));
    return lastMark.current;
  };

  const markOneFrom = async (step: number) => {
    const { session, marked } = selection.get();
    const own = session === null ? null : await conversations.findPlace(session);
    if (own === null) return;
    const placeOf = async (end: number | undefined) =>
      end === undefined ? own : conversations.findPlace(end);
    const ends = await Promise.all([placeOf(marked.at(0)?.[0]), placeOf(marked.at(-1)?.[1])]);
    // The end that is led is the one away from the chosen conversation.
    const led = ends.find((end) => end !== null && end !== own) ?? own;
    const next = Math.max(0, Math.min(led + step, total - 1));
    await selection.markTo(next);
    list.showRow(next);
  };

  const openMenuAtChosen = () => {
    const frame = document.getElementById(LIST_ID);
    // It may be far from the screen.
    const box = (frame?.querySelector('.conversation-chosen') ?? frame)?.getBoundingClientRect();
    if (box !== undefined) openMenu({ x: box.left + 32, y: box.top + 32 });
  };

  const moves: Readonly<Record<string, () => Promise<void>>> = {
    ArrowUp: () => selection.move(-1),
    ArrowDown: () => selection.move(1),
    PageUp: () => selection.move(-list.rowsPerScreen),
    PageDown: () => selection.move(list.rowsPerScreen),
    Home: () => selection.choosePlace(0),
    End: () => selection.choosePlace(total - 1, true),
    ArrowLeft: () => foldChosen(true),
    ArrowRight: () => foldChosen(false),
    Delete: () => annotations.remove(selection.acted()),
  };

  const withControl: Readonly<Record<string, () => Promise<void>>> = {
    a: () => selection.markAll(),
    z: () => annotations.undo(),
  };

  const actionOf = (event: KeyboardEvent): (() => unknown) | undefined => {
    if (event.altKey) return undefined;
    if (event.ctrlKey || event.metaKey) return withControl[event.key.toLowerCase()];
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) return openMenuAtChosen;
    if (event.shiftKey && event.key === 'ArrowUp') return () => markFrom(-1);
    if (event.shiftKey && event.key === 'ArrowDown') return () => markFrom(1);
    if (event.key === 'Escape' && selection.get().marked.length > 0) return selection.unmark;
    return moves[event.key];
  };

  return (event: KeyboardEvent): void => {
    const act = actionOf(event);
    if (act === undefined) return;
    event.preventDefault();
    void act();
  };
}
