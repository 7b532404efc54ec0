import type { ClosedBy, SentAs, SessionEvent } from '../transcript/session-event.ts';

/** The events that nearly every conversation ends with have nothing of their own: their text is made once. */
const ENDED = {
  client: textOf({ event: 'ended', by: 'client' }),
  server: textOf({ event: 'ended', by: 'server' }),
};
const CLOSED_IN_ORDER: Readonly<Record<ClosedBy, string>> = {
  client: textOf({ event: 'closed', by: 'client', how: 'end', text: '' }),
  server: textOf({ event: 'closed', by: 'server', how: 'end', text: '' }),
  spy: textOf({ event: 'closed', by: 'spy', how: 'end', text: '' }),
};

/** The payload of an event's entry: JSON. */
export function eventPayload(event: SessionEvent | SentAs): string {
  if (event.event === 'ended') return ENDED[event.by];
  if (event.event === 'closed' && event.how === 'end' && event.text === '') return CLOSED_IN_ORDER[event.by];
  return textOf(event);
}

function textOf(event: SessionEvent | SentAs): string {
  return JSON.stringify(event);
}
