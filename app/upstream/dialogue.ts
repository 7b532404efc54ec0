import type { LoginStep } from './authentication.ts';
import { reply, type Reply } from './reply.ts';

/** The ways to say hello: LHLO is LMTP's (RFC 2033 section 4.1). */
export type Hello = 'EHLO' | 'HELO' | 'LHLO';

/** Where a conversation stands between two commands. */
export interface Dialogue {
  /** How the client said hello; null as long as it has not. */
  readonly hello: Hello | null;
  /** The name that went with it; empty before. */
  readonly client: string;
  /** Who has logged in; null: nobody. */
  readonly user: string | null;
  /** The login under way, which the client's next line goes on with. */
  readonly login: LoginStep | null;
  /** The mail transaction under way (RFC 5321 section 3.3): there is one from MAIL on. */
  readonly transaction: Transaction | null;
}

/** What is remembered of a mail transaction. */
export interface Transaction {
  /** The reverse-path, without brackets; empty for `<>`. */
  readonly sender: string;
  /** Recipients that were accepted, in their order. */
  readonly recipients: readonly string[];
  /** MAIL asked for addresses beyond ASCII (RFC 6531). */
  readonly smtputf8: boolean;
  /** MAIL said that the content is no lines of text: it may come in chunks only (RFC 3030 section 3). */
  readonly binary: boolean;
  /** Octets of content that came in chunks so far; null: no chunk has come. */
  readonly chunked: number | null;
}

/** What a command comes to: the reply, where the dialogue stands then, and what the client's next bytes are. */
export interface Answer {
  readonly reply: Reply;
  readonly dialogue: Dialogue;
  /** `nothing`: the conversation is over. */
  readonly next: 'command' | 'content' | 'nothing';
  /** Octets that follow the command: the reply is said behind them. */
  readonly chunk?: Chunk;
}

/** A chunk of message content (RFC 3030 section 2). */
export interface Chunk {
  readonly octets: number;
  /** `content`: it belongs to the message. `last`: and ends it. `refused`: it is taken off the wire and forgotten. */
  readonly use: 'content' | 'last' | 'refused';
}

/** A command that the server knows. */
export interface Command {
  /** How it is written, for HELP and for those who wrote it wrong. */
  readonly syntax: string;
  /** Answers the command. The argument is what stands behind the verb, without blanks around it. */
  answer(dialogue: Dialogue, argument: string): Answer;
}

/** Extensions may be used after EHLO only (RFC 5321 section 3.2), or its like. */
export function mayUseExtensions({ hello }: Dialogue): boolean {
  return hello === 'EHLO' || hello === 'LHLO';
}

/** Before the client has said hello. */
export const BEGINNING: Dialogue = {
  hello: null,
  client: '',
  user: null,
  login: null,
  transaction: null,
};

/** A reply after which the dialogue stands where it stood, or where it is told to. */
export function answer(reply: Reply, dialogue: Dialogue, next: Answer['next'] = 'command'): Answer {
  return { reply, dialogue, next };
}

/** The refusal of an argument that the command cannot have (RFC 5321 section 4.2.4). */
export function wrongSyntax(syntax: string): Reply {
  return reply(501, '5.5.4', `Syntax: ${syntax}`);
}

/** A command without an argument: with one it is refused. */
export function commandWithoutArgument(verb: string, answerIt: (dialogue: Dialogue) => Answer): Command {
  return {
    syntax: verb,
    answer: (dialogue, argument) =>
      argument === '' ? answerIt(dialogue) : answer(wrongSyntax(verb), dialogue),
  };
}
