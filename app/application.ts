import { join, resolve } from 'node:path';
import { Captures, type RecordingFailure } from './capture/captures.ts';
import {
  DEFAULT_BUILT_IN,
  DEFAULT_LISTENER,
  type ApplicationState,
  type BuiltInSettings,
  type ListenerSettings,
  FIRST_PREFERENCES,
  type PreferenceChange,
  type PreferenceValues,
  type Problem,
  type RecordingStatus,
  type WorkEvent,
} from './contract.ts';
import { LocalAuthority } from './certificates/authority.ts';
import { ServerCertificates } from './certificates/server-certificates.ts';
import type { Removal } from './capture/retention.ts';
import type { KeepLimits } from './capture/retention-plan.ts';
import { capturesDirectoryIn, certificatesDirectoryIn } from './data-folder.ts';
import { openKeyLog, type KeyLog } from './key-log.ts';
import { HookBook, type HookBookListener } from './hook-book.ts';
import type { StartHooks } from './hooks/hook-thread.ts';
import { BuiltInServers } from './listeners/built-in-servers.ts';
import { ListenerFile, type KeptListener } from './listeners/listener-file.ts';
import { Listeners } from './listeners/listeners.ts';
import { OpenedCaptures } from './opened/opened-captures.ts';
import { openPreferences, type Preferences } from './preferences.ts';
import { describeKeyLogFailure, describeRecordingFailure } from './problems.ts';
import { DEFAULT_TIMEOUTS, type RelayTimeouts, type Upstream } from './relay/conversation.ts';
import { ReaderClient } from './reading/reader-client.ts';
import { readHere, type StartReader } from './reading/reader-port.ts';
import { Holds } from './holds/holds.ts';
import { RuleBook, type RuleFile } from './rule-book.ts';
import { StorageKeeper } from './storage-keeper.ts';
import { BUILT_IN } from './transcript/session-event.ts';
import { readBuiltInFile } from './upstream/settings-file.ts';
import { ViewerSession } from './viewer-session.ts';
import { WorkBoard } from './work-board.ts';
import type { ViewerConnection, ViewerHost } from './viewer-connection.ts';

/** The file of the listeners' settings, in the program's own folder. */
const LISTENER_FILE = 'listeners.json';

/** The file of the rules, in the program's own folder, where no other is named. */
const RULES_FILE = 'rules.json';

/** What an application is opened with. */
export interface ApplicationOptions {
  /** The folder of the captures. */
  readonly capturesDirectory: string;
  /** The program's own folder: what it remembers, and its certificates. */
  readonly dataDirectory: string;
  /** The listeners of this run; null: those that were kept from the last one, where what a person changes is kept, too. */
  readonly listeners: readonly [ListenerSettings, ...ListenerSettings[]] | null;
  /** False: they listen only when they are told to. By default they do at once. */
  readonly listens?: boolean;
  /** The program's version, as the record and the viewers show it. */
  readonly version: string;
  readonly host: ApplicationState['host'];
  /** The file that says what kind of server the built-in one is; absent: the usual one. */
  readonly builtInFile?: string;
  /** Where the secrets of TLS are written down, for Wireshark; absent: nowhere. */
  readonly keyLogFile?: string;
  readonly timeouts?: RelayTimeouts;
  /**
   * The file of the rules that look at conversations. Null or left out: a file of the program's own folder; in the terminal,
   * where nobody could change them, there are none.
   */
  readonly rulesPath?: string | null;
  /** The hooks file that conversations are asked with; null or left out: none. */
  readonly hooksPath?: string | null;
  /** Where hooks run; without it there are none. */
  readonly startHooks?: StartHooks;
  /** Where captures are read for viewers; in this thread unless said otherwise. */
  readonly startReader?: StartReader;
  /** Microseconds after which a reply is slow; left out: what the settings say. */
  readonly slowAfter?: number | undefined;
  /** What is kept of the captures in this run; left out: what the settings say of the program's own folder. */
  readonly keep?: KeepLimits | undefined;
}

/** What the application tells whoever listens. */
export interface ApplicationListener {
  /** A listener's state or the recording's has changed. */
  changed?(): void;
  /** A conversation began or ended: thousands of times a second, where many are short. */
  conversationsChanged?(): void;
  /** There is more of the session, or it ended. */
  sessionGrew?(session: number): void;
  /** Something that is done for all has come further. */
  worked?(event: WorkEvent): void;
  /** A hook has said something on its console or about a conversation; null: the hooks file itself. */
  hookSaid?(hook: string | null, text: string): void;
}

/** The program without a face: the listeners, their relays, and the capture folder. Hosts own one and show it. */
export class Application {
  readonly captures: Captures;
  /** Reads captures for viewers. */
  readonly reader: ReaderClient;
  /** What files from elsewhere held. */
  readonly opened: OpenedCaptures;
  readonly listeners: Listeners;
  readonly authority: LocalAuthority;
  /** The rules that look at conversations. */
  readonly rules: RuleBook;
  /** What waits for a person. */
  readonly holds = new Holds(
    () => this.#changed(),
    (session) => this.listeners.askLater(this.holds, session),
  );
  /** The hooks that conversations are asked with; null: none. */
  readonly hooks: HookBook | null;
  /** What is done for all. */
  readonly board = new WorkBoard((event) => this.#tell((listener) => listener.worked?.(event)));
  readonly #options: ApplicationOptions;
  readonly #started = Date.now() * 1_000;
  readonly #preferences: Preferences;
  readonly #storage: StorageKeeper;
  readonly #audience = new Set<ApplicationListener>();
  readonly #viewers = new Set<ViewerSession>();
  readonly #problems: Problem[];
  readonly #file: ListenerFile | null;
  readonly #keyLog: KeyLog | null;
  readonly #builtIn: BuiltInSettings;
  readonly #builtInServers: BuiltInServers;

  /** Use {@link openApplication}. */
  constructor(
    { captures, preferences, start, keyLog, builtIn }: ApplicationParts,
    options: ApplicationOptions,
  ) {
    this.captures = captures;
    const { version, startReader = readHere } = options;
    const slowAfter = () => options.slowAfter ?? slowAfterOf(preferences.values);
    const read = (all: Captures) => new ReaderClient(all, startReader, { version, slowAfter });
    this.reader = read(captures);
    this.opened = new OpenedCaptures({ version, read, onChange: () => this.#changed() });
    this.#preferences = preferences;
    this.#options = options;
    this.authority = new LocalAuthority(certificatesDirectoryIn(options.dataDirectory));
    this.#keyLog = keyLog;
    this.#builtIn = builtIn;
    this.#builtInServers = new BuiltInServers(() => this.#changed());
    this.#file = start.file;
    this.#problems = [preferences.problem, start.problem].filter((problem) => problem !== null);
    this.hooks = hooksOf(options, {
      changed: () => this.#changed(),
      said: (hook, text) => this.#tell((listener) => listener.hookSaid?.(hook, text)),
    });
    this.rules = new RuleBook(ruleFileOf(options), () => this.#changed());
    const surroundings = {
      captures,
      interference: {
        rules: () => this.rules.rules,
        // A person decides last, on what would really go on.
        askers: this.hooks === null ? [this.holds] : [this.hooks, this.holds],
      },
      timeouts: options.timeouts ?? DEFAULT_TIMEOUTS,
      certificates: new ServerCertificates(this.authority),
      keyLog: keyLog === null ? null : (line: Uint8Array) => keyLog.write(line),
      upstreamOf: (settings: ListenerSettings) => this.#upstreamOf(settings),
      onChange: () => this.#changed(),
      onConversation: () => this.#tell((listener) => listener.conversationsChanged?.()),
    };
    this.listeners = new Listeners(start.settings, surroundings, () => void this.#keepListeners());
    this.#storage = new StorageKeeper({
      captures,
      preferences: () => preferences.values,
      commanded: options.keep,
      isOwnFolder: resolve(captures.directory) === resolve(capturesDirectoryIn(options.dataDirectory)),
      onChange: () => this.#changed(),
      board: this.board,
      tell: (problem) => this.tellProblem(problem),
    });
    captures.listen({
      grew: ({ session }) => {
        this.#tell((listener) => listener.sessionGrew?.(session));
        this.holds.mayBeNumbered();
      },
      annotated: () => this.#changed(),
      recording: () => this.#changed(),
    });
  }

  /** The application at a glance. */
  get state(): ApplicationState {
    return {
      version: this.#options.version,
      host: this.#options.host,
      started: this.#started,
      listeners: this.listeners.states,
      builtIn: this.#builtIn,
      recording: this.#recording,
      storage: this.#storage.state,
      preferences: this.#preferences.values,
      holds: this.holds.state,
      rules: this.rules.glance,
      opened: this.opened.list,
      hooks: this.hooks === null ? null : { file: this.hooks.path, hooks: this.hooks.hooks },
      problems: this.problems,
      sessions: this.captures.total,
      open: this.listeners.open,
    };
  }

  /** What is wrong with what the application was started with. Cheaper to ask for than the whole {@link state}. */
  get problems(): ApplicationState['problems'] {
    const ofFiles = [this.rules.problem, this.hooks?.problem ?? null].filter((problem) => problem !== null);
    return [...this.#problems, ...ofFiles, ...this.#builtInServers.problems];
  }

  /** What was taken away to keep the captures within their limits. Cheaper to ask for than the whole {@link state}. */
  get removed(): Removal {
    return this.#storage.removed;
  }

  /** Returns what ends the listening. */
  listen(listener: ApplicationListener): () => void {
    this.#audience.add(listener);
    return () => this.#audience.delete(listener);
  }

  /** A viewer has come. */
  connectViewer(host: ViewerHost): ViewerConnection {
    const viewer = new ViewerSession(this, host, () => {
      this.#viewers.delete(viewer);
      this.holds.isAttended = this.#viewers.size > 0;
    });
    this.#viewers.add(viewer);
    this.holds.isAttended = true;
    return viewer;
  }

  /** Every viewer learns of it. Rejects where it cannot be kept; it holds all the same until the program ends. */
  async changePreferences(change: PreferenceChange): Promise<void> {
    const kept = this.#preferences.change(change);
    if ('slowAfterMs' in change && this.#options.slowAfter === undefined) this.#readAnew();
    if ('keptBytes' in change || 'keptDays' in change) this.#storage.limitsChanged();
    this.#changed();
    await kept;
  }

  /** Ends everything: sockets closed, the record on the disk. */
  async close(): Promise<void> {
    await this.listeners.stopAll();
    for (const viewer of this.#viewers) viewer.close();
    this.listeners.stopConversations();
    this.rules.close();
    await this.#storage.close();
    this.board.close();
    await this.hooks?.close();
    await this.captures.close();
    await this.reader.close();
    await this.opened.closeAll();
    await this.#preferences.close();
    await this.#keyLog?.close();
    await this.#file?.written();
    await this.#builtInServers.close();
  }

  get #recording(): RecordingStatus {
    const { directory, failure } = this.captures;
    return failure === null ? { state: 'recording', directory } : describeRecording(failure, directory);
  }

  async #upstreamOf({ upstream, builtIn }: ListenerSettings): Promise<Upstream> {
    if (upstream !== BUILT_IN) return { name: upstream, connectTo: upstream };
    const { host, port } = await this.#builtInServers.of(builtIn ?? this.#builtIn);
    return { name: { host: BUILT_IN, port }, connectTo: { host, port } };
  }

  /** Something went wrong that does not keep the program from working. */
  tellProblem(problem: Problem): void {
    if (this.#problems.some(({ text }) => text === problem.text)) return;
    this.#problems.push(problem);
    this.#changed();
  }

  #readAnew(): void {
    this.reader.readAnew();
    this.opened.readAnew();
  }

  async #keepListeners(): Promise<void> {
    const problem = await this.#file?.write(this.listeners.kept);
    if (problem !== null && problem !== undefined) this.tellProblem(problem);
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
 * a folder, or opening a file, does; or with a {@link BuiltInFileError} or a {@link HooksFileError}.
 */
export async function openApplication(options: ApplicationOptions): Promise<Application> {
  const captures = await Captures.open(options.capturesDirectory, options.version);
  const preferences = await openPreferences(options.dataDirectory);
  const start = await firstListeners(options);
  let application: Application | null = null;
  const { keyLogFile, builtInFile } = options;
  const builtIn = builtInFile === undefined ? DEFAULT_BUILT_IN : await readBuiltInFile(builtInFile);
  const keyLog =
    keyLogFile === undefined
      ? null
      : await openKeyLog(keyLogFile, (error) =>
          application?.tellProblem(describeKeyLogFailure(keyLogFile, error)),
        );
  application = new Application({ captures, preferences, start, keyLog, builtIn }, options);
  await application.rules.open();
  await application.hooks?.open();
  if (options.listens !== false) {
    await application.listeners.startAll((place) => start.listens[place] ?? true);
  }
  return application;
}

function hooksOf({ hooksPath = null, startHooks }: ApplicationOptions, listener: HookBookListener) {
  if (hooksPath === null || startHooks === undefined) return null;
  return new HookBook(hooksPath, startHooks, listener);
}

/** What an application is made of. */
interface ApplicationParts {
  readonly captures: Captures;
  readonly preferences: Preferences;
  readonly start: FirstListeners;
  readonly keyLog: KeyLog | null;
  readonly builtIn: BuiltInSettings;
}

function ruleFileOf({ rulesPath, dataDirectory, host }: ApplicationOptions): RuleFile | null {
  if (rulesPath !== null && rulesPath !== undefined) return { path: rulesPath, isNamed: true };
  return host === 'terminal' ? null : { path: join(dataDirectory, RULES_FILE), isNamed: false };
}

/** Microseconds after which a reply is slow, as it is set; undefined: the usual, with which more of what is known holds on. */
function slowAfterOf({ slowAfterMs }: PreferenceValues): number | undefined {
  return slowAfterMs === FIRST_PREFERENCES.slowAfterMs ? undefined : slowAfterMs * 1_000;
}

/** What there is until somebody changes it. */
const BY_DEFAULT: KeptListener = { settings: DEFAULT_LISTENER, listens: true };

/** The listeners that the program begins with. */
interface FirstListeners {
  readonly settings: readonly [ListenerSettings, ...ListenerSettings[]];
  /** Whether each is to listen, by its place; where nothing is said it is. */
  readonly listens: readonly boolean[];
  /** Where what a person changes is kept; null: it is not. */
  readonly file: ListenerFile | null;
  readonly problem: Problem | null;
}

async function firstListeners(options: ApplicationOptions): Promise<FirstListeners> {
  const { dataDirectory, listeners: named } = options;
  if (named !== null) return { settings: named, listens: [], file: null, problem: null };
  const file = new ListenerFile(join(dataDirectory, LISTENER_FILE));
  const { listeners, problem } = await file.read();
  const [first, ...others] = listeners ?? [BY_DEFAULT];
  return {
    settings: [first.settings, ...others.map(({ settings }) => settings)],
    listens: [first, ...others].map(({ listens }) => listens),
    // Where they are not to listen now, which of them do otherwise is not to be forgotten.
    file: options.listens === false ? null : file,
    problem,
  };
}

function describeRecording(failure: RecordingFailure, directory: string): RecordingStatus {
  return {
    state: 'failed',
    directory,
    problem: describeRecordingFailure(failure, directory),
    unrecorded: failure.unrecorded,
  };
}
