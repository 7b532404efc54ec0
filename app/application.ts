import { join } from 'node:path';
import { Captures, type RecordingFailure } from './capture/captures.ts';
import {
  BUILT_IN,
  DEFAULT_LISTENER,
  type ApplicationState,
  type ListenerSettings,
  type Problem,
  type RecordingStatus,
} from './contract.ts';
import { ListenerFile, type KeptListener } from './listeners/listener-file.ts';
import { Listeners } from './listeners/listeners.ts';
import { describeRecordingFailure } from './problems.ts';
import { DEFAULT_TIMEOUTS, type RelayTimeouts, type Upstream } from './relay/conversation.ts';
import { startBuiltInServer, type BuiltInServer } from './upstream/built-in-server.ts';
import { ViewerSession } from './viewer-session.ts';
import type { ViewerConnection, ViewerHost } from './viewer-connection.ts';

/** The file of the listeners' settings, in the program's own folder. */
const LISTENER_FILE = 'listeners.json';

/** What an application is opened with. */
export interface ApplicationOptions {
  /** The folder of the captures. */
  readonly capturesDirectory: string;
  /** The program's own folder: settings, certificates. */
  readonly dataDirectory: string;
  /** The listeners of this run; null: those that were kept from the last one, where what a person changes is kept, too. */
  readonly listeners: readonly [ListenerSettings, ...ListenerSettings[]] | null;
  /** False: they listen only when they are told to. By default they do at once. */
  readonly listens?: boolean;
  /** The program's version, as the record and the viewers show it. */
  readonly version: string;
  readonly host: ApplicationState['host'];
  readonly timeouts?: RelayTimeouts;
}

/** What the application tells whoever listens. */
export interface ApplicationListener {
  /** A listener's state or the recording's has changed, or conversations began or ended. */
  changed?(): void;
  /** There is more of the session, or it ended. */
  sessionGrew?(session: number): void;
}

/** The program without a face: the listeners, their relays, and the capture folder. Hosts own one and show it. */
export class Application {
  readonly captures: Captures;
  readonly listeners: Listeners;
  readonly #options: ApplicationOptions;
  readonly #audience = new Set<ApplicationListener>();
  readonly #viewers = new Set<ViewerSession>();
  readonly #warnings: Problem[];
  readonly #file: ListenerFile | null;
  #builtIn: Promise<BuiltInServer> | null = null;

  /** Use {@link openApplication}. */
  constructor(
    captures: Captures,
    options: ApplicationOptions,
    listeners: readonly [ListenerSettings, ...ListenerSettings[]],
    file: ListenerFile | null,
    warnings: readonly Problem[],
  ) {
    this.captures = captures;
    this.#options = options;
    this.#file = file;
    this.#warnings = [...warnings];
    const surroundings = {
      captures,
      timeouts: options.timeouts ?? DEFAULT_TIMEOUTS,
      upstreamOf: (settings: ListenerSettings) => this.#upstreamOf(settings),
      onChange: () => this.#changed(),
    };
    this.listeners = new Listeners(listeners, surroundings, () => void this.#keepListeners());
    captures.listen({
      grew: (session) => this.#tell((listener) => listener.sessionGrew?.(session)),
      recording: () => this.#changed(),
    });
  }

  /** The application at a glance. */
  get state(): ApplicationState {
    return {
      version: this.#options.version,
      host: this.#options.host,
      listeners: this.listeners.states,
      recording: this.#recording,
      sessions: this.captures.total,
      open: this.listeners.open,
      warnings: this.#warnings,
    };
  }

  /** Returns what ends the listening. */
  listen(listener: ApplicationListener): () => void {
    this.#audience.add(listener);
    return () => this.#audience.delete(listener);
  }

  /** A viewer has come. */
  connectViewer(host: ViewerHost): ViewerConnection {
    const viewer = new ViewerSession(this, host, () => this.#viewers.delete(viewer));
    this.#viewers.add(viewer);
    return viewer;
  }

  /** Ends everything: sockets closed, the record on the disk. */
  async close(): Promise<void> {
    await this.listeners.stopAll();
    for (const viewer of this.#viewers) viewer.close();
    this.listeners.stopConversations();
    await this.captures.close();
    await this.#file?.written();
    await (await this.#builtIn)?.close();
  }

  get #recording(): RecordingStatus {
    const { directory, failure } = this.captures;
    return failure === null ? { state: 'recording', directory } : describeRecording(failure, directory);
  }

  async #upstreamOf({ upstream }: ListenerSettings): Promise<Upstream> {
    if (upstream !== BUILT_IN) return { name: upstream, connectTo: upstream };
    this.#builtIn ??= startBuiltInServer();
    const { host, port } = await this.#builtIn;
    return { name: { host: BUILT_IN, port }, connectTo: { host, port } };
  }

  async #keepListeners(): Promise<void> {
    const problem = await this.#file?.write(this.listeners.kept);
    if (problem === null || problem === undefined) return;
    if (!this.#warnings.some(({ text }) => text === problem.text)) this.#warnings.push(problem);
    this.#changed();
  }

  #changed(): void {
    this.#tell((listener) => listener.changed?.());
  }

  #tell(what: (listener: ApplicationListener) => void): void {
    for (const listener of this.#audience) what(listener);
  }
}

/**
 * Opens the capture folder and then the listeners; whether those listen stands in the state. Rejects as making or reading
 * a folder does.
 */
export async function openApplication(options: ApplicationOptions): Promise<Application> {
  const captures = await Captures.open(options.capturesDirectory, options.version);
  if (options.listeners !== null) {
    const application = new Application(captures, options, options.listeners, null, []);
    if (options.listens !== false) await application.listeners.startAll(() => true);
    return application;
  }
  const file = new ListenerFile(join(options.dataDirectory, LISTENER_FILE));
  const { listeners, problem } = await file.read();
  const [first, ...others] = listeners ?? [BY_DEFAULT];
  const settings = [first.settings, ...others.map((kept) => kept.settings)] as const;
  // Where they are not to listen, they are there for the looks: which of them do otherwise is not to be forgotten.
  const keeps = options.listens === false ? null : file;
  const application = new Application(captures, options, settings, keeps, problem === null ? [] : [problem]);
  const wanted = [first, ...others].map((kept) => kept.listens);
  if (options.listens !== false) await application.listeners.startAll((place) => wanted[place] ?? false);
  return application;
}

/** What there is until somebody changes it. */
const BY_DEFAULT: KeptListener = { settings: DEFAULT_LISTENER, listens: true };

function describeRecording(failure: RecordingFailure, directory: string): RecordingStatus {
  return {
    state: 'failed',
    directory,
    problem: describeRecordingFailure(failure, directory),
    unrecorded: failure.unrecorded,
  };
}
