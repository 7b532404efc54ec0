import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { continueLogin } from './authentication.ts';
import { commandsOf, refuseVerb, type Commands } from './built-in-commands.ts';
import { CommandLineReader, type CommandLine } from './command-line-reader.ts';
import { answer, BEGINNING, type Answer, type Chunk, type Dialogue } from './dialogue.ts';
import { IncomingMessage } from './incoming-message.ts';
import { replyToContent, type MessageFate } from './mail-transaction.ts';
import type { Mailbox } from './mailbox.ts';
import { MessageContent } from './message-content.ts';
import { inWordsOf } from './reply-texts.ts';
import { formatReply, isRefusal, reply, type Reply } from './reply.ts';
import { DEFAULT_PROFILE, type ServerProfile } from './server-profile.ts';

/**
 * Commands refused in a row before the server hangs up: as many as Postfix takes (smtpd_hard_error_limit). Who gets
 * that far is not speaking SMTP.
 */
const MOST_REFUSALS_IN_A_ROW = 20;

/** A chunk of content that comes in. */
interface ChunkUnderWay {
  readonly left: number;
  readonly use: Chunk['use'];
  /** What is said when it is there, unless it ends the message. */
  readonly answer: Answer;
}

/** What a step of reading came to: how far the bytes were used, and what is said. */
interface Step {
  readonly next: number;
  readonly replies: string;
}

/** Goes on with the conversation, and returns what is said; see {@link BuiltInConversation.pending}. */
export type GoOn = () => string;

const NOTHING: Uint8Array = new Uint8Array(0);

/** Why the server ends a conversation of its own accord. */
export type Interruption = 'timeout' | 'shutdown';

/**
 * The built-in server's side of one conversation: bytes of the client in, replies out, and mail into the mailbox where there
 * is one. How the bytes are cut into pieces makes no difference, so that clients may pipeline as they like (RFC 2920).
 */
export class BuiltInConversation {
  readonly #profile: ServerProfile;
  readonly #mailbox: Mailbox | null;
  readonly #commands: Commands;
  readonly #lines = new CommandLineReader();
  /** What the client sent and nobody has read, since something is pending. */
  #unread = NOTHING;
  #pending: Promise<GoOn> | null = null;
  #content: MessageContent | null = null;
  #chunk: ChunkUnderWay | null = null;
  #message: IncomingMessage | null = null;
  #dialogue: Dialogue = BEGINNING;
  #refusals = 0;
  #over = false;

  /** `mailbox`: where accepted mail is kept; null: nowhere. */
  constructor(profile: ServerProfile = DEFAULT_PROFILE, mailbox: Mailbox | null = null) {
    this.#profile = profile;
    this.#mailbox = mailbox;
    this.#commands = commandsOf(profile, () => `<${makeId()}.${Date.now()}@${profile.name}>`);
  }

  /** The connection is to be closed, once what was said last is sent. What the client says after that is not heard. */
  get over(): boolean {
    return this.#over;
  }

  /**
   * Resolves when the conversation can go on, to what makes it go on: it waits for a message to be on the disk. Null where it
   * waits for the client alone. What the client sends in between is kept in memory: better not to read it.
   */
  get pending(): Promise<GoOn> | null {
    return this.#pending;
  }

  /** The server's first words. */
  greet(): string {
    const { name, protocol } = this.#profile;
    const kind = protocol === 'LMTP' ? 'LMTP' : 'ESMTP';
    return this.#format('greeting', reply(220, null, `${name} ${kind} SMTP Spy built-in server`));
  }

  /** Takes what the client sent and returns the replies, ready for the wire; empty while there is nothing to say. */
  receive(bytes: Uint8Array): string {
    if (this.#over) return '';
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes]);
    return this.#pending === null ? this.#goOn() : '';
  }

  /** Ends the conversation and returns the last words; none if it is over already. */
  interrupt(interruption: Interruption): string {
    if (this.#over) return '';
    this.#over = true;
    return this.#format('', lastWords(this.#profile.name, interruption));
  }

  /** The client is gone: what has come of a message is not kept, unless it is whole and on its way to the disk. */
  abandon(): void {
    this.#over = true;
    this.#message?.discard();
    this.#message = null;
  }

  #goOn(): string {
    const bytes = this.#unread;
    let replies = '';
    let next = 0;
    while (next < bytes.length && !this.#over && this.#pending === null) {
      const step = this.#read(bytes, next);
      next = step.next;
      replies += step.replies;
    }
    this.#unread = this.#over || next === bytes.length ? NOTHING : bytes.subarray(next);
    return replies;
  }

  #waitFor(what: Promise<GoOn>): void {
    this.#pending = what.then((goOn) => () => {
      this.#pending = null;
      return this.#over ? '' : goOn() + this.#goOn();
    });
  }

  #read(bytes: Uint8Array, from: number): Step {
    if (this.#chunk !== null) return this.#readChunk(this.#chunk, bytes, from);
    return this.#content === null
      ? this.#readCommand(bytes, from)
      : this.#readContent(this.#content, bytes, from);
  }

  #readCommand(bytes: Uint8Array, from: number): Step {
    const { next, line } = this.#lines.read(bytes, from);
    return { next, replies: line === null ? '' : this.#answerLine(line) };
  }

  #readChunk({ left, use, answer }: ChunkUnderWay, bytes: Uint8Array, from: number): Step {
    const next = Math.min(from + left, bytes.length);
    if (use !== 'refused' && next > from) this.#message?.take(bytes.subarray(from, next));
    this.#chunk = { left: left - (next - from), use, answer };
    if (this.#chunk.left > 0) return { next, replies: this.#holdUp() };
    this.#chunk = null;
    if (use === 'last') return { next, replies: this.#endMessage() };
    return { next, replies: this.#take('BDAT', '', answer) + this.#holdUp() };
  }

  #readContent(content: MessageContent, bytes: Uint8Array, from: number): Step {
    const { next, ended } = content.read(bytes, from);
    return { next, replies: ended ? this.#endMessage() : this.#holdUp() };
  }

  /** Waits for the disk where that does not take a message as fast as it comes. */
  #holdUp(): '' {
    const heldUp = this.#message?.heldUp ?? null;
    if (heldUp !== null) this.#waitFor(heldUp.then(() => () => ''));
    return '';
  }

  #beginMessage(): void {
    const { transaction } = this.#dialogue;
    if (transaction === null || this.#message !== null) return;
    this.#message = new IncomingMessage(this.#profile.sizeLimit, this.#mailbox?.begin(transaction) ?? null);
  }

  #endMessage(): string {
    const fate = this.#message?.finish() ?? null;
    this.#message = null;
    if (fate === null) return '';
    if (!(fate instanceof Promise)) return this.#answerMessage(fate);
    this.#waitFor(fate.then((settled) => () => this.#answerMessage(settled)));
    return '';
  }

  #answerMessage(fate: MessageFate): string {
    const recipients = this.#dialogue.transaction?.recipients ?? [];
    const said = answer(replyToContent(fate, this.#profile), { ...this.#dialogue, transaction: null });
    if (this.#profile.protocol === 'SMTP') return this.#take('content', '', said);
    // RFC 2033 section 4.2: a reply for each recipient that was accepted, in their order.
    return this.#settle(said, recipients.map((recipient) => this.#forRecipient(said, recipient)).join(''));
  }

  #forRecipient({ reply: { code, enhanced, texts } }: Answer, recipient: string): string {
    const [text] = texts;
    return this.#format('content', reply(code, enhanced, `<${recipient}> ${text}`), `<${recipient}>`);
  }

  #take(stage: string, argument: string, answered: Answer): string {
    return this.#settle(answered, this.#format(stage, answered.reply, argument));
  }

  /** Stands where the answer leads to, and hangs up on a client that is refused again and again. */
  #settle({ reply: said, dialogue, next }: Answer, words: string): string {
    this.#dialogue = dialogue;
    this.#content = null;
    if (dialogue.transaction === null) {
      this.#message?.discard();
      this.#message = null;
    }
    if (next === 'content') {
      this.#beginMessage();
      this.#content = new MessageContent((piece) => this.#message?.take(piece));
    }
    this.#over = next === 'nothing';
    this.#refusals = isRefusal(said) ? this.#refusals + 1 : 0;
    if (this.#refusals < MOST_REFUSALS_IN_A_ROW) return words;
    this.#over = true;
    const { name } = this.#profile;
    return words + this.#format('', reply(421, '4.7.0', `Too many errors; ${name} closes the connection`));
  }

  /** The verb ends at the first blank; blanks behind the command are let pass (RFC 5321 section 4.1.1). */
  #answerLine(line: CommandLine): string {
    if (line.type === 'too-long') {
      return this.#take(
        '',
        '',
        answer(reply(500, '5.5.2', 'line too long'), { ...this.#dialogue, login: null }),
      );
    }
    const { login } = this.#dialogue;
    if (login !== null && this.#profile.logins !== null) {
      return this.#take('AUTH', '', continueLogin(this.#profile.logins, this.#dialogue, login, line.text));
    }
    const [, verb = '', argument = ''] = /^(\S*)\s*(.*?)\s*$/s.exec(line.text) ?? [];
    const known = verb.toUpperCase();
    const command = this.#commands.get(known);
    if (command === undefined) {
      return this.#take('', '', answer(refuseVerb(known, this.#profile), this.#dialogue));
    }
    const answered = command.answer(this.#dialogue, argument);
    const { chunk } = answered;
    if (chunk === undefined) return this.#take(stageOf(known), argument, answered);
    if (chunk.use !== 'refused') this.#beginMessage();
    return this.#readChunk({ left: chunk.octets, use: chunk.use, answer: answered }, NOTHING, 0).replies;
  }

  /** A reply as it goes over the wire, in the profile's own words. */
  #format(stage: string, said: Reply, argument = ''): string {
    const { name, extensions, texts } = this.#profile;
    const plain = extensions.has('ENHANCEDSTATUSCODES') ? said : { ...said, enhanced: null };
    if (texts.length === 0) return formatReply(plain);
    const address = /<[^>]*>/.exec(argument)?.[0] ?? '';
    // What answers a greeting names who said it, who is not known before the answer is given.
    const client = GREETINGS.has(stage) ? argument : this.#dialogue.client;
    const facts = { name, client, address, date: new Date(), id: makeId() };
    return formatReply(inWordsOf(texts, stage, plain, facts));
  }
}

/** Stages at which the client says its name. */
const GREETINGS: ReadonlySet<string> = new Set(['EHLO', 'HELO']);

/** LHLO is put in the words of EHLO. */
function stageOf(verb: string): string {
  return verb === 'LHLO' ? 'EHLO' : verb;
}

/** Like no other before. */
function makeId(): string {
  return randomBytes(5).toString('hex').toUpperCase();
}

function lastWords(name: string, interruption: Interruption): Reply {
  switch (interruption) {
    case 'timeout':
      return reply(421, '4.4.2', `${name} timed out waiting for a command and closes the connection`);
    case 'shutdown':
      return reply(421, '4.3.2', `${name} is shutting down`);
  }
}
