import type { ApplicationState, ListenerSettings, Problem, Transport } from '../../app/contract.ts';
import { createStore } from './store.ts';
import type { Store } from './store.ts';

/** What the viewer knows of the application. */
export interface ApplicationSnapshot {
  /** Null until the application has said. */
  readonly state: ApplicationState | null;
  /** When the viewer saw the recording fail, in milliseconds since 1970; null while it works. */
  readonly recordingFailedAt: number | null;
  /** The listener is being opened or closed. */
  readonly busy: boolean;
}

/** The application at a glance, and the listener's switch. */
export interface Application extends Store<ApplicationSnapshot> {
  /** Asks anew, after a connection came about. */
  refresh(): Promise<void>;
  /** Null when the listener listens, else why it does not. */
  start(settings: ListenerSettings): Promise<Problem | null>;
  /** Null when the listener is closed, else why it is not. */
  stop(): Promise<Problem | null>;
}

/** Follows the application's state through the transport. `now` is milliseconds since 1970. */
export function followApplication(transport: Transport, now: () => number): Application {
  const store = createStore<ApplicationSnapshot>({ state: null, recordingFailedAt: null, busy: false });

  const take = (state: ApplicationState) => {
    const failed = state.recording.state === 'failed';
    const recordingFailedAt = failed ? (store.get().recordingFailedAt ?? now()) : null;
    store.set({ ...store.get(), state, recordingFailedAt });
  };

  /** The number of the listener that the switch is for. */
  const first = () => store.get().state?.listeners[0].listener ?? 1;

  const switchListener = async (
    ask: () => ReturnType<typeof transport.request<'listener.start' | 'listener.stop'>>,
  ): Promise<Problem | null> => {
    store.set({ ...store.get(), busy: true });
    const result = await ask();
    store.set({ ...store.get(), busy: false });
    if (!result.ok) return result.problem;
    take(result.value);
    const { status } = result.value.listeners[0];
    return status.state === 'failed' ? status.error : null;
  };

  transport.subscribe((event) => {
    if (event.type === 'state') take(event.state);
    const { state } = store.get();
    if (event.type === 'sessions' && state !== null) {
      take({ ...state, sessions: event.total, open: event.open });
    }
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    async refresh() {
      const result = await transport.request('state', {});
      if (result.ok) take(result.value);
    },
    start: (settings) =>
      switchListener(() => transport.request('listener.start', { listener: first(), settings })),
    stop: () => switchListener(() => transport.request('listener.stop', { listener: first() })),
  };
}
