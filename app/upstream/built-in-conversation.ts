import { COMMANDS, refuseVerb, SERVER_NAME } from './built-in-commands.ts';
import { CommandLineReader, type CommandLine } from './command-line-reader.ts';
import { answer, BEGINNING, type Answer, type Dialogue } from './dialogue.ts';
import { replyToContent } from './mail-transaction.ts';
import { MessageContent } from './message-content.ts';
import { formatReply, isRefusal, reply, type Reply } from './reply.ts';

/**
 * Commands refused in a row before the server hangs up: as many as Postfix takes (smtpd_hard_error_limit). Who gets
 * that far is not speaking SMTP.
 */
export const MOST_REFUSALS_IN_A_ROW = 20;

/** Why the server ends a conversation of its own accord. */
export type Interruption = 'timeout' | 'shutdown';

/**
 * The built-in server's side of one conversation: bytes of the client in, replies out, and nothing else. How the
 * bytes are cut into pieces makes no difference, so that clients may pipeline as they like (RFC 2920).
 */
export class BuiltInConversation {
  readonly #lines = new CommandLineReader();
  #content: MessageContent | null = null;
  #dialogue: Dialogue = BEGINNING;
  #refusals = 0;
  #over = false;

  /** The connection is to be closed, once what was said last is sent. What the client says after that is not heard. */
  get over(): boolean {
    return this.#over;
  }

  /** The server's first words. */
  greet(): string {
    return formatReply(reply(220, null, `${SERVER_NAME} ESMTP SMTP Spy built-in server`));
  }

  /** Takes what the client sent and returns the replies, ready for the wire; empty while there is nothing to say. */
  receive(bytes: Uint8Array): string {
    let replies = '';
    let next = 0;
    while (next < bytes.length && !this.#over) {
      const step =
        this.#content === null
          ? this.#readCommand(bytes, next)
          : this.#readContent(this.#content, bytes, next);
      next = step.next;
      replies += step.replies;
    }
    return replies;
  }

  /** Ends the conversation and returns the last words; none if it is over already. */
  interrupt(interruption: Interruption): string {
    if (this.#over) return '';
    this.#over = true;
    return formatReply(LAST_WORDS[interruption]);
  }

  #readCommand(bytes: Uint8Array, from: number): { next: number; replies: string } {
    const { next, line } = this.#lines.read(bytes, from);
    return { next, replies: line === null ? '' : this.#take(answerLine(this.#dialogue, line)) };
  }

  #readContent(content: MessageContent, bytes: Uint8Array, from: number): { next: number; replies: string } {
    const { next, ended } = content.read(bytes, from);
    if (!ended) return { next, replies: '' };
    const idle = { ...this.#dialogue, transaction: null };
    return { next, replies: this.#take(answer(replyToContent(content.size), idle)) };
  }

  /** Stands where the answer leads to, and hangs up on a client that is refused again and again. */
  #take({ reply: said, dialogue, next }: Answer): string {
    this.#dialogue = dialogue;
    this.#content = next === 'content' ? new MessageContent() : null;
    this.#over = next === 'nothing';
    this.#refusals = isRefusal(said) ? this.#refusals + 1 : 0;
    if (this.#refusals < MOST_REFUSALS_IN_A_ROW) return formatReply(said);
    this.#over = true;
    return formatReply(said) + formatReply(TOO_MANY_REFUSALS);
  }
}

const LAST_WORDS: Record<Interruption, Reply> = {
  timeout: reply(421, '4.4.2', `${SERVER_NAME} timed out waiting for a command and closes the connection`),
  shutdown: reply(421, '4.3.2', `${SERVER_NAME} is shutting down`),
};

const TOO_MANY_REFUSALS: Reply = reply(421, '4.7.0', `Too many errors; ${SERVER_NAME} closes the connection`);

/** The verb ends at the first blank; blanks behind the command are let pass (RFC 5321 section 4.1.1). */
function answerLine(dialogue: Dialogue, line: CommandLine): Answer {
  if (line.type === 'too-long') return answer(reply(500, '5.5.2', 'line too long'), dialogue);
  const [, verb = '', argument = ''] = /^(\S*)\s*(.*?)\s*$/s.exec(line.text) ?? [];
  const known = verb.toUpperCase();
  const command = COMMANDS.get(known);
  return command === undefined ? answer(refuseVerb(known), dialogue) : command.answer(dialogue, argument);
}
