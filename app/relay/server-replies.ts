import { Buffer } from 'node:buffer';
import { cutLines } from '../capture/cut-lines.ts';
import { CR, LF } from '../smtp/bytes.ts';
import { isLastReplyLine, parseReplyCode } from '../smtp/reply.ts';

/** The most bytes of a reply that are gathered; what goes on past that is given as it is, in pieces. */
const LONGEST_REPLY = 65_536;

const NO_BYTES: Buffer = Buffer.alloc(0);

/** A reply as it came over the wire (RFC 5321 section 4.2.1). */
export class ServerReply {
  /** That of its last line; 0 where that does not begin with a reply code. */
  readonly code: number;
  /** All of it, with the endings of its lines. */
  readonly bytes: Buffer;
  /** False of a piece of a reply that is too long. */
  readonly isWhole: boolean;

  constructor(code: number, bytes: Buffer, isWhole: boolean) {
    this.code = code;
    this.bytes = bytes;
    this.isWhole = isWhole;
  }

  /** Its lines with their endings. */
  get lines(): readonly Buffer[] {
    return cutLines(this.bytes);
  }
}

/** Cuts what the server says into whole replies, wherever the network split them. */
export class ServerReplies {
  /** What has come and is not given. */
  #bytes = NO_BYTES;
  /** Up to where that is lines of a reply that is not whole. */
  #looked = 0;

  /** Nothing has come that is not given. */
  get isEmpty(): boolean {
    return this.#bytes.length === 0;
  }

  /** Takes what the server said. */
  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** The next reply that has come whole; null where none has. */
  next(): ServerReply | null {
    const bytes = this.#bytes;
    let start = this.#looked;
    for (let lf = bytes.indexOf(LF, start); lf !== -1; lf = bytes.indexOf(LF, start)) {
      const end = lf > start && bytes[lf - 1] === CR ? lf - 1 : lf;
      const isLast = isLastReplyLine(bytes, start, end);
      if (isLast || lf + 1 >= LONGEST_REPLY) {
        return this.#give(parseReplyCode(bytes, start, end), lf + 1, isLast);
      }
      start = lf + 1;
    }
    this.#looked = start;
    return bytes.length - start < LONGEST_REPLY ? null : this.#give(0, bytes.length, false);
  }

  /** What has come of the reply that is not whole, taken out. */
  takeRest(): Buffer {
    return this.#give(0, this.#bytes.length, false).bytes;
  }

  #give(code: number, length: number, isWhole: boolean): ServerReply {
    const all = this.#bytes;
    const isAll = length === all.length;
    const bytes = isAll ? all : all.subarray(0, length);
    this.#bytes = isAll ? NO_BYTES : all.subarray(length);
    this.#looked = 0;
    return new ServerReply(code, bytes, isWhole);
  }
}
