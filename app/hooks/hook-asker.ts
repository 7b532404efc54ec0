import type { AskedConversation, Asker, ConversationEnd, Inquiry, Verdict } from '../relay/inquiry.ts';
import { LF } from '../smtp/bytes.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import type {
  HookAnswer,
  HookFacts,
  HookFailure,
  HookName,
  HookQuestion,
  HookSaying,
} from './hook-messages.ts';
import {
  changesNothing,
  describeAnswer,
  HOOK_OF,
  isSameLines,
  linesIn,
  questionOf,
  verdictOf,
} from './hook-verdict.ts';
import type { HooksClient } from './hooks-client.ts';

/** Hooks in a row that may hang in one conversation: its client would wait for the next one, too. */
const MOST_HANGING = 3;

/** Things that a conversation's record keeps of what its hooks say: past that, one that never stops would fill the disk. */
const MOST_SAYINGS = 1_000;

/** Bytes of a message that is given to a hook whole: past the sizes that servers take. */
const LARGEST_MESSAGE = 64 * 1024 * 1024;

const GO_ON: Verdict = { type: 'go-on' };

/** Who is told of what becomes of the hooks' part in a conversation. */
export interface HookAskerListener {
  /** A hook went wrong. `text`: what and where, for people. */
  failed(hook: HookName, text: string): void;
  /** Nothing more comes of it. */
  ended(): void;
}

/** Asks hooks about what is said in one conversation, and writes down what they do. */
export class HookAsker implements Asker {
  readonly #hooks: HooksClient;
  readonly #conversation: AskedConversation;
  readonly #listener: HookAskerListener;
  #facts: HookFacts;
  #hangingInARow = 0;
  #isOff = false;
  /** Its record takes nothing more. */
  #isOver = false;
  #sayings = 0;
  /** What was asked about last was a line of a message. */
  #isInContent = false;
  /** Of the lines of one message, the first that is changed is told of. */
  #hasToldOfContent = false;
  /** How a hook failed at a line of this message last; null: none has. */
  #hasFailedInContent: string | null = null;

  /** `number`: of the conversation, among those that hooks are asked about. */
  constructor(hooks: HooksClient, number: number, conversation: AskedConversation, told: HookAskerListener) {
    const { client, server, listener } = conversation.origin;
    this.#hooks = hooks;
    this.#conversation = conversation;
    this.#listener = told;
    this.#facts = {
      number,
      client,
      server: { host: server.host, port: server.port },
      listener,
      phase: 'greeting',
      tls: false,
      helo: '',
      user: null,
      envelope: { from: null, to: [] },
    };
  }

  /** {@link Asker.isIdle} */
  get isIdle(): boolean {
    return this.#isOff || this.#hooks.hooks.length === 0;
  }

  /** {@link Asker.looksAtContent} */
  get looksAtContent(): boolean {
    return this.#has('onContentLine');
  }

  /** {@link Asker.gathers} */
  get gathers(): boolean {
    return this.#has('onMessage');
  }

  /** {@link Asker.changesContent} */
  get changesContent(): boolean {
    return this.#has('onContentLine') || this.#has('onMessage');
  }

  /** {@link Asker.isPerson} */
  readonly isPerson = false;

  /** {@link Asker.wants}. What does not go on, as rules want it, is none of the hooks' business. */
  wants({ matter, line, end }: Inquiry): boolean {
    if (end !== null || !this.#has(HOOK_OF[matter.type])) return false;
    switch (matter.type) {
      case 'connection':
        return true;
      case 'command':
        // What answers a challenge of AUTH is no command.
        return line?.kind === 'command';
      case 'reply':
        return matter.sent.length > 0;
      case 'content-line':
        // A piece of a line that is too long is none.
        return matter.sent.at(-1) === LF;
      case 'message':
        return true;
    }
  }

  /** {@link Asker.decide} */
  async decide(inquiry: Inquiry): Promise<Verdict> {
    try {
      return await this.#decide(inquiry, inquiry.line?.n ?? 0);
    } catch (error) {
      // What was gathered of a message may not be readable any more.
      const text = error instanceof Error ? error.message : String(error);
      this.#fail(HOOK_OF[inquiry.matter.type], inquiry.line?.n ?? 0, { code: 'not-asked', text, stack: '' });
      return GO_ON;
    }
  }

  async #decide(inquiry: Inquiry, line: number): Promise<Verdict> {
    const { matter } = inquiry;
    const isContent = matter.type === 'content-line';
    // From one line of a message to the next, nothing more is known of the conversation.
    if (!isContent || !this.#isInContent) this.#learn(inquiry);
    if (!isContent) {
      this.#hasToldOfContent = false;
      this.#hasFailedInContent = null;
    }
    this.#isInContent = isContent;
    if (matter.type === 'message' && matter.size > LARGEST_MESSAGE) {
      const text = `A message of more than ${LARGEST_MESSAGE} bytes goes on without being asked about.`;
      this.#fail('onMessage', line, { code: 'not-asked', text, stack: '' });
      return GO_ON;
    }
    if (matter.type === 'content-line') return await this.#decideOnContent(linesIn(matter.sent), line);
    const question = questionOf(matter, inquiry);
    const answer = await this.#ask(question, line);
    if (changesNothing(question, answer)) return GO_ON;
    return verdictOf(matter.type, answer, this.#eventsOf(question.hook, line, answer));
  }

  /** Rules may have made several lines of one: each is asked about. */
  async #decideOnContent(lines: readonly string[], number: number): Promise<Verdict> {
    const sent: string[] = [];
    const events: SessionEvent[] = [];
    for (const line of lines) {
      const question = { hook: 'onContentLine', line } as const;
      const answer = await this.#ask(question, number);
      const isSame = changesNothing(question, answer);
      if (!isSame) events.push(...this.#eventsOf('onContentLine', number, answer));
      if (answer.action === 'close') return verdictOf('content-line', answer, events);
      sent.push(...(isSame ? [line] : answer.action === 'lines' ? answer.lines : []));
    }
    const all: HookAnswer = { action: 'lines', lines: sent };
    return isSameLines(sent, lines) ? GO_ON : verdictOf('content-line', all, events);
  }

  /** {@link Asker.ended}. When the program ends, nobody waits for what a hook has to say about that. */
  ended(closing: ConversationEnd | null): Promise<void> | null {
    if (closing === null || !this.#has('onClose')) {
      this.#end();
      return null;
    }
    const { by, how, text } = closing;
    const asked = this.#ask({ hook: 'onClose', by, how, text }, 0).then(() => this.#end());
    this.#isOver = how === 'stopped';
    return this.#isOver ? null : asked;
  }

  #end(): void {
    this.#isOver = true;
    this.#listener.ended();
  }

  /** A hook of this conversation says something. */
  said(hook: HookName, saying: HookSaying): void {
    this.#sayings += 1;
    if (this.#sayings > MOST_SAYINGS) return;
    if (this.#sayings === MOST_SAYINGS) {
      const text = `What else hooks say in this conversation is left out: ${MOST_SAYINGS} things are enough.`;
      this.#note({ event: 'hook-log', hook, text });
    } else this.#note(eventOf(hook, saying));
  }

  /** Something that a hook of this conversation had left to be done later went wrong. */
  stray(hook: HookName, failure: HookFailure): void {
    this.#fail(hook, 0, failure);
  }

  async #ask(question: HookQuestion, line: number): Promise<HookAnswer> {
    const { hook } = question;
    const { answer, failure } = await this.#hooks.ask(this.#facts, question);
    if (failure !== null) this.#fail(hook, line, failure);
    this.#countHanging(hook, failure);
    return answer;
  }

  #eventsOf(hook: HookName, line: number, answer: HookAnswer): readonly SessionEvent[] {
    const text = describeAnswer(hook, answer);
    if (text === null || (hook === 'onContentLine' && this.#hasToldOfContent)) return [];
    this.#hasToldOfContent = hook === 'onContentLine';
    return [{ event: 'hook', hook, action: answer.action, severity: 'note', line, text }];
  }

  #countHanging(hook: HookName, failure: HookFailure | null): void {
    const isHanging = failure?.code === 'hung' || failure?.code === 'ended';
    this.#hangingInARow = isHanging ? this.#hangingInARow + 1 : 0;
    if (this.#hangingInARow < MOST_HANGING || this.#isOff) return;
    this.#isOff = true;
    const text = `No hook is asked in this conversation any more: ${MOST_HANGING} in a row have not answered.`;
    this.#fail(hook, 0, { code: 'off', text, stack: '' });
  }

  #fail(
    hook: HookName,
    line: number,
    { code, text, stack }: Omit<HookFailure, 'code'> & { code: string },
  ): void {
    // A hook that fails at one line of a message fails at the next: once is enough.
    if (this.#isInContent && hook === 'onContentLine') {
      if (this.#hasFailedInContent === text) return;
      this.#hasFailedInContent = text;
    }
    this.#note({ event: 'hook-error', hook, code, line, text, stack });
    const session = this.#conversation.session();
    const where = [
      ...(session === null ? [] : [` in conversation ${session}`]),
      ...(line === 0 ? [] : [` at line ${line}`]),
    ].join(',');
    this.#listener.failed(hook, `failed${where}: ${stack === '' ? text : stack}`);
  }

  #note(event: SessionEvent): void {
    if (!this.#isOver) this.#conversation.note(event);
  }

  #has(hook: HookName): boolean {
    return !this.#isOff && this.#hooks.hooks.includes(hook);
  }

  #learn({ line, from, session, envelope }: Inquiry): void {
    const { phase, hello, login } = session();
    this.#facts = {
      ...this.#facts,
      phase: line?.phase ?? phase,
      tls: line !== null && from === 'client' ? line.tls : this.#facts.tls,
      helo: hello,
      user: login?.outcome === 'accepted' ? login.user : this.#facts.user,
      envelope: envelope(),
    };
  }
}

function eventOf(hook: HookName, saying: HookSaying): SessionEvent {
  switch (saying.kind) {
    case 'log':
      return { event: 'hook-log', hook, text: saying.text };
    case 'note':
    case 'alert': {
      const { kind, severity, text } = saying;
      return { event: 'hook', hook, action: kind, severity, line: 0, text };
    }
    case 'tag': {
      const text = `tagged the conversation #${saying.text}`;
      return { event: 'hook', hook, action: 'tag', severity: 'note', line: 0, text, tag: saying.text };
    }
  }
}
