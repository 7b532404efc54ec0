import { DEFAULT_LISTENER } from '../../app/contract.ts';
import { BUILT_IN } from '../../app/transcript/session-event.ts';
import type { ListenerSettings, ListenerState } from '../../app/contract.ts';

/** Settings to begin a further listener with: the next port that no other one has, and the built-in server. */
export function proposedListener(others: readonly ListenerState[]): ListenerSettings {
  const taken = new Set(
    others.flatMap(({ settings, status }) =>
      status.state === 'listening' ? status.addresses.map(({ port }) => port) : [settings.port],
    ),
  );
  let port = DEFAULT_LISTENER.port;
  while (taken.has(port)) port += 1;
  return { ...DEFAULT_LISTENER, port, upstream: BUILT_IN };
}
