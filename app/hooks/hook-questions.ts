import type {
  AskedHook,
  FromHooks,
  HookAnswer,
  HookFacts,
  HookFailure,
  HookQuestion,
  HookSaying,
} from './hook-messages.ts';
import type { HookThread } from './hook-thread.ts';

/** Looks without a sign of life after which a thread is taken to stand still, in a loop that never ends. */
const STUCK_AFTER = 5;

/** The same where a hook has used its time up. */
const OVERDUE_AFTER = 2;

/** What came of a question. */
export interface HookOutcome {
  readonly answer: HookAnswer;
  /** Why the answer is not the hook's own; null where it is. */
  readonly failure: HookFailure | null;
}

/** A question that has no answer yet. */
export interface PendingQuestion {
  readonly facts: HookFacts;
  readonly question: HookQuestion;
  readonly settle: (outcome: HookOutcome) => void;
}

interface Pending extends PendingQuestion {
  readonly timer: NodeJS.Timeout;
}

/** How long hooks may take, in milliseconds. */
export interface HookTimes {
  /** For one answer. */
  readonly timeLimit: number;
  /** Between two looks at whether the thread still does something. */
  readonly lookEvery: number;
}

/** What whoever has a thread asked wants to hear besides the answers. */
export interface QuestionsListener {
  /** Said by a hook, or by the file itself where nothing was asked. */
  said(asked: AskedHook | null, saying: HookSaying): void;
  /** Something that a hook had left to be done later went wrong. */
  stray(asked: AskedHook | null, failure: HookFailure): void;
  /** It has answered a question. */
  answered(): void;
  /** The thread stands still, and has to be ended. */
  stuck(): void;
  /** No question waits any more. */
  idle(): void;
}

const GO_ON: HookAnswer = { action: 'go-on' };

/** What comes of a question that nobody is asked. */
export const NOTHING_SAID: HookOutcome = { answer: GO_ON, failure: null };

/** The questions that one thread of hooks has been asked, and how long each may wait for its answer. */
export class HookQuestions {
  readonly #thread: HookThread;
  readonly #times: HookTimes;
  readonly #listener: QuestionsListener;
  readonly #pending = new Map<number, Pending>();
  /** Questions whose time is over: hung, as soon as the thread shows that it is not the thread that hangs. */
  readonly #overdue = new Set<number>();
  #watch: NodeJS.Timeout | null = null;
  #whenSettled: () => void = () => {};
  #silent = 0;
  #lastId = 0;

  constructor(thread: HookThread, times: HookTimes, listener: QuestionsListener) {
    this.#thread = thread;
    this.#times = times;
    this.#listener = listener;
  }

  /** No question waits for its answer. */
  get isEmpty(): boolean {
    return this.#pending.size === 0;
  }

  /** Resolves when no question waits any more, or after so many milliseconds. */
  async settled(atMost: number): Promise<void> {
    if (this.isEmpty) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, atMost);
      this.#whenSettled = resolve;
    });
    clearTimeout(timer);
  }

  /** Asks. */
  ask(asked: PendingQuestion): void {
    const id = (this.#lastId += 1);
    const timer = setTimeout(() => {
      this.#overdue.add(id);
      this.#thread.post({ type: 'ping' });
    }, this.#times.timeLimit);
    this.#pending.set(id, { ...asked, timer });
    this.#watch ??= this.#beginWatch();
    this.#thread.post({ type: 'ask', id, facts: asked.facts, question: asked.question });
  }

  /** Takes what the thread tells while it answers. */
  hear(message: FromHooks): void {
    this.#silent = 0;
    switch (message.type) {
      case 'answer':
        this.#settle(message.id, message.answer, null);
        this.#listener.answered();
        break;
      case 'failed':
        this.#settle(message.id, GO_ON, message.failure);
        this.#listener.answered();
        break;
      case 'said':
        this.#listener.said(message.asked, message.saying);
        break;
      case 'stray':
        this.#listener.stray(message.asked, message.failure);
        break;
      case 'loaded':
      case 'not-loaded':
      case 'pong':
        break;
    }
    for (const id of this.#overdue) this.#settle(id, GO_ON, this.#tookTooLong());
  }

  /**
   * Nothing more will be heard of the thread. What has begun there has failed; `why` is told where the thread ended by
   * itself, null where it stood still. Gives the questions that nothing has come of yet, to be asked elsewhere.
   */
  breakOff(why: string | null): readonly PendingQuestion[] {
    const { running, begun } = this.#thread;
    const unbegun = [...this.#pending].filter(([id]) => id > begun);
    for (const [id] of unbegun) this.#take(id);
    for (const id of this.#pending.keys()) this.#settle(id, GO_ON, this.#failureOf(id, running, why));
    return unbegun.map(([, { facts, question, settle }]) => ({ facts, question, settle }));
  }

  #failureOf(id: number, running: number, why: string | null): HookFailure {
    if (running !== 0 && running !== id) {
      const text = 'Another hook ended the thread, or stood still in it, while this one waited.';
      return { code: 'ended', text, stack: '' };
    }
    if (why !== null) return { code: 'ended', text: why, stack: '' };
    const text =
      running === id
        ? 'It stood still, as a loop does that never ends, and its thread was ended.'
        : 'This or another hook stood still when it went on after it had waited, and the thread was ended.';
    return { code: 'hung', text, stack: '' };
  }

  #tookTooLong(): HookFailure {
    return { code: 'hung', text: `It did not come to an end within ${this.#times.timeLimit} ms.`, stack: '' };
  }

  #settle(id: number, answer: HookAnswer, failure: HookFailure | null): void {
    this.#take(id)?.settle({ answer, failure });
    if (this.#pending.size > 0) return;
    this.#whenSettled();
    this.#listener.idle();
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    this.#overdue.delete(id);
    if (pending !== undefined) clearTimeout(pending.timer);
    if (this.#pending.size === 0 && this.#watch !== null) {
      clearInterval(this.#watch);
      this.#watch = null;
    }
    return pending;
  }

  /** Looks are counted instead of time, since a computer that was asleep has not waited. */
  #beginWatch(): NodeJS.Timeout {
    this.#silent = 0;
    return setInterval(() => {
      this.#silent += 1;
      const most = this.#overdue.size === 0 ? STUCK_AFTER : OVERDUE_AFTER;
      if (this.#silent <= most) this.#thread.post({ type: 'ping' });
      else this.#listener.stuck();
    }, this.#times.lookEvery);
  }
}
