import * as v from 'valibot';
import type { Speaker } from '../smtp/words.ts';
import type { HeldMatter } from '../transcript/session-event.ts';
import { sessionNumber } from './schemas.ts';

/** What is to be held: the next command that a client says, each of them and each message, or only what rules hold. */
const HOLD_WISHES = ['next', 'every', 'nothing'] as const;
/** What is to be held. */
export type HoldWish = (typeof HOLD_WISHES)[number];

/** Bytes of a message that can still be edited: more than a person reads, and little enough to be sent as text. */
export const MOST_EDITED_BYTES = 1024 * 1024;

/** Characters of a text that a person puts in another's place: {@link MOST_EDITED_BYTES}, and some room to write. */
const MOST_EDITED_CHARACTERS = 2 * MOST_EDITED_BYTES;

/** A side that waits while something is held, and for how long it may be expected to (RFC 5321 section 4.5.3.2). */
export interface HoldWait {
  /** Microseconds since 1970. */
  readonly since: number;
  readonly limitMs: number;
  /** The section that says so: `4.5.3.2.2`. */
  readonly section: string;
}

/** Something that waits for a person to decide what becomes of it. */
export interface HeldThing {
  /** Its number among all that were held, from 1. */
  readonly hold: number;
  /** The conversation's number; null for a moment, when the conversation has just begun. */
  readonly session: number | null;
  /** The number of the line that it is, or its first, from 1; null where that is not known. */
  readonly line: number | null;
  readonly from: Speaker;
  readonly what: HeldMatter;
  /** The verb that was said, or is answered, in capitals; empty where there is none. */
  readonly verb: string;
  /** What would go on, for people: its beginning where it is long, and secrets masked. Lines are set apart by line feeds. */
  readonly text: string;
  /** A secret stands masked in the text. */
  readonly masked: boolean;
  /** Bytes. */
  readonly size: number;
  /** It is short enough to be edited. */
  readonly editable: boolean;
  /** The rule that holds it; null: a person wanted it held. */
  readonly rule: string | null;
  /** What rules do instead of letting it go on, if it is let go; null: nothing. */
  readonly ruled: string | null;
  /** Microseconds since 1970. */
  readonly since: number;
  /** When it goes on by itself, in microseconds since 1970; null: never. */
  readonly goesOnAt: number | null;
  /** Null of a side that does not wait. */
  readonly waits: Readonly<Record<Speaker, HoldWait | null>>;
}

/** What is held, and what is to be. */
export interface HoldState {
  /** The oldest first. */
  readonly held: readonly HeldThing[];
  /** Of all conversations. */
  readonly all: HoldWish;
  /** Of single ones, besides; those that are not named have `nothing`. */
  readonly sessions: readonly { readonly session: number; readonly wish: HoldWish }[];
}

const holdNumber = v.pipe(v.number(), v.integer(), v.minValue(1));
const oneLine = v.pipe(
  v.string(),
  v.maxLength(400),
  v.regex(/^[^\r\n\0]*$/, 'Write it without line breaks.'),
);

/** What a person decides about something that is held. */
const holdDecision = v.variant('do', [
  v.object({ do: v.literal('let-go') }),
  /** Another text goes on in its place: of a command one line, of a reply or a message several. */
  v.object({ do: v.literal('edit'), text: v.pipe(v.string(), v.maxLength(MOST_EDITED_CHARACTERS)) }),
  /** The client gets this reply. The server never hears of what it said; or its own reply is not passed on. */
  v.object({
    do: v.literal('answer'),
    code: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
    text: oneLine,
  }),
  v.object({ do: v.literal('drop') }),
  v.object({ do: v.literal('close'), how: v.picklist(['politely', 'at-once', 'reset']) }),
]);

/** What a person decides about something that is held. */
export type HoldDecision = v.InferOutput<typeof holdDecision>;

/** Requests about what is held. Of several viewers the first to decide does: the others are told that it is decided. */
export const holdRequests = {
  /** Says what is to be held from now on, in one conversation or (null) in all. */
  'holds.wish': v.object({ session: v.nullable(sessionNumber), wish: v.picklist(HOLD_WISHES) }),
  /** The whole text of something that is held, its secrets in it: to be edited. */
  'hold.text': v.object({ hold: holdNumber }),
  /** Decides. */
  'hold.decide': v.object({ hold: holdNumber, decision: holdDecision }),
  /** Lets all go that is held, and wishes for nothing more. */
  'holds.let-go': v.object({}),
} as const;

/** What {@link holdRequests} come back with. */
export interface HoldResults {
  'holds.wish': null;
  'hold.text': { readonly text: string };
  'hold.decide': null;
  'holds.let-go': null;
}
