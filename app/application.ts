import { Captures, type RecordingFailure } from './capture/captures.ts';
import {
  BUILT_IN,
  type ApplicationState,
  type ListenerSettings,
  type ListenerStatus,
  type PreferenceChange,
  type Problem,
  type RecordingStatus,
} from './contract.ts';
import { openPreferences, type Preferences } from './preferences.ts';
import { describeError, describeListenError, describeRecordingFailure } from './problems.ts';
import { DEFAULT_TIMEOUTS, type RelayTimeouts, type Upstream } from './relay/conversation.ts';
import { ListenError, RelayListener } from './relay/listener.ts';
import { ReaderClient } from './reading/reader-client.ts';
import { readHere, type StartReader } from './reading/reader-port.ts';
import { startBuiltInServer, type BuiltInServer } from './upstream/built-in-server.ts';
import { ViewerSession } from './viewer-session.ts';
import type { ViewerConnection, ViewerHost } from './viewer-connection.ts';

/** What an application is opened with. */
export interface ApplicationOptions {
  /** The folder of the captures. */
  readonly capturesDirectory: string;
  /** The folder of what the program remembers; absent: it remembers nothing but the captures. */
  readonly dataDirectory?: string;
  /** Where clients connect, and where their words go. */
  readonly listener: ListenerSettings;
  /** False: it listens only when it is told to. By default it does at once. */
  readonly listens?: boolean;
  /** The program's version, as the record and the viewers show it. */
  readonly version: string;
  readonly host: ApplicationState['host'];
  readonly timeouts?: RelayTimeouts;
  /** Where captures are read for viewers; in this thread unless said otherwise. */
  readonly startReader?: StartReader;
}

/** What the application tells whoever listens. */
export interface ApplicationListener {
  /** The listener's state or the recording's has changed, or conversations began or ended. */
  changed?(): void;
  /** There is more of the session, or it ended. */
  sessionGrew?(session: number): void;
}

/** The program without a face: the listener, its relays, and the capture folder. Hosts own one and show it. */
export class Application {
  readonly captures: Captures;
  /** Reads captures for viewers. */
  readonly reader: ReaderClient;
  readonly #options: ApplicationOptions;
  readonly #preferences: Preferences;
  readonly #listeners = new Set<ApplicationListener>();
  readonly #relays = new Set<RelayListener>();
  readonly #viewers = new Set<ViewerSession>();
  #settings: ListenerSettings;
  #status: ListenerStatus = { state: 'stopped' };
  #listener: RelayListener | null = null;
  #builtIn: BuiltInServer | null = null;
  #lastChange: Promise<unknown> = Promise.resolve();

  /** Use {@link openApplication}. */
  constructor(captures: Captures, preferences: Preferences, options: ApplicationOptions) {
    this.captures = captures;
    this.reader = new ReaderClient(captures, options.startReader ?? readHere);
    this.#preferences = preferences;
    this.#options = options;
    this.#settings = options.listener;
    captures.listen({
      grew: ({ session }) => this.#tell((listener) => listener.sessionGrew?.(session)),
      recording: () => this.#changed(),
    });
  }

  /** The application at a glance. */
  get state(): ApplicationState {
    return {
      version: this.#options.version,
      host: this.#options.host,
      listener: { settings: this.#settings, status: this.#status },
      recording: this.#recording,
      preferences: this.#preferences.values,
      problems: this.#preferences.problem === null ? [] : [this.#preferences.problem],
      sessions: this.captures.total,
      open: [...this.#relays].reduce((sum, relay) => sum + relay.conversations, 0),
    };
  }

  /** Returns what ends the listening. */
  listen(listener: ApplicationListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A viewer has come. */
  connectViewer(host: ViewerHost): ViewerConnection {
    const viewer = new ViewerSession(this, host, () => this.#viewers.delete(viewer));
    this.#viewers.add(viewer);
    return viewer;
  }

  /**
   * Opens the listener with these settings, or those it has; one that is open is closed first. Its conversations go on.
   * Never rejects: whether it worked stands in the {@link state}.
   */
  startListener(settings: ListenerSettings = this.#settings): Promise<void> {
    return this.#inTurn(async () => {
      await this.#closeListener();
      this.#settings = settings;
      try {
        this.#status = { state: 'listening', addresses: await this.#openListener(settings) };
      } catch (error) {
        this.#status = { state: 'failed', error: describeStartError(error) };
      }
      this.#changed();
    });
  }

  /** Takes no more clients. Conversations under way go on. */
  stopListener(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#closeListener();
      this.#status = { state: 'stopped' };
      this.#changed();
    });
  }

  /** Every viewer learns of it. Rejects where it cannot be kept; it holds all the same until the program ends. */
  async changePreferences(change: PreferenceChange): Promise<void> {
    const kept = this.#preferences.change(change);
    this.#changed();
    await kept;
  }

  /** Ends everything: sockets closed, the record on the disk. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.#closeListener());
    for (const viewer of this.#viewers) viewer.close();
    this.reader.close();
    for (const relay of this.#relays) relay.stopConversations();
    await this.captures.close();
    await this.#builtIn?.close();
    await this.#preferences.close();
  }

  get #recording(): RecordingStatus {
    const { directory, failure } = this.captures;
    return failure === null ? { state: 'recording', directory } : describeRecording(failure, directory);
  }

  /** Starting and stopping take time, and must not get into each other's way. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.#lastChange.then(change);
    this.#lastChange = done.catch(() => {});
    return done;
  }

  async #openListener(settings: ListenerSettings): Promise<readonly { address: string; port: number }[]> {
    const upstream = await this.#upstreamOf(settings);
    const relay = new RelayListener({
      captures: this.captures,
      timeouts: this.#options.timeouts ?? DEFAULT_TIMEOUTS,
      upstream: () => upstream,
      onChange: () => this.#changed(),
    });
    const addresses = await relay.start(settings.host, settings.port);
    this.#listener = relay;
    this.#relays.add(relay);
    return addresses;
  }

  async #closeListener(): Promise<void> {
    await this.#listener?.stop();
    this.#listener = null;
    for (const relay of this.#relays) {
      if (relay.conversations === 0) this.#relays.delete(relay);
    }
  }

  async #upstreamOf({ upstream }: ListenerSettings): Promise<Upstream> {
    if (upstream !== BUILT_IN) return { name: upstream, connectTo: upstream };
    this.#builtIn ??= await startBuiltInServer();
    const { host, port } = this.#builtIn;
    return { name: { host: BUILT_IN, port }, connectTo: { host, port } };
  }

  #changed(): void {
    this.#tell((listener) => listener.changed?.());
  }

  #tell(what: (listener: ApplicationListener) => void): void {
    for (const listener of this.#listeners) what(listener);
  }
}

/**
 * Opens the capture folder and then the listener; whether that listens stands in the state. Rejects as making or reading
 * a folder does.
 */
export async function openApplication(options: ApplicationOptions): Promise<Application> {
  const application = new Application(
    await Captures.open(options.capturesDirectory, options.version),
    await openPreferences(options.dataDirectory ?? null),
    options,
  );
  if (options.listens !== false) await application.startListener();
  return application;
}

function describeStartError(error: unknown): Problem {
  return error instanceof ListenError ? describeListenError(error) : describeError(error, 'Cannot listen');
}

function describeRecording(failure: RecordingFailure, directory: string): RecordingStatus {
  return {
    state: 'failed',
    directory,
    problem: describeRecordingFailure(failure, directory),
    unrecorded: failure.unrecorded,
  };
}
