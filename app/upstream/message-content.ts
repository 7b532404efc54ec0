import { CR, DOT, LF } from '../smtp/bytes.ts';

/**
 * Where in the content the next byte falls: anywhere in a line, behind its CR, at the start of a line, behind a dot
 * at the start, or behind a dot and a CR.
 */
type Place = 'line' | 'cr' | 'start' | 'dot' | 'dot-cr';

/** What came of some bytes: how far they were used, and whether the content ended there. */
export interface ContentStep {
  readonly next: number;
  readonly ended: boolean;
}

/** A CR behind a lone dot is held back until it is known to be no ending. */
const HELD_BACK = Uint8Array.of(CR);

/**
 * Follows message content to its end, and gives it as it was before dots were put in front of lines (RFC 5321 section
 * 4.5.2), keeping nothing.
 *
 * Only CRLF.CRLF ends it (section 4.1.1.4), where the first CRLF may be that of the DATA command. A bare LF
 * or a bare CR never takes part: servers that take `LF.LF` for an end can be made to read mail that nobody sent.
 */
export class MessageContent {
  readonly #give: (piece: Uint8Array) => void;
  #place: Place = 'start';

  /** `give` gets the content in order, in pieces of what was read; they are not empty. */
  constructor(give: (piece: Uint8Array) => void) {
    this.#give = give;
  }

  /** Reads on from place `from` to the end of the content, or of the bytes. */
  read(bytes: Uint8Array, from: number): ContentStep {
    let begin = from;
    let next = from;
    const giveUpTo = (end: number): void => {
      if (end > begin) this.#give(bytes.subarray(begin, end));
    };
    while (next < bytes.length) {
      if (this.#place === 'line') next = toCarriageReturn(bytes, next);
      const byte = bytes[next];
      if (byte === undefined) break;
      if (this.#place === 'dot-cr') {
        if (byte === LF) return { next: next + 1, ended: true };
        this.#give(HELD_BACK);
      }
      const place = follow(this.#place, byte);
      if (place === 'dot' || place === 'dot-cr') {
        giveUpTo(next);
        begin = next + 1;
      }
      this.#place = place;
      next += 1;
    }
    giveUpTo(next);
    return { next, ended: false };
  }
}

function toCarriageReturn(bytes: Uint8Array, from: number): number {
  const found = bytes.indexOf(CR, from);
  return found === -1 ? bytes.length : found;
}

/** Where the byte behind this one falls. */
function follow(place: Place, byte: number): Place {
  if (place === 'start' && byte === DOT) return 'dot';
  if (place === 'dot' && byte === CR) return 'dot-cr';
  if (byte === CR) return 'cr';
  return byte === LF && place === 'cr' ? 'start' : 'line';
}
