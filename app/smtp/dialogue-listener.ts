import type { Command } from './command.ts';
import type { LineInHand } from './line-in-hand.ts';
import type { ReplyLine } from './reply.ts';
import type { Stage } from './state-machine/stages.ts';
import type { ClientEvent } from './state-machine/table.ts';
import type { Phase } from './words.ts';

/** What the server owes an answer to, the greeting included. */
export interface Asked {
  /** `greeting` and `content` are no commands, but the server answers the connection and the message too. */
  readonly what: 'greeting' | 'command' | 'content';
  /** The verb of a command, else empty. */
  readonly verb: string;
  /** The argument of a command, else empty; cut where it is longer than any that has a meaning. */
  readonly argument: string;
  readonly phase: Phase;
  /** The line that asked, from 1; 0 for the greeting. */
  readonly line: number;
  /** The number of the command among all commands, from 1; of content, that of its DATA; 0 for the greeting. */
  readonly exchange: number;
  /** When it was asked: microseconds since the session began. */
  readonly time: number;
}

/** A whole reply. */
export interface Reply {
  readonly code: number;
  readonly enhanced: string;
  /** The texts of its lines, without codes; of a very long reply only the first. */
  readonly texts: readonly string[];
  /** The number of its first line, from 1. */
  readonly line: number;
}

/** A command, and what it comes to. */
export interface CommandMeaning {
  readonly type: 'command';
  readonly command: Command;
  readonly asked: Asked;
  readonly event: ClientEvent;
  /** Where the dialogue stood before it. */
  readonly stage: Stage;
  /** Whether the command may be said there. */
  readonly expected: boolean;
}

/** A line of a reply, and what it answers. */
export interface ReplyMeaning {
  readonly type: 'reply';
  readonly reply: ReplyLine;
  /** Null where nothing had been asked. */
  readonly asked: Asked | null;
  /** The reply that the line makes whole; null where more lines follow. */
  readonly whole: Reply | null;
}

/** What a line means beyond its kind; null where there is nothing more to say. */
export type LineMeaning = CommandMeaning | ReplyMeaning | null;

/** Gets what a dialogue consists of, in the order in which lines were complete. */
export interface DialogueListener {
  /** A line; only lent for the call. */
  line(line: LineInHand): void;
  /**
   * A whole reply, and what it answers; null where nothing had been asked. Comes behind its last line. `more`: the same
   * will be answered again, within AUTH and for the further recipients of LMTP and PRDR.
   */
  reply?(asked: Asked | null, reply: Reply, more: boolean): void;
  /** A command, behind its line. */
  command?(asked: Asked): void;
  /** Octets of message content, dots unstuffed, line endings included; in runs as they come. Only lent for the call. */
  content?(bytes: Uint8Array, start: number, end: number): void;
  /** The content of a DATA has ended, behind its last line. `asked` is what the server's reply will answer. */
  contentEnd?(asked: Asked): void;
  /** From here on both sides speak TLS that nobody in the middle can read. Comes before the first such line. */
  opaque?(): void;
}
