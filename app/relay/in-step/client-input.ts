import { Buffer } from 'node:buffer';
import { LF } from '../../smtp/bytes.ts';
import { ContentBoundary } from '../content-boundary.ts';
import { leadingProxyHeader } from '../leading-proxy-header.ts';

/**
 * The most bytes of a line that are waited for: past that it goes on in pieces that no rule changes. As long as the
 * dissector keeps a line together (app/smtp/framing.ts).
 */
const LONGEST_LINE = 65_536;

const NO_BYTES: Buffer = Buffer.alloc(0);

/** A part of message content that has come. */
export interface ContentPart {
  readonly bytes: Buffer;
  /** The content ends with it. */
  readonly isEnd: boolean;
}

/** What a client has said and nobody has taken yet, to be taken in the portions that its turn asks for. */
export class ClientInput {
  #bytes = NO_BYTES;
  #boundary = new ContentBoundary();

  /** Bytes that wait. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Takes what the client said. */
  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** The header that a load balancer puts in front of a connection; null where there is none, or not yet. */
  proxyHeader(): Buffer | null {
    const length = leadingProxyHeader(this.#bytes);
    return length === 0 ? null : this.#take(length);
  }

  /** The next line with its ending; a piece of one that is too long; null where none is whole. */
  line(): Buffer | null {
    const lineFeed = this.#bytes.indexOf(LF);
    if (lineFeed !== -1) return this.#take(lineFeed + 1);
    return this.#bytes.length >= LONGEST_LINE ? this.#take(this.#bytes.length) : null;
  }

  /** Message content begins here. */
  beginContent(): void {
    this.#boundary = new ContentBoundary();
  }

  /** What has come of the content; null where nothing has. */
  content(): ContentPart | null {
    if (this.#bytes.length === 0) return null;
    const end = this.#boundary.find(this.#bytes, 0);
    return end === -1 ? { bytes: this.rest(), isEnd: false } : { bytes: this.#take(end), isEnd: true };
  }

  /** The next line of the content; null where none is whole. */
  contentLine(): ContentPart | null {
    const lineFeed = this.#bytes.indexOf(LF);
    const length =
      lineFeed === -1 ? (this.#bytes.length >= LONGEST_LINE ? this.#bytes.length : 0) : lineFeed + 1;
    if (length === 0) return null;
    const line = this.#take(length);
    return { bytes: line, isEnd: this.#boundary.find(line, 0) !== -1 };
  }

  /** At most so many bytes. */
  upTo(length: number): Buffer {
    return this.#take(Math.min(length, this.#bytes.length));
  }

  /** All that waits. */
  rest(): Buffer {
    return this.#take(this.#bytes.length);
  }

  #take(length: number): Buffer {
    if (length === this.#bytes.length) return this.#takeAll();
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  }

  #takeAll(): Buffer {
    const all = this.#bytes;
    this.#bytes = NO_BYTES;
    return all;
  }
}
