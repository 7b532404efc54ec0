import { WatchedFile } from '../watched-file.ts';
import type {
  AskedHook,
  FromHooks,
  HookFacts,
  HookFailure,
  HookName,
  HookQuestion,
  HookSaying,
  LoadedHooks,
} from './hook-messages.ts';
import { HookQuestions, NOTHING_SAID, type HookOutcome, type PendingQuestion } from './hook-questions.ts';
import type { HookThread, StartHooks } from './hook-thread.ts';
import { describeHooksFileProblem, type HooksFileProblem } from './hooks-file-problem.ts';

/** Milliseconds that a hook may take, where its file says nothing: far below what a client or server waits for. */
const TIME_LIMIT_MS = 5_000;

/** Milliseconds between two looks at whether the thread still does something. */
const LOOK_EVERY_MS = 1_000;

/** Milliseconds that a hooks file may take to load: it may import a lot. */
const LOAD_LIMIT_MS = 10_000;

/** Milliseconds that hooks have for what they were asked when the program ends. */
const LAST_WORDS_MS = 1_000;

/** Threads in a row that may come to their end without an answer: then the next would do so as well. */
const MOST_ENDINGS = 5;

/** What is wrong with the hooks as a whole. */
export type HooksTrouble =
  /** The file as it is now; what was loaded before goes on. */
  | { readonly code: 'wrong'; readonly problem: HooksFileProblem }
  /** They are switched off until the file changes. `why` in words of the system. */
  | { readonly code: 'off'; readonly why: string }
  /** Changes of the file will not be noticed. `why` in words of the system. */
  | { readonly code: 'unwatched'; readonly why: string };

/** How hooks are run. */
export interface HooksOptions {
  /** The file's whole path. */
  readonly path: string;
  readonly start: StartHooks;
  /** Milliseconds between two looks at whether the thread still does something. */
  readonly lookEvery?: number | undefined;
}

/** What the client of hooks tells. */
export interface HooksListener {
  /** What is wrong, or which hooks there are, has changed. */
  changed(): void;
  /** A hook said something, or the file itself where nothing was asked. */
  said(asked: AskedHook | null, saying: HookSaying): void;
  /** Something that a hook had left to be done later went wrong. */
  stray(asked: AskedHook | null, failure: HookFailure): void;
}

/** A thread that has loaded the file, and what it was asked. */
interface Running {
  readonly thread: HookThread;
  readonly questions: HookQuestions;
  readonly loaded: LoadedHooks;
}

type Begun =
  | { readonly ok: true; readonly running: Running }
  | { readonly ok: false; readonly problem: HooksFileProblem };

/** Why a hooks file cannot be used, when the program begins. The message says where, and what is wrong. */
export class HooksFileError extends Error {
  override readonly name = 'HooksFileError';
  readonly path: string;
  readonly problem: HooksFileProblem;

  constructor(path: string, problem: HooksFileProblem) {
    super(describeHooksFileProblem(path, problem));
    this.path = path;
    this.problem = problem;
  }
}

/**
 * Has the hooks of a file asked, in a thread of their own: one that hangs or ends is ended, and another begun. Each version of
 * the file has its own thread, so that what it imports is read again, too.
 */
export class HooksClient {
  /** The file's whole path. */
  readonly path: string;
  readonly #options: HooksOptions;
  readonly #listener: HooksListener;
  readonly #file: WatchedFile;
  /** Asked while a thread is being begun. */
  readonly #waiting: PendingQuestion[] = [];
  #current: Running | null = null;
  #hooks: readonly HookName[] = [];
  #trouble: HooksTrouble | null = null;
  #endings = 0;
  #isClosed = false;
  #lastTurn: Promise<void> = Promise.resolve();

  constructor(options: HooksOptions, listener: HooksListener) {
    this.path = options.path;
    this.#options = options;
    this.#listener = listener;
    this.#file = new WatchedFile(options.path, () => this.#inTurn(() => this.#reload()));
  }

  /** The hooks that there are now; none where they are switched off. */
  get hooks(): readonly HookName[] {
    return this.#hooks;
  }

  /** What is wrong; null where nothing is. */
  get trouble(): HooksTrouble | null {
    return this.#trouble;
  }

  /** Loads the file, and again whenever it changes. Rejects with a {@link HooksFileError}. */
  async open(): Promise<void> {
    const begun = await this.#begin();
    if (!begun.ok) throw new HooksFileError(this.path, begun.problem);
    this.#use(begun.running);
    const unwatchedBecause = this.#file.open();
    if (unwatchedBecause !== null) this.#trouble = { code: 'unwatched', why: unwatchedBecause };
  }

  /** Asks the hook. Never rejects: what goes wrong is in the outcome. */
  ask(facts: HookFacts, question: HookQuestion): Promise<HookOutcome> {
    if (!this.#hooks.includes(question.hook)) return Promise.resolve(NOTHING_SAID);
    return new Promise((settle) => this.#put({ facts, question, settle }));
  }

  /** Nothing more will be asked about the conversation. */
  forget(session: number): void {
    this.#current?.thread.post({ type: 'forget', session });
  }

  /** Ends the thread, after a moment for what it was asked. What has no answer then goes on as if there were no hooks. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#file.close();
    await this.#current?.questions.settled(LAST_WORDS_MS);
    const running = this.#current;
    this.#current = null;
    this.#hooks = [];
    running?.thread.end();
    this.#letGo([...(running?.questions.breakOff('The program ended.') ?? []), ...this.#waiting.splice(0)]);
  }

  #put(asked: PendingQuestion): void {
    if (this.#current !== null) this.#current.questions.ask(asked);
    else if (this.#hooks.length > 0) this.#waiting.push(asked);
    else this.#letGo([asked]);
  }

  #letGo(questions: readonly PendingQuestion[]): void {
    for (const { settle } of questions) settle(NOTHING_SAID);
  }

  /** One change after the other: each takes a moment, and ends in another thread. */
  #inTurn(change: () => Promise<void>): void {
    this.#lastTurn = this.#lastTurn.then(change);
  }

  #use(running: Running): void {
    if (this.#isClosed) return running.thread.end();
    const before = this.#current;
    this.#current = running;
    this.#hooks = running.loaded.hooks;
    if (before?.questions.isEmpty === true) before.thread.end();
    for (const asked of this.#waiting.splice(0)) this.#put(asked);
  }

  async #reload(): Promise<void> {
    const begun = await this.#begin();
    if (begun.ok) {
      this.#endings = 0;
      this.#trouble = null;
      this.#use(begun.running);
    } else if (this.#trouble?.code !== 'off') this.#trouble = { code: 'wrong', problem: begun.problem };
    this.#listener.changed();
  }

  async #startAgain(): Promise<void> {
    if (this.#current !== null || this.#isClosed) return;
    const begun = await this.#begin();
    if (begun.ok) this.#use(begun.running);
    else this.#switchOff(begun.problem.text);
  }

  #switchOff(why: string): void {
    this.#hooks = [];
    this.#trouble = { code: 'off', why };
    this.#letGo(this.#waiting.splice(0));
    this.#listener.changed();
  }

  /** A thread came to its end, or stands still where `why` is null. */
  #broke(running: Running, why: string | null): void {
    running.thread.end();
    const isCurrent = running === this.#current;
    if (isCurrent) this.#current = null;
    const unasked = running.questions.breakOff(why);
    if (isCurrent) {
      this.#waiting.push(...unasked);
      this.#endings += 1;
      if (this.#endings >= MOST_ENDINGS) this.#switchOff(why ?? 'A hook stood still.');
      else this.#inTurn(() => this.#startAgain());
    } else for (const asked of unasked) this.#put(asked);
  }

  /** Starts a thread. Never rejects. */
  #begin(): Promise<Begun> {
    return new Promise((resolve) => {
      let running: Running | null = null;
      const giveUp = (problem: HooksFileProblem): void => {
        clearTimeout(limit);
        thread.end();
        resolve({ ok: false, problem });
      };
      const limit = setTimeout(() => giveUp(LOADS_FOR_EVER), LOAD_LIMIT_MS);
      const hear = (message: FromHooks): void => {
        if (running !== null) return running.questions.hear(message);
        switch (message.type) {
          case 'loaded':
            clearTimeout(limit);
            running = this.#running(thread, message.loaded);
            return resolve({ ok: true, running });
          case 'not-loaded':
            return giveUp(message.problem);
          case 'said':
            return this.#listener.said(null, message.saying);
          case 'stray':
            return this.#listener.stray(null, message.failure);
          case 'answer':
          case 'failed':
          case 'pong':
        }
      };
      const ended = (why: string): void => {
        if (running === null)
          giveUp({ text: `It ended its thread while it was loaded: ${why}`, remedy: '', place: null });
        else this.#broke(running, why);
      };
      const thread = this.#options.start(this.path, { hear, ended });
    });
  }

  #running(thread: HookThread, loaded: LoadedHooks): Running {
    const { lookEvery = LOOK_EVERY_MS } = this.#options;
    const times = { timeLimit: loaded.timeLimit ?? TIME_LIMIT_MS, lookEvery };
    const questions = new HookQuestions(thread, times, {
      said: (asked, saying) => this.#listener.said(asked, saying),
      stray: (asked, failure) => this.#listener.stray(asked, failure),
      answered: () => (this.#endings = 0),
      stuck: () => this.#broke(running, null),
      idle: () => {
        if (running !== this.#current) thread.end();
      },
    });
    const running: Running = { thread, questions, loaded };
    return running;
  }
}

const LOADS_FOR_EVER: HooksFileProblem = {
  text: `It did not come to its end within ${LOAD_LIMIT_MS / 1_000} seconds.`,
  remedy: 'A hooks file may do no more at once than define its hooks.',
  place: null,
};
