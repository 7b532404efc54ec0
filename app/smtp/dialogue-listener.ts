import type { Command } from './command.ts';
import type { ReplyLine } from './reply.ts';
import type { LineEnding, LineKind, Phase, Speaker } from './words.ts';

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

/** What a line means beyond its kind; null where there is nothing more to say. */
export type LineMeaning =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'reply'; readonly reply: ReplyLine }
  | null;

/** Gets what a dialogue consists of, in the order in which lines were complete. */
export interface DialogueListener {
  /** A line: `bytes[start..end)` without its ending. The bytes are only lent for the call. */
  line(
    from: Speaker,
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    kind: LineKind,
    phase: Phase,
    meaning: LineMeaning,
  ): void;
  /** A whole reply, and what it answers; null where nothing had been asked. Comes behind its last line. */
  reply?(asked: Asked | null, reply: Reply): void;
  /** A command, behind its line. */
  command?(asked: Asked): void;
  /** From here on both sides speak TLS that nobody in the middle can read. Comes before the first such line. */
  opaque?(): void;
}
