import { randomBytes } from 'node:crypto';
import { continueLogin } from './authentication.ts';
import { commandsOf, refuseVerb, type Commands } from './built-in-commands.ts';
import { CommandLineReader, type CommandLine } from './command-line-reader.ts';
import { answer, BEGINNING, type Answer, type Dialogue } from './dialogue.ts';
import { replyToContent } from './mail-transaction.ts';
import { MessageContent } from './message-content.ts';
import { inWordsOf } from './reply-texts.ts';
import { formatReply, isRefusal, reply, type Reply } from './reply.ts';
import { DEFAULT_PROFILE, type ServerProfile } from './server-profile.ts';

/**
 * Commands refused in a row before the server hangs up: as many as Postfix takes (smtpd_hard_error_limit). Who gets
 * that far is not speaking SMTP.
 */
export const MOST_REFUSALS_IN_A_ROW = 20;

/** What is left to come of a chunk, and what is said then. */
interface Chunk {
  readonly left: number;
  readonly answer: Answer;
}

const NOTHING = new Uint8Array(0);

/** Why the server ends a conversation of its own accord. */
export type Interruption = 'timeout' | 'shutdown';

/**
 * The built-in server's side of one conversation: bytes of the client in, replies out, and nothing else. How the
 * bytes are cut into pieces makes no difference, so that clients may pipeline as they like (RFC 2920).
 */
export class BuiltInConversation {
  readonly #profile: ServerProfile;
  readonly #commands: Commands;
  readonly #lines = new CommandLineReader();
  #content: MessageContent | null = null;
  #chunk: Chunk | null = null;
  #dialogue: Dialogue = BEGINNING;
  #refusals = 0;
  #over = false;

  constructor(profile: ServerProfile = DEFAULT_PROFILE) {
    this.#profile = profile;
    this.#commands = commandsOf(profile, () => `<${makeId()}.${Date.now()}@${profile.name}>`);
  }

  /** The connection is to be closed, once what was said last is sent. What the client says after that is not heard. */
  get over(): boolean {
    return this.#over;
  }

  /** The server's first words. */
  greet(): string {
    return this.#format('greeting', reply(220, null, `${this.#profile.name} ESMTP SMTP Spy built-in server`));
  }

  /** Takes what the client sent and returns the replies, ready for the wire; empty while there is nothing to say. */
  receive(bytes: Uint8Array): string {
    let replies = '';
    let next = 0;
    while (next < bytes.length && !this.#over) {
      const step = this.#read(bytes, next);
      next = step.next;
      replies += step.replies;
    }
    return replies;
  }

  /** Ends the conversation and returns the last words; none if it is over already. */
  interrupt(interruption: Interruption): string {
    if (this.#over) return '';
    this.#over = true;
    return this.#format('', lastWords(this.#profile.name, interruption));
  }

  #read(bytes: Uint8Array, from: number): { next: number; replies: string } {
    if (this.#chunk !== null) return this.#readChunk(this.#chunk, bytes, from);
    return this.#content === null
      ? this.#readCommand(bytes, from)
      : this.#readContent(this.#content, bytes, from);
  }

  #readChunk({ left, answer }: Chunk, bytes: Uint8Array, from: number): { next: number; replies: string } {
    const next = Math.min(from + left, bytes.length);
    this.#chunk = { left: left - (next - from), answer };
    if (this.#chunk.left > 0) return { next, replies: '' };
    this.#chunk = null;
    const isAll = this.#dialogue.transaction !== null && answer.dialogue.transaction === null;
    return { next, replies: this.#take(isAll ? 'content' : 'BDAT', '', answer) };
  }

  #readCommand(bytes: Uint8Array, from: number): { next: number; replies: string } {
    const { next, line } = this.#lines.read(bytes, from);
    return { next, replies: line === null ? '' : this.#answerLine(line) };
  }

  #readContent(content: MessageContent, bytes: Uint8Array, from: number): { next: number; replies: string } {
    const { next, ended } = content.read(bytes, from);
    if (!ended) return { next, replies: '' };
    const idle = { ...this.#dialogue, transaction: null };
    return { next, replies: this.#take('content', '', answer(replyToContent(content.size), idle)) };
  }

  /** Stands where the answer leads to, and hangs up on a client that is refused again and again. */
  #take(stage: string, argument: string, { reply: said, dialogue, next }: Answer): string {
    this.#dialogue = dialogue;
    this.#content = next === 'content' ? new MessageContent() : null;
    this.#over = next === 'nothing';
    this.#refusals = isRefusal(said) ? this.#refusals + 1 : 0;
    const words = this.#format(stage, said, argument);
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
    if (command === undefined) return this.#take('', '', answer(refuseVerb(known), this.#dialogue));
    const answered = command.answer(this.#dialogue, argument);
    const { chunk } = answered;
    if (chunk === undefined) return this.#take(known, argument, answered);
    return this.#readChunk({ left: chunk, answer: answered }, NOTHING, 0).replies;
  }

  /** A reply as it goes over the wire, in the profile's own words. */
  #format(stage: string, said: Reply, argument = ''): string {
    const { name, extensions, texts } = this.#profile;
    const plain = extensions.has('ENHANCEDSTATUSCODES') ? said : { ...said, enhanced: null };
    if (texts.size === 0) return formatReply(plain);
    const address = /<[^>]*>/.exec(argument)?.[0] ?? '';
    const facts = { name, client: this.#dialogue.client, address, date: new Date(), id: makeId() };
    return formatReply(inWordsOf(texts, stage, plain, facts));
  }
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
