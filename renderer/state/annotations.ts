import type { RequestName, RequestPayload, SessionPairs, Transport } from '../../app/contract.ts';
import { counted } from '../words/measures.ts';
import type { Notices } from './notices.ts';
import type { Selection } from './selection.ts';
import { countMarked, isMarked } from './selection.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** How long a deletion can be undone, in milliseconds: after that the application erases what was deleted. */
const UNDO_MS = 55_000;

/** What a person does to conversations themselves. */
export interface Annotations {
  /** Conversations whose deletion can still be undone; empty: none. */
  readonly undoable: Store<SessionPairs>;
  pin(sessions: SessionPairs, pinned: boolean): Promise<void>;
  /** An empty text takes the note away. */
  note(session: number, text: string): Promise<void>;
  /** Deletes those that are over, and offers to undo it. `keepPinned`: pinned ones stay. */
  remove(sessions: SessionPairs, keepPinned?: boolean): Promise<void>;
  /** Brings back what was deleted last. */
  undo(): Promise<void>;
}

/** What they need. */
export interface AnnotationsWorld {
  readonly transport: Transport;
  readonly notices: Notices;
  readonly selection: Selection;
  readonly after: (milliseconds: number, callback: () => void) => void;
  /** Something was said of conversations: what is known of them is behind. */
  readonly onSaid: () => void;
}

/** Begins with nothing to undo. */
export function createAnnotations(world: AnnotationsWorld): Annotations {
  const { transport, notices, selection, after, onSaid } = world;
  const undoable = createStore<SessionPairs>([]);

  const ask = async <Name extends RequestName>(
    name: Name,
    payload: RequestPayload<Name>,
    failure: string,
  ) => {
    const result = await transport.request(name, payload);
    if (result.ok) return result.value;
    notices.bad(
      failure,
      [result.problem.text, result.problem.remedy].filter((word) => word !== '').join(' '),
    );
    return undefined;
  };

  const restore = async (sessions: SessionPairs) => {
    const done = await ask('conversations.restore', { sessions }, 'Not brought back');
    if (done === undefined) return;
    if (undoable.get() === sessions) undoable.set([]);
    const [first] = sessions;
    if (first !== undefined) selection.choose(first[0]);
  };

  /** Another conversation is chosen in the place of one that goes: the next one down the list, or the one above. */
  const leave = async (sessions: SessionPairs) => {
    const { session } = selection.get();
    if (session === null || !isMarked(sessions, session)) return selection.unmark();
    await selection.moveOff(sessions);
  };

  return {
    undoable,
    async pin(sessions, pinned) {
      await ask('conversations.pin', { sessions, pinned }, pinned ? 'Not pinned' : 'Not unpinned');
      onSaid();
    },
    async note(session, text) {
      await ask('conversations.note', { session, text }, 'The note was not kept');
      onSaid();
    },
    async remove(sessions, keepPinned = false) {
      if (sessions.length === 0) return;
      await leave(sessions);
      const done = await ask('conversations.delete', { sessions, keepPinned }, 'Not deleted');
      if (done === undefined) return;
      const { deleted, open, pinned } = done;
      const stayed = staying(open, pinned);
      const [title, text] = deletedWords(countMarked(deleted), stayed);
      if (deleted.length === 0) return notices.good(title, text);
      undoable.set(deleted);
      after(UNDO_MS, () => {
        if (undoable.get() === deleted) undoable.set([]);
      });
      return notices.good(title, text, { label: 'Undo', run: () => void restore(deleted) });
    },
    async undo() {
      if (undoable.get().length > 0) await restore(undoable.get());
    },
  };
}

function deletedWords(count: number, stayed: string): readonly [title: string, text: string] {
  if (count === 0) return ['Nothing was deleted', stayed];
  return [`${counted(count, 'conversation')} deleted`, stayed];
}

function staying(open: number, pinned: number): string {
  const parts = [
    ...(open > 0 ? [`${counted(open, 'conversation')} under way`] : []),
    ...(pinned > 0 ? [counted(pinned, 'pinned conversation')] : []),
  ];
  return parts.length === 0 ? '' : `${parts.join(' and ')} stayed.`;
}
