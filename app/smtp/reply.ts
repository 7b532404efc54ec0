import { isDigit } from './bytes.ts';
import { decodeText } from './decode.ts';

/** One line of a reply (RFC 5321 section 4.2.1). */
export interface ReplyLine {
  /** 0 where the line does not begin with a reply code. */
  readonly code: number;
  /** The enhanced status code (RFC 3463, RFC 2034), `5.7.1`; empty where there is none. */
  readonly enhanced: string;
  /** Whether the reply ends with this line: no hyphen behind the code. */
  readonly last: boolean;
  /** The text behind the codes. */
  readonly text: string;
}

/**
 * With this code a server begins to answer a message for each recipient that it had accepted: one reply for each follows, and
 * one about the whole. It does so only for clients that said PRDR with MAIL (draft-hall-prdr-00 section 2.3).
 */
export const ANSWERS_FOR_EACH = 353;

const HYPHEN = 0x2d;
const SPACE = 0x20;
const ZERO = 0x30;
const ENHANCED = /^([245]\.\d{1,3}\.\d{1,3})(?:\s|$)/;

/** Reads one line of a reply that stands at `start` up to `end`, without its ending. */
export function parseReplyLine(bytes: Uint8Array, start: number, end: number): ReplyLine {
  if (!beginsWithCode(bytes, start, end))
    return { code: 0, enhanced: '', last: false, text: decodeText(bytes, start, end) };
  const text = decodeText(bytes, Math.min(end, start + 4), end);
  const enhanced = ENHANCED.exec(text)?.[1] ?? '';
  return {
    code: parseReplyCode(bytes, start, end),
    enhanced,
    last: isLastReplyLine(bytes, start, end),
    text: enhanced === '' ? text : text.slice(enhanced.length).trimStart(),
  };
}

/** Whether such a line ends its reply. */
export function isLastReplyLine(bytes: Uint8Array, start: number, end: number): boolean {
  return beginsWithCode(bytes, start, end) && (end - start === 3 || bytes[start + 3] !== HYPHEN);
}

/** The code that such a line begins with; 0 where it begins with none. */
export function parseReplyCode(bytes: Uint8Array, start: number, end: number): number {
  if (!beginsWithCode(bytes, start, end)) return 0;
  return (
    ((bytes[start] ?? ZERO) - ZERO) * 100 +
    ((bytes[start + 1] ?? ZERO) - ZERO) * 10 +
    ((bytes[start + 2] ?? ZERO) - ZERO)
  );
}

function beginsWithCode(bytes: Uint8Array, start: number, end: number): boolean {
  const separator = bytes[start + 3];
  return (
    end - start >= 3 &&
    isDigit(bytes[start]) &&
    isDigit(bytes[start + 1]) &&
    isDigit(bytes[start + 2]) &&
    (end - start === 3 || separator === HYPHEN || separator === SPACE)
  );
}
