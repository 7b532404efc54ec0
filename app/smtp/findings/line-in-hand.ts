import type { CommandMeaning, ReplyMeaning } from '../dialogue-listener.ts';
import type { LineEnding, LineKind, Speaker } from '../words.ts';

/** The line that is being looked at: `bytes[start..end)` without its ending, lent for the moment. */
export interface LineInHand {
  from: Speaker;
  bytes: Uint8Array;
  start: number;
  end: number;
  ending: LineEnding;
  kind: LineKind;
  /** Its number, from 1. */
  number: number;
  /** Microseconds since the session began. */
  time: number;
}

/** A command in hand. */
export interface CommandInHand extends CommandMeaning {
  readonly line: Readonly<LineInHand>;
}

/** A line of a reply in hand. */
export interface ReplyInHand extends ReplyMeaning {
  readonly line: Readonly<LineInHand>;
}
