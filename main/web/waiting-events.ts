import type { ViewerEvent } from '../../app/contract.ts';

/** Session numbers that one event names; past that it says "many", and the viewer asks for what it shows. */
const MOST_CHANGED = 500;

type SessionsEvent = Extract<ViewerEvent, { type: 'sessions' }>;

/** Events for a viewer that cannot take them now. However many come, at most one of a kind waits. */
export interface WaitingEvents {
  add(event: ViewerEvent): void;
  /** Hands over what waits, and forgets it. */
  take(): ViewerEvent[];
}

/**
 * Begins with nothing that waits. A later event takes the place of an earlier one, because a viewer pulls what it
 * shows: an event only tells that there is something new.
 */
export function createWaitingEvents(): WaitingEvents {
  const waiting = new Map<string, ViewerEvent>();
  return {
    add(event) {
      switch (event.type) {
        case 'state':
          waiting.set('state', event);
          return;
        case 'reading-restarted':
        case 'rule-preview':
          waiting.set(event.type, event);
          return;
        case 'view':
          waiting.set(`view ${event.view.view}`, event);
          return;
        case 'work':
          waiting.set(`work ${event.work.kind} ${event.work.of}`, event);
          return;
        case 'list':
          waiting.set(`list ${event.list.list}`, event);
          return;
        case 'sessions': {
          const earlier = waiting.get('sessions');
          waiting.set('sessions', earlier?.type === 'sessions' ? merged(earlier, event) : event);
        }
      }
    },
    take() {
      const events = [...waiting.values()];
      waiting.clear();
      return events;
    },
  };
}

function merged(earlier: SessionsEvent, later: SessionsEvent): SessionsEvent {
  const changed = new Set([...earlier.changed, ...later.changed]);
  const many = earlier.many || later.many || changed.size > MOST_CHANGED;
  return { ...later, changed: many ? [] : [...changed], many };
}
