import { CR } from '../bytes.ts';
import { offers } from '../capabilities.ts';
import type { Dialogue } from '../dialogue.ts';
import { LONGEST_LINE } from '../framing.ts';
import type { Report } from './finding.ts';
import type { LineInHand } from '../line-in-hand.ts';

/** Bytes of a command line with its CRLF (RFC 5321 section 4.5.3.1.4). */
const LONGEST_COMMAND = 512;

/** What all extensions together add to MAIL and RCPT; DSN's ORCPT alone brings 500 (RFC 3461 section 4). */
const LONGEST_PARAMETERS = 1_000;

/** Bytes of a line within AUTH (RFC 4954 section 4). */
const LONGEST_AUTHENTICATION = 12_288;

/** Bytes of a reply line with its CRLF (RFC 5321 section 4.5.3.1.5). */
const LONGEST_REPLY = 512;

const NUL = 0;

/** What the octets of a line hold, as bits. */
export const HOLDS_CR = 1;
const HOLDS_NUL = 2;
export const HOLDS_EIGHT_BIT = 4;

const CLASSES = new Uint8Array(256).fill(HOLDS_EIGHT_BIT, 128);
CLASSES[CR] = HOLDS_CR;
CLASSES[NUL] = HOLDS_NUL;

/** What a line's octets hold, its ending aside: one pass, one look-up a byte. */
export function octetsHold(bytes: Uint8Array, start: number, end: number): number {
  let held = 0;
  for (let at = start; at < end; at += 1) held |= CLASSES[bytes[at] ?? 0] ?? 0;
  return held;
}

/** Looks at how a line of either side is made, content aside. */
export function checkLineShape(line: LineInHand, held: number, dialogue: Dialogue, report: Report): void {
  if (line.ending !== 'crlf') checkEnding(line, report);
  if (held !== 0) checkOctets(line, held, report);
  const length = line.end - line.start + (line.ending === 'crlf' ? 2 : 1);
  if (length <= LONGEST_COMMAND) return;
  if (line.kind === 'reply') {
    report('reply-too-long', { length, limit: LONGEST_REPLY });
    return;
  }
  const limit = line.kind === 'authentication' ? LONGEST_AUTHENTICATION : commandLimit(line, dialogue);
  if (length > limit) report('command-too-long', { length, limit });
}

/** A line that is cut for its length goes on in the next, and is no last one. */
export function checkEnding({ from, ending, start, end }: LineInHand, report: Report): void {
  if (ending === 'lf') report('bare-lf', { who: from });
  if (ending === 'cr' || (ending === 'none' && end - start < LONGEST_LINE)) {
    report('line-without-ending', { who: from });
  }
}

/** CR and NUL, which mean nothing inside a line. */
export function checkOctets({ from }: LineInHand, held: number, report: Report): void {
  if ((held & HOLDS_CR) !== 0) report('bare-cr', { who: from });
  if ((held & HOLDS_NUL) !== 0) report('nul', { who: from });
}

function commandLimit({ bytes, start }: LineInHand, dialogue: Dialogue): number {
  const first = bytes[start];
  // `A` of AUTH; `M` and `R` of MAIL and RCPT.
  if (first === 0x41 || first === 0x61) return LONGEST_AUTHENTICATION;
  const { offer } = dialogue.agreement;
  const hasExtensions = offer === null || offers(offer, 'SIZE') === true || offers(offer, 'DSN') === true;
  return hasExtensions ? LONGEST_COMMAND + LONGEST_PARAMETERS : LONGEST_COMMAND;
}
