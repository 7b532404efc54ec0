import { Buffer } from 'node:buffer';
import { LF } from '../smtp/bytes.ts';
import { parseReplyLine } from '../smtp/reply.ts';
import { textEnd } from './reply-lines.ts';

/** The most bytes of a reply that are gathered; what goes on past that is given as it is, in pieces. */
const LONGEST_REPLY = 65_536;

const NO_BYTES: Buffer = Buffer.alloc(0);

/** A reply as it came over the wire (RFC 5321 section 4.2.1). */
export interface ServerReply {
  /** That of its last line; 0 where that does not begin with a reply code. */
  readonly code: number;
  /** Its lines with their endings. */
  readonly lines: readonly Buffer[];
  /** False of a piece of a reply that is too long. */
  readonly isWhole: boolean;
}

/** Cuts what the server says into whole replies, wherever the network split them. */
export class ServerReplies {
  /** Lines of the reply that is not whole yet, and how many bytes they have. */
  #lines: Buffer[] = [];
  #length = 0;
  /** What stands behind them, and is no whole line yet, or has not been looked at. */
  #bytes = NO_BYTES;

  /** Nothing has come that is not given. */
  get isEmpty(): boolean {
    return this.#lines.length === 0 && this.#bytes.length === 0;
  }

  /** Takes what the server said. */
  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** The next reply that has come whole; null where none has. */
  next(): ServerReply | null {
    for (let end = this.#bytes.indexOf(LF); end !== -1; end = this.#bytes.indexOf(LF)) {
      const line = this.#bytes.subarray(0, end + 1);
      this.#bytes = this.#bytes.subarray(end + 1);
      this.#lines.push(line);
      this.#length += line.length;
      const { code, last } = parseReplyLine(line, 0, textEnd(line));
      if (last || this.#length >= LONGEST_REPLY) return this.#give(code, last);
    }
    if (this.#bytes.length < LONGEST_REPLY) return null;
    this.#lines.push(this.#bytes);
    this.#bytes = NO_BYTES;
    return this.#give(0, false);
  }

  /** What has come of the reply that is not whole, taken out. */
  takeRest(): Buffer {
    const rest = this.#lines.length === 0 ? this.#bytes : Buffer.concat([...this.#lines, this.#bytes]);
    this.#give(0, false);
    this.#bytes = NO_BYTES;
    return rest;
  }

  #give(code: number, isWhole: boolean): ServerReply {
    const reply = { code, lines: this.#lines, isWhole };
    this.#lines = [];
    this.#length = 0;
    return reply;
  }
}
