/**
 * The words that the whole program shares about a dialogue. RFC 5321 gives most of them their meaning.
 */

/** Who spoke. Directions are named by their speaker, never by sent and received. */
export type Speaker = 'client' | 'server';

/** The other end of the conversation. */
export function otherSpeaker(speaker: Speaker): Speaker {
  return speaker === 'client' ? 'server' : 'client';
}

/**
 * How a line ended on the wire. `none`: the stream ended there, or the line was longer than is kept as one line,
 * or the bytes are no lines at all (TLS that passes unread, the end of a BDAT chunk). `cr`: the stream ended
 * right behind a CR.
 */
export type LineEnding = 'crlf' | 'lf' | 'cr' | 'none';

/** Bytes that each ending takes. */
export const ENDING_LENGTHS: Readonly<Record<LineEnding, number>> = { crlf: 2, lf: 1, cr: 1, none: 0 };

/**
 * Where the dialogue stands. A reply has the phase of the command that it answers.
 *
 * - `greeting`: the server has not finished its greeting
 * - `hello`: greeted, no EHLO, HELO or LHLO accepted yet
 * - `ready`: no mail transaction under way
 * - `authentication`: within an AUTH exchange (RFC 4954)
 * - `envelope`: MAIL given, up to DATA's reply or BDAT
 * - `content`: message content, and the reply to it
 * - `tls`: TLS that passes through unread
 * - `closing`: QUIT given, or the server has said that it will close (421, or no greeting)
 */
export type Phase =
  'greeting' | 'hello' | 'ready' | 'authentication' | 'envelope' | 'content' | 'tls' | 'closing';

/** All phases, in the order in which a conversation meets them. */
export const PHASES = [
  'greeting',
  'hello',
  'ready',
  'authentication',
  'envelope',
  'content',
  'tls',
  'closing',
] as const satisfies readonly Phase[];

/**
 * What a line is in the dialogue.
 *
 * - `command`, `reply`: as in RFC 5321 section 2.3.8 and 4.2
 * - `authentication`: a client's answer within an AUTH exchange; it may hold a secret
 * - `content`: a line of message content, the final dot included
 * - `opaque`: bytes that cannot be read: one record of TLS that passes through, or what follows it
 */
export type LineKind = 'command' | 'reply' | 'authentication' | 'content' | 'opaque';
