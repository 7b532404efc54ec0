import type { Captures } from '../capture/captures.ts';
import type { SessionRange } from '../capture/folder.ts';
import { NumberRanges } from '../capture/number-ranges.ts';
import type { annotationRequests, SessionPairs } from '../contract.ts';
import type { Handlers } from './handlers.ts';

/** Answers requests that change what people say of conversations. `captures`: those that the viewer shows now. */
export function annotationHandlers(captures: () => Captures): Handlers<keyof typeof annotationRequests> {
  return {
    'conversations.pin': async ({ sessions, pinned }) => {
      await captures().annotate({ what: pinned ? 'pin' : 'unpin', sessions: rangesOf(sessions) });
      return null;
    },
    'conversations.note': async ({ session, text }) => {
      await captures().annotate({ what: 'note', session, text: text.trim() });
      return null;
    },
    'conversations.delete': async ({ sessions, keepPinned }) => {
      const asked = new NumberRanges();
      for (const range of rangesOf(sessions)) asked.add(range);
      const { pinned } = captures().annotations;
      const kept = keepPinned ? asked.ranges.reduce((sum, range) => sum + pinned.countWithin(range), 0) : 0;
      if (keepPinned) for (const range of pinned.ranges) asked.remove(range);
      const open = captures().live.filter((session) => asked.has(session));
      for (const session of open) asked.remove({ first: session, last: session });
      if (asked.ranges.length > 0) await captures().annotate({ what: 'delete', sessions: asked.ranges });
      const deleted: SessionPairs = asked.ranges.map(({ first, last }) => [first, last]);
      return { deleted, open: open.length, pinned: kept };
    },
    'conversations.restore': async ({ sessions }) => {
      await captures().annotate({ what: 'restore', sessions: rangesOf(sessions) });
      return null;
    },
  };
}

function rangesOf(pairs: SessionPairs): SessionRange[] {
  return pairs.filter(([first, last]) => first <= last).map(([first, last]) => ({ first, last }));
}
