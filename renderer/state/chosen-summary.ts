import type { Transport } from '../../app/contract.ts';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import { coalesce } from './frames.ts';
import type { Schedule } from './frames.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** What is known of the chosen conversation. */
export interface ChosenSummary extends Store<SessionSummary | null> {
  /** Takes another conversation; what the list knows of it serves until the application has said more. */
  choose(session: number | null, known: SessionSummary | undefined): void;
  /** Asks anew. */
  refresh(): void;
}

/** Keeps the summary of one conversation up to date, wherever in the list it is. */
export function keepChosenSummary(transport: Transport, schedule: Schedule): ChosenSummary {
  const store = createStore<SessionSummary | null>(null);
  let chosen: number | null = null;
  let asking = false;
  let stale = false;

  const ask = async () => {
    const session = chosen;
    if (asking || session === null) return;
    asking = true;
    stale = false;
    const result = await transport.request('session.summary', { session });
    asking = false;
    if (result.ok && session === chosen) store.set(result.value);
    if (stale || session !== chosen) askSoon();
  };
  const askSoon = coalesce(schedule, () => void ask());

  const refresh = () => {
    stale = true;
    askSoon();
  };

  transport.subscribe((event) => {
    if (event.type !== 'sessions' || chosen === null) return;
    if (event.many || event.changed.includes(chosen)) refresh();
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    choose(session, known) {
      chosen = session;
      store.set(known ?? null);
      refresh();
    },
    refresh,
  };
}
