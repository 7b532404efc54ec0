import { AsyncLocalStorage } from 'node:async_hooks';
import { Buffer } from 'node:buffer';
import { inspect } from 'node:util';
import { parseCommand, parsePath } from '../smtp/command.ts';
import { parsePathArgument } from '../smtp/envelope-path.ts';
import { parseReplyLine } from '../smtp/reply.ts';
import { AuthoredMessage } from './authored-message.ts';
import { AuthoredSession } from './authored-session.ts';
import type {
  AskedHook,
  FromHooks,
  HookFacts,
  HookFailure,
  HookQuestion,
  HookSaying,
  ToHooks,
} from './hook-messages.ts';
import { readResult } from './hook-result.ts';
import { HookMarks } from './hook-thread.ts';
import type { Command, Hooks, Reply } from './hooks.d.ts';
import { readable } from './line-text.ts';

/** Things that may be said while one question is answered: past that, an endless loop would fill the memory with them. */
const MOST_SAYINGS = 100;

/** Characters of one thing that is said. */
const LONGEST_SAYING = 4_000;

/** Characters of a stack that are told. */
const LONGEST_STACK = 4_000;

/** Things that may be said in a second while nothing is asked. */
const MOST_SAYINGS_A_SECOND = 100;

/** What is under way where something is said. */
interface UnderWay {
  readonly asked: AskedHook;
  sayings: number;
}

/** Answers questions with the hooks of one file. Several may be under way, since hooks may wait. */
export class HookRunner {
  readonly #tell: (message: FromHooks) => void;
  readonly #marks: Int32Array;
  readonly #sessions = new Map<number, AuthoredSession>();
  readonly #underWay = new AsyncLocalStorage<UnderWay>();
  #hooks: Hooks = {};
  #unasked = 0;

  /** `marks`: see {@link HookMarks}. */
  constructor(tell: (message: FromHooks) => void, marks: Int32Array) {
    this.#tell = tell;
    this.#marks = marks;
    setInterval(() => (this.#unasked = 0), 1_000).unref();
  }

  /** Answers with these from now on. */
  begin(hooks: Hooks): void {
    this.#hooks = hooks;
  }

  /** Takes what it is told. */
  take(message: ToHooks): void {
    switch (message.type) {
      case 'ask': {
        const session = this.#sessionOf(message.facts);
        const asked = { id: message.id, session: message.facts.number, hook: message.question.hook };
        this.#underWay.run({ asked, sayings: 0 }, () => this.#answer(message.id, message.question, session));
        break;
      }
      case 'forget':
        this.#sessions.delete(message.session);
        break;
      case 'ping':
        this.#tell({ type: 'pong' });
        break;
    }
  }

  /** Something is said on the console, or by a conversation's own methods. */
  readonly say = (saying: HookSaying): void => {
    const underWay = this.#underWay.getStore();
    const asked = underWay?.asked ?? null;
    const count = underWay === undefined ? (this.#unasked += 1) : (underWay.sayings += 1);
    const most = underWay === undefined ? MOST_SAYINGS_A_SECOND : MOST_SAYINGS;
    if (count < most) {
      const text =
        saying.text.length <= LONGEST_SAYING ? saying.text : `${saying.text.slice(0, LONGEST_SAYING)}…`;
      this.#tell({ type: 'said', asked, saying: { ...saying, text } });
    } else if (count === most) {
      const text = `What else it says is left out: ${most} things are enough for once.`;
      this.#tell({ type: 'said', asked, saying: { kind: 'log', text } });
    }
  };

  /** Something went wrong that nobody waited for. */
  stray(error: unknown): void {
    const asked = this.#underWay.getStore()?.asked ?? null;
    this.#tell({ type: 'stray', asked, failure: failureOf(error) });
  }

  /** Before the next question is looked at, a hook that answers at once has been heard: the next one may stand still. */
  #answer(id: number, question: HookQuestion, session: AuthoredSession): void {
    const fail = (error: unknown): void => this.#tell({ type: 'failed', id, failure: failureOf(error) });
    try {
      const returned = this.#begin(id, question, session);
      if (isThenable(returned)) {
        void Promise.resolve(returned)
          .then((result) => this.#tellResult(id, question, result))
          .catch(fail);
      } else this.#tellResult(id, question, returned);
    } catch (error) {
      fail(error);
    }
  }

  #tellResult(id: number, question: HookQuestion, result: unknown): void {
    const read = readResult(question, result);
    if (read.ok) this.#tell({ type: 'answer', id, answer: read.answer });
    else this.#tell({ type: 'failed', id, failure: { code: 'nonsense', text: read.text, stack: '' } });
  }

  #begin(id: number, question: HookQuestion, session: AuthoredSession): unknown {
    Atomics.store(this.#marks, HookMarks.begun, id);
    Atomics.store(this.#marks, HookMarks.running, id);
    try {
      return this.#run(question, session);
    } finally {
      Atomics.store(this.#marks, HookMarks.running, 0);
    }
  }

  #run(question: HookQuestion, session: AuthoredSession): unknown {
    const { onConnect, onCommand, onReply, onContentLine, onMessage, onClose } = this.#hooks;
    switch (question.hook) {
      case 'onConnect':
        return onConnect?.(session);
      case 'onCommand':
        return onCommand?.(commandOf(question.line), session);
      case 'onReply':
        return onReply?.(replyOf(question.lines, question.command), session);
      case 'onContentLine':
        return onContentLine?.({ text: readable(question.line) }, session);
      case 'onMessage':
        return onMessage?.(new AuthoredMessage(question.bytes), session);
      case 'onClose': {
        const { by, how, text } = question;
        return onClose?.({ by, how, text }, session);
      }
    }
  }

  #sessionOf(facts: HookFacts): AuthoredSession {
    const known = this.#sessions.get(facts.number);
    if (known !== undefined) {
      known.update(facts);
      return known;
    }
    const session = new AuthoredSession(facts, this.say);
    this.#sessions.set(facts.number, session);
    return session;
  }
}

function isThenable(returned: unknown): boolean {
  return (
    typeof returned === 'object' &&
    returned !== null &&
    'then' in returned &&
    typeof returned.then === 'function'
  );
}

function commandOf(line: string): Command {
  const bytes = Buffer.from(line, 'latin1');
  const { verb, argument } = parseCommand(bytes, 0, bytes.length);
  const hasPath = verb === 'MAIL' || verb === 'RCPT';
  const parameters = hasPath ? parsePathArgument(argument).parameters : [];
  return {
    verb,
    argument,
    path: hasPath ? parsePath(argument) : null,
    parameters: Object.fromEntries(parameters.map(({ keyword, value }) => [keyword, value ?? ''])),
    text: readable(line),
  };
}

function replyOf(lines: readonly string[], command: string | null): Reply {
  const last = Buffer.from(lines.at(-1) ?? '', 'latin1');
  const { code, enhanced } = parseReplyLine(last, 0, last.length);
  return {
    code,
    enhanced,
    lines: lines.map(readable),
    texts: lines.map((line) => readable(line.slice(4))),
    command: command === null ? null : commandOf(command),
  };
}

/** What was thrown, be it an error or not. */
function failureOf(error: unknown): HookFailure {
  if (!(error instanceof Error)) {
    const shown = inspect(error, { depth: 1, breakLength: Infinity });
    return { code: 'threw', text: `threw ${shown}`.slice(0, LONGEST_SAYING), stack: '' };
  }
  const text = `${error.name}: ${error.message}`.slice(0, LONGEST_SAYING);
  return { code: 'threw', text, stack: authorsPart(error.stack ?? '').slice(0, LONGEST_STACK) };
}

/** A stack without the program's own part of it, which is below an author's. */
function authorsPart(stack: string): string {
  const lines = stack.split('\n');
  const own = lines.findIndex((line) => line.includes(import.meta.url));
  return (own === -1 ? lines : lines.slice(0, own)).join('\n');
}
