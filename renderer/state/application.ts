import type {
  ApplicationState,
  ListenerSettings,
  ListenerState,
  Problem,
  RequestPayload,
  Transport,
} from '../../app/contract.ts';
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

/** The application at a glance, and what is done to its listeners. */
export interface Application extends Store<ApplicationSnapshot> {
  /** Asks anew, after a connection came about. */
  refresh(): Promise<void>;
  /** Null when the listener listens, with other settings if any are given; else why it does not. */
  start(listener: number, settings?: ListenerSettings): Promise<Problem | null>;
  /** Null when the listener is closed, else why it is not. */
  stop(listener: number): Promise<Problem | null>;
  /** Makes one more. Null when it listens, else why it does not; it may be there all the same. */
  add(settings: ListenerSettings): Promise<Problem | null>;
  /** Null when it is gone, else why it is not. */
  remove(listener: number): Promise<Problem | null>;
}

/** What changes a listener. */
type Change = 'listener.start' | 'listener.stop' | 'listener.add' | 'listener.remove';

/** Follows the application's state through the transport. `now` is milliseconds since 1970. */
export function followApplication(transport: Transport, now: () => number): Application {
  const store = createStore<ApplicationSnapshot>({ state: null, recordingFailedAt: null, busy: false });

  /** Times that the application has told its state of its own accord. */
  let told = 0;

  const take = (state: ApplicationState) => {
    const failed = state.recording.state === 'failed';
    const recordingFailedAt = failed ? (store.get().recordingFailedAt ?? now()) : null;
    store.set({ ...store.get(), state, recordingFailedAt });
  };

  const change = async <Name extends Change>(
    name: Name,
    payload: RequestPayload<Name>,
    concerned: (state: ApplicationState) => ListenerState | undefined,
  ): Promise<Problem | null> => {
    store.set({ ...store.get(), busy: true });
    const result = await transport.request(name, payload);
    store.set({ ...store.get(), busy: false });
    if (!result.ok) return result.problem;
    take(result.value);
    const status = concerned(result.value)?.status;
    return status?.state === 'failed' ? status.error : null;
  };
  const numbered = (listener: number) => (state: ApplicationState) =>
    state.listeners.find((each) => each.listener === listener);

  transport.subscribe((event) => {
    if (event.type === 'state') {
      told += 1;
      take(event.state);
    }
    const { state } = store.get();
    if (event.type !== 'sessions' || state === null) return;
    // In a flood this is told of again and again, and seldom anything of it is new.
    if (state.sessions === event.total && state.open === event.open) return;
    take({ ...state, sessions: event.total, open: event.open });
  });

  return {
    get: store.get,
    subscribe: store.subscribe,
    async refresh() {
      const before = told;
      const result = await transport.request('state', {});
      // What was told meanwhile may be newer, and whatever comes later is told.
      if (result.ok && told === before) take(result.value);
    },
    start: (listener, settings) => change('listener.start', { listener, settings }, numbered(listener)),
    stop: (listener) => change('listener.stop', { listener }, numbered(listener)),
    add: (settings) => change('listener.add', { settings }, ({ listeners }) => listeners.at(-1)),
    remove: (listener) => change('listener.remove', { listener }, () => undefined),
  };
}
