import { isBlank, isDigit, isLetter } from './bytes.ts';
import { decodeText } from './decode.ts';

/** A command line as read: tolerant, since a spy shows what was said and not what should have been. */
export interface Command {
  /** In capitals; empty where the line does not begin with a word. */
  readonly verb: string;
  /** What stands behind the verb, blanks around it taken off. */
  readonly argument: string;
}

/** Longer words are no verbs: the longest in use, `STARTTLS` and `XFORWARD`, have eight letters. */
const LONGEST_VERB = 32;

/** Reads a command line (RFC 5321 section 4.1.1) that stands at `start` up to `end`, without its ending. */
export function parseCommand(bytes: Uint8Array, start: number, end: number): Command {
  const verbEnd = endOfVerb(bytes, start, end);
  return {
    verb: verbBetween(bytes, start, verbEnd),
    argument: decodeText(bytes, verbEnd, end).trim(),
  };
}

/** The verb of such a line alone, in capitals; empty where it does not begin with a word. */
export function parseVerb(bytes: Uint8Array, start: number, end: number): string {
  return verbBetween(bytes, start, endOfVerb(bytes, start, end));
}

function verbBetween(bytes: Uint8Array, start: number, end: number): string {
  return start === end ? '' : decodeText(bytes, start, end).toUpperCase();
}

/** Where the word ends that a command line begins with; `start` where it does not begin with one. */
function endOfVerb(bytes: Uint8Array, start: number, end: number): number {
  let verbEnd = start;
  while (verbEnd < end && isVerbByte(bytes[verbEnd])) verbEnd += 1;
  const isVerb = verbEnd - start <= LONGEST_VERB && (verbEnd === end || isBlank(bytes[verbEnd]));
  return isVerb ? verbEnd : start;
}

function isVerbByte(byte: number | undefined): boolean {
  // Digits and hyphens: private extensions have been seen to use them (X-LINK2STATE).
  return isLetter(byte) || isDigit(byte) || byte === 0x2d;
}

/**
 * The mailbox in the argument of MAIL or RCPT: `a@b` of `FROM:<a@b> SIZE=1`; `""` for the empty path `<>`.
 * Takes what clients have been seen to send: blanks behind the colon, no angle brackets (RFC 5321 section 4.1.2 wants
 * them), a source route in front. Null where there is no `FROM:` or `TO:`.
 */
export function parsePath(argument: string): string | null {
  const colon = /^(?:FROM|TO)\s*:\s*/i.exec(argument);
  if (colon === null) return null;
  const rest = argument.slice(colon[0].length);
  if (!rest.startsWith('<')) return /^\S*/.exec(rest)?.[0] ?? '';
  const close = closingBracket(rest);
  const inside = close === -1 ? rest.slice(1) : rest.slice(1, close);
  // RFC 5321 appendix C: a source route is accepted and ignored.
  return inside.startsWith('@') ? inside.replace(/^@[^:]*:/, '') : inside;
}

/** A quoted local part may hold `>` itself (RFC 5321 section 4.1.2, Quoted-string). */
function closingBracket(path: string): number {
  let quoted = false;
  for (let index = 1; index < path.length; index += 1) {
    const character = path[index];
    if (quoted && character === '\\') index += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === '>' && !quoted) return index;
  }
  return path.indexOf('>');
}

/** The name that a client gave itself in the argument of EHLO, HELO or LHLO. */
export function helloName(argument: string): string {
  return argument.split(/\s/, 1)[0] ?? '';
}

/** What a BDAT announces (RFC 3030 section 2): so many bytes, and whether they are the last of the message. */
export interface Chunk {
  readonly length: number;
  readonly last: boolean;
}

/** Reads the argument of BDAT; null where it is none. */
export function parseChunk(argument: string): Chunk | null {
  const match = /^(\d{1,15})(\s+LAST)?$/i.exec(argument);
  return match === null ? null : { length: Number(match[1]), last: match[2] !== undefined };
}

/** RFC 5321 section 4.1.1, and the extensions that bring commands: RFC 1985, 2033, 2645, 3030, 3207, 4468, 4954; Postfix. */
const VERBS = new Set(
  (
    'EHLO HELO LHLO MAIL RCPT DATA RSET NOOP QUIT VRFY EXPN HELP SEND SOML SAML TURN ' +
    'ATRN AUTH BDAT BURL ETRN STARTTLS XCLIENT XFORWARD'
  ).split(' '),
);

/** Whether a verb, in capitals, is one that servers know. */
export function isKnownVerb(verb: string): boolean {
  return VERBS.has(verb);
}
