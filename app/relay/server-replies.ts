import { Buffer } from 'node:buffer';
import { LF } from '../smtp/bytes.ts';
import { parseReplyLine } from '../smtp/reply.ts';

/** The most bytes of a reply that are gathered; what goes on past that is given as it is, in pieces. */
export const LONGEST_REPLY = 65_536;

const NO_BYTES: Buffer = Buffer.alloc(0);

/** A whole reply as it came over the wire (RFC 5321 section 4.2.1). */
export interface ServerReply {
  /** 0 where its last line does not begin with a reply code. */
  readonly code: number;
  /** Its lines with their endings. */
  readonly lines: readonly Buffer[];
}

/** Cuts what the server says into whole replies, wherever the network split them. */
export class ServerReplies {
  #bytes = NO_BYTES;

  /** Takes what the server said. */
  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** The next reply that has come whole; null where none has. */
  next(): ServerReply | null {
    const lines: Buffer[] = [];
    let at = 0;
    for (let end = this.#bytes.indexOf(LF); end !== -1; end = this.#bytes.indexOf(LF, at)) {
      const line = this.#bytes.subarray(at, end + 1);
      lines.push(line);
      const { code, last } = parseReplyLine(this.#bytes, at, endOfText(line, at));
      at = end + 1;
      if (!last && at < LONGEST_REPLY) continue;
      this.#bytes = this.#bytes.subarray(at);
      return { code, lines };
    }
    return this.#bytes.length < LONGEST_REPLY ? null : { code: 0, lines: [this.takeRest()] };
  }

  /** What has come of the reply that is not whole, taken out. */
  takeRest(): Buffer {
    const rest = this.#bytes;
    this.#bytes = NO_BYTES;
    return rest;
  }
}

/** Where the text of the line that begins at `at` ends: before its CRLF or LF. */
function endOfText(line: Buffer, at: number): number {
  const hasCr = line.length > 1 && line[line.length - 2] === 0x0d;
  return at + line.length - (hasCr ? 2 : 1);
}
