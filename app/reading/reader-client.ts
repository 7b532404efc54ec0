import type { Captures } from '../capture/captures.ts';
import type { Growth } from '../capture/growth.ts';
import type { Problem, ViewerEvent } from '../contract.ts';
import { MergedNotices } from '../merge-notices.ts';
import { FilesUnderWay, type FileFound } from './files-under-way.ts';
import { HangingQueries } from './hanging-queries.ts';
import type { FileRequest, FromReader, ReadingRequest, ToReader } from './messages.ts';
import type { ReaderPort, StartReader } from './reader-port.ts';
import { RelayLoad } from './relay-load.ts';

/** Milliseconds between two looks at whether the reader still does something. */
const LOOK_EVERY = 1_000;

/**
 * Looks without a sign of life after which the reader is taken to be stuck in a search. All that it does in order, it does in
 * slices of some milliseconds; a regular expression that never comes to an end is what does not stop. Looks are counted
 * instead of time, since a computer that was asleep has not waited.
 */
const STUCK_AFTER = 5;

/** The same where no search can be why: a machine that is busy takes this long to begin a thread, and ending it helps nobody. */
const SILENT_AFTER = 60;

/** Milliseconds that a reader has for writing down what it knows when it is to end. */
const LAST_WORDS = 2_000;

/** Milliseconds after the last viewer's leaving when the reader is ended. */
const IDLE = 60_000;

/** Views and lists that one reader may number: those of the next begin behind. */
const NUMBERS_OF_A_READER = 1_000_000;

/** How captures are read. */
export interface ReaderOptions {
  /** The program's version; without it nothing is kept of what was found out. */
  readonly version?: string | undefined;
  /** Microseconds after which a reply is slow, asked when reading begins; the usual where it is not said. */
  readonly slowAfter?: (() => number | undefined) | undefined;
  /** Milliseconds between two looks at whether the reader still does something. */
  readonly lookEvery?: number | undefined;
}

/** What a viewer hears from the reader. */
export interface ReadingListener {
  event(event: ViewerEvent): void;
  /** More is known of the session than an answer could say. */
  learned(session: number): void;
  /** The reader has been started anew: what was open in it is closed. Without a problem, since a setting asks for it. */
  restarted(problem: Problem | null): void;
}

/** One viewer's line to the reader. */
export interface ReadingConnection {
  /** Resolves to a RequestResult as JSON. Never rejects. */
  request(request: ReadingRequest): Promise<string>;
  /** Has a file made. Never rejects. */
  file(request: FileRequest): Promise<FileFound>;
  /** Ends what the viewer has open. */
  close(): void;
}

/**
 * Has captures read somewhere else: in a thread of its own, as a rule. It tells the reader of all that is recorded, takes it
 * questions and brings back answers; where the reader hangs or breaks, it starts another.
 */
export class ReaderClient {
  readonly #captures: Captures;
  readonly #start: StartReader;
  readonly #options: ReaderOptions;
  readonly #stopListening: () => void;
  readonly #viewers = new Map<number, ReadingListener>();
  readonly #answers = new Map<number, (result: string) => void>();
  readonly #files = new FilesUnderWay((message) => this.#post(message));
  readonly #hanging = new HangingQueries();
  readonly #load = new RelayLoad();
  readonly #growths = new Map<number, Growth>();
  readonly #growthNotices = new MergedNotices(() => this.#tellGrowth());
  #port: ReaderPort | null = null;
  #watch: NodeJS.Timeout | null = null;
  #idle: NodeJS.Timeout | null = null;
  #onClosed: () => void = () => {};
  #silent = 0;
  #isHeard = false;
  #readers = 0;
  #lastViewer = 0;
  #lastId = 0;

  constructor(captures: Captures, start: StartReader, options: ReaderOptions = {}) {
    this.#captures = captures;
    this.#start = start;
    this.#options = options;
    this.#stopListening = captures.listen({
      grew: (growth) => this.#grew(growth),
      lost: (files) => this.#post({ type: 'lost', files }),
      annotated: () => this.#post({ type: 'annotated' }),
    });
  }

  /** A viewer has come. */
  connect(listener: ReadingListener): ReadingConnection {
    const viewer = (this.#lastViewer += 1);
    this.#viewers.set(viewer, listener);
    if (this.#idle !== null) clearTimeout(this.#idle);
    if (this.#port === null) this.#begin();
    else this.#post({ type: 'connect', viewer });
    return {
      request: (request) => this.#request(viewer, request),
      file: (request) => this.#file(viewer, request),
      close: () => {
        this.#viewers.delete(viewer);
        this.#post({ type: 'disconnect', viewer });
        if (this.#viewers.size === 0) this.#endLater();
      },
    };
  }

  /** So much is being relayed that viewers are told less often. */
  get isRelayBusy(): boolean {
    return this.#load.isBusy;
  }

  /** Reads all anew: something was set that what is read depends on. */
  readAnew(): void {
    if (this.#port !== null) this.#startAnew(null);
  }

  /** Ends the reader, once it has written down what it knows. */
  async close(): Promise<void> {
    this.#stopListening();
    this.#growthNotices.close();
    await this.#endInOrder();
  }

  #request(viewer: number, request: ReadingRequest): Promise<string> {
    if (this.#hanging.isRefused(request))
      return Promise.resolve(JSON.stringify({ ok: false, problem: STUCK }));
    const id = (this.#lastId += 1);
    this.#makeReady();
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#post({ type: 'request', viewer, id, request });
    });
  }

  #file(viewer: number, request: FileRequest): Promise<FileFound> {
    if (this.#hanging.isRefused(request)) return Promise.resolve({ ok: false, problem: STUCK });
    const id = (this.#lastId += 1);
    this.#makeReady();
    const found = this.#files.begin(id);
    this.#post({ type: 'file', viewer, id, request });
    return found;
  }

  /** What has been recorded by now is known to whoever is asked now. */
  #makeReady(): void {
    if (this.#port === null) this.#begin();
    else this.#tellGrowth();
  }

  #grew(growth: Growth): void {
    if (this.#port === null) return;
    this.#growths.set(growth.session, growth);
    this.#growthNotices.notice();
  }

  #tellGrowth(): void {
    if (this.#growths.size === 0) return;
    const growths = [...this.#growths.values()];
    this.#growths.clear();
    this.#post({ type: 'grew', growths });
  }

  #post(message: ToReader): void {
    this.#port?.post(message);
  }

  #begin(): void {
    this.#growths.clear();
    const firstNumber = this.#readers * NUMBERS_OF_A_READER + 1;
    this.#readers += 1;
    this.#silent = 0;
    this.#isHeard = false;
    this.#load.begin();
    this.#port = this.#start(
      {
        content: this.#captures.content,
        slowAfter: this.#options.slowAfter?.(),
        version: this.#options.version,
        firstNumber,
        load: this.#load.shared,
      },
      { hear: (message) => this.#hear(message), failed: (why) => this.#startAnew(broken(why)) },
    );
    for (const viewer of this.#viewers.keys()) this.#post({ type: 'connect', viewer });
    this.#watch = setInterval(() => this.#look(), this.#options.lookEvery ?? LOOK_EVERY);
    this.#watch.unref();
  }

  /** Whoever loads the page anew finds all that is known still there. */
  #endLater(): void {
    this.#idle = setTimeout(() => this.#end(), IDLE);
    this.#idle.unref();
  }

  async #endInOrder(): Promise<void> {
    const port = this.#port;
    if (port === null) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_WORDS);
      this.#onClosed = resolve;
      port.post({ type: 'close' });
    });
    clearTimeout(timer);
    this.#end();
  }

  #end(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    if (this.#watch !== null) clearInterval(this.#watch);
    this.#load.end();
    this.#port?.end();
    this.#port = null;
  }

  #look(): void {
    this.#silent += 1;
    const isSearch = this.#hanging.hasSuspect();
    if (this.#silent <= (isSearch ? STUCK_AFTER : SILENT_AFTER)) return this.#post({ type: 'ping' });
    this.#hanging.hung();
    this.#startAnew(isSearch ? STUCK : SILENT);
  }

  #startAnew(problem: Problem | null): void {
    this.#end();
    const unanswered = [...this.#answers.values()];
    this.#answers.clear();
    this.#files.breakAll(problem ?? ANEW);
    // One that could not even begin is tried again when somebody asks.
    if (this.#isHeard && this.#viewers.size > 0) this.#begin();
    for (const answer of unanswered) answer(JSON.stringify({ ok: false, problem: problem ?? ANEW }));
    for (const listener of this.#viewers.values()) listener.restarted(problem);
  }

  #hear(message: FromReader): void {
    this.#silent = 0;
    this.#isHeard = true;
    switch (message.type) {
      case 'answer':
        this.#answers.get(message.id)?.(message.result);
        this.#answers.delete(message.id);
        break;
      case 'event':
        this.#viewers.get(message.viewer)?.event(message.event);
        break;
      case 'learned':
        for (const listener of this.#viewers.values()) listener.learned(message.session);
        break;
      case 'file':
      case 'no file':
      case 'pieces':
      case 'broken':
        this.#files.hear(message);
        break;
      case 'closed':
        this.#onClosed();
        break;
      case 'pong':
        break;
    }
  }
}

/** Said to whoever waits for an answer, and asks again. */
const ANEW: Problem = {
  code: 'reading-anew',
  text: 'The conversations are read anew, since a setting has changed.',
  remedy: 'Ask again.',
};

const STUCK: Problem = {
  code: 'reading-stuck',
  text: 'A search did not come to an end, and was ended. Mail went on passing and being recorded meanwhile.',
  remedy:
    'Change the filter: a /pattern/ with repetitions inside repetitions, as in /(a+)+b/, may take for ever.',
};

const SILENT: Problem = {
  code: 'reading-silent',
  text: 'Reading the recorded conversations did not go on, and was begun anew.',
  remedy:
    'Mail went on passing and being recorded meanwhile. If the machine was not busy with something else, report it.',
};

function broken(why: string): Problem {
  return {
    code: 'reading-failed',
    text: `Reading the recorded conversations failed, and was begun anew: ${why}`,
    remedy:
      'Mail went on passing and being recorded meanwhile. If it happens again with the same conversation, report it.',
  };
}
