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

/**
 * Follows message content to its end and counts it, keeping nothing.
 *
 * Only CRLF.CRLF ends it (RFC 5321 section 4.1.1.4), where the first CRLF may be that of the DATA command. A bare LF
 * or a bare CR never takes part: servers that take `LF.LF` for an end can be made to read mail that nobody sent.
 */
export class MessageContent {
  #place: Place = 'start';
  #size = 0;

  /** Bytes of content so far, without the dots that were put in front of lines (RFC 5321 section 4.5.2). */
  get size(): number {
    return this.#size;
  }

  /** Reads on from place `from` to the end of the content, or of the bytes. */
  read(bytes: Uint8Array, from: number): ContentStep {
    let next = from;
    while (next < bytes.length) {
      if (this.#place === 'line') next = this.#skipToCarriageReturn(bytes, next);
      const byte = bytes[next];
      if (byte === undefined) break;
      next += 1;
      if (this.#place === 'dot-cr' && byte === LF) return { next, ended: true };
      this.#place = this.#follow(byte);
    }
    return { next, ended: false };
  }

  #skipToCarriageReturn(bytes: Uint8Array, from: number): number {
    const found = bytes.indexOf(CR, from);
    const next = found === -1 ? bytes.length : found;
    this.#size += next - from;
    return next;
  }

  /** Counts a byte and says where the next one falls. A CR behind a lone dot is counted once it is no ending. */
  #follow(byte: number): Place {
    if (this.#place === 'start' && byte === DOT) return 'dot';
    if (this.#place === 'dot' && byte === CR) return 'dot-cr';
    this.#size += this.#place === 'dot-cr' ? 2 : 1;
    if (byte === CR) return 'cr';
    return byte === LF && this.#place === 'cr' ? 'start' : 'line';
  }
}
