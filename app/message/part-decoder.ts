import { Buffer } from 'node:buffer';
import { CR, LF } from '../smtp/bytes.ts';

const EQUALS = 0x3d;

/** Takes the transfer encoding off a part's body as its octets come (RFC 2045 section 6). */
export interface PartDecoder {
  /** Octets of the body. Gives what they decode to, so far as that is known. */
  push(bytes: Uint8Array, start: number, end: number): Uint8Array;
  /** The part is over. Gives the rest. */
  finish(): Uint8Array;
}

/** Makes the decoder of an encoding, in small letters; octets of one that is not known stay as they are. */
export function partDecoder(encoding: string): PartDecoder {
  switch (encoding) {
    case 'base64':
      return new Base64Decoder();
    case 'quoted-printable':
      return new QuotedPrintableDecoder();
    default:
      return new PlainDecoder();
  }
}

/** What an encoding makes of a text: what {@link partDecoder} decodes to it. */
export function encodedPart(text: string, encoding: string): string {
  return encoding === 'base64' ? Buffer.from(text).toString('base64') : text;
}

/** Four letters are three octets; whatever is no letter of base64 counts for nothing (RFC 2045 section 6.8). */
class Base64Decoder implements PartDecoder {
  #rest = '';

  push(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const letters = latin1(bytes, start, end).replace(/[^A-Za-z0-9+/]/g, '');
    const all = this.#rest + letters;
    const whole = all.length - (all.length % 4);
    this.#rest = all.slice(whole);
    return Buffer.from(all.slice(0, whole), 'base64');
  }

  finish(): Uint8Array {
    const rest = Buffer.from(this.#rest, 'base64');
    this.#rest = '';
    return rest;
  }
}

/** The last line ending belongs to the boundary (RFC 2046 section 5.1.1): it is held until more comes. */
class PlainDecoder implements PartDecoder {
  #held: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const all = Buffer.concat([this.#held, bytes.subarray(start, end)]);
    const ending = endingOf(all);
    this.#held = all.subarray(all.length - ending);
    return all.subarray(0, all.length - ending);
  }

  finish(): Uint8Array {
    // A lone CR is no line ending.
    return this.#held.length === 1 && this.#held[0] === CR ? this.#held : new Uint8Array(0);
  }
}

function endingOf(bytes: Uint8Array): number {
  const last = bytes.at(-1);
  if (last === CR) return 1;
  if (last !== LF) return 0;
  return bytes.at(-2) === CR ? 2 : 1;
}

/** RFC 2045 section 6.7. Of a line that comes in pieces, an escape may be cut. */
class QuotedPrintableDecoder implements PartDecoder {
  readonly #plain = new PlainDecoder();
  #rest = '';

  push(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const text = this.#rest + latin1(bytes, start, end);
    const cut = /=[^=]{0,2}$/.exec(text);
    const isCut = cut !== null && !/^=(?:[0-9A-F]{2}|\r\n|\n)/i.test(cut[0]);
    const whole = isCut ? text.slice(0, cut.index) : text;
    this.#rest = text.slice(whole.length);
    return this.#decode(whole);
  }

  finish(): Uint8Array {
    const rest = this.#decode(this.#rest);
    this.#rest = '';
    return Buffer.concat([rest, this.#plain.finish()]);
  }

  #decode(text: string): Uint8Array {
    const decoded = text
      .replace(/[ \t]+(?=\r?\n)/g, '')
      .replace(/=(?:\r?\n|$)/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    const bytes = Buffer.from(decoded, 'latin1');
    return this.#plain.push(bytes, 0, bytes.length);
  }
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

/** Octets that a body decodes to, about, counted as its lines come: quicker than decoding it. */
export class DecodedSize {
  readonly #encoding: string;
  #size = 0;
  #lastEnding = 0;

  constructor(encoding: string) {
    this.#encoding = encoding;
  }

  /** Octets so far. */
  get size(): number {
    if (this.#encoding === 'base64') return Math.floor((this.#size * 3) / 4);
    return Math.max(0, this.#size - this.#lastEnding);
  }

  /** Takes a line of the body with its ending, or a piece of one. */
  line(bytes: Uint8Array, start: number, end: number): void {
    const ending = end > start ? endingOf(bytes.subarray(start, end)) : 0;
    switch (this.#encoding) {
      case 'base64': {
        let last = end - ending;
        while (last > start && bytes[last - 1] === EQUALS) last -= 1;
        this.#size += last - start;
        break;
      }
      case 'quoted-printable':
        this.#quotedPrintable(bytes, start, end, ending);
        break;
      default:
        this.#size += end - start;
        this.#lastEnding = ending;
    }
  }

  #quotedPrintable(bytes: Uint8Array, start: number, end: number, ending: number): void {
    const content = end - ending;
    const isSoft = ending > 0 && bytes[content - 1] === EQUALS;
    let escapes = 0;
    for (let at = bytes.indexOf(EQUALS, start); at !== -1 && at < content - 1;) {
      escapes += 1;
      at = bytes.indexOf(EQUALS, at + 1);
    }
    this.#size += content - start - 2 * escapes + (isSoft ? -1 : ending);
    this.#lastEnding = isSoft ? 0 : ending;
  }
}
