import * as v from 'valibot';
import type { LineEnding } from '../smtp/words.ts';
import { placeNumber, sessionNumber } from './schemas.ts';

/** Programs with which a conversation can be had again. */
const REPEATING_PROGRAMS = ['swaks', 'curl', 'openssl'] as const;
/** A program with which a conversation can be had again. */
export type RepeatingProgram = (typeof REPEATING_PROGRAMS)[number];

/** Requests about single lines of a session. */
export const lineRequests = {
  /** The exact bytes of the row of that number; null where it is no line. Of one that holds a secret only with `reveal`. */
  'line.bytes': v.object({ session: sessionNumber, row: placeNumber, reveal: v.boolean() }),
  /** A command for a shell that sends the message around that line again, from the beginning of the conversation. */
  'line.repeat': v.object({
    session: sessionNumber,
    line: placeNumber,
    program: v.picklist(REPEATING_PROGRAMS),
    reveal: v.boolean(),
  }),
} as const;

/** The exact bytes of a line. */
export interface LineBytes {
  /** Base64; with its ending. A line has at most 64 KiB: what is longer was cut into several. */
  readonly bytes: string;
  readonly ending: LineEnding;
}

/** A command for a shell. */
export interface RepeatCommand {
  readonly text: string;
  /** What is not as it was in the conversation, each in a sentence. */
  readonly notes: readonly string[];
}

/** What {@link lineRequests} come back with. */
export interface LineResults {
  'line.bytes': LineBytes | null;
  'line.repeat': RepeatCommand;
}
