import { Buffer } from 'node:buffer';
import { isAttachment } from '../smtp/attachment.ts';
import { LineBuffer } from '../smtp/line-buffer.ts';
import { MimePartReader, type PartHead, type PartListener, type PartOctets } from '../smtp/mime-parts.ts';
import { MimeTreeMaker } from './mime-tree.ts';
import { DecodedSize, encodedPart } from './part-decoder.ts';
import type { MimePart } from './parsed-message.ts';

/** Bytes of a text that are kept: far more than are shown, in whatever encoding they come. */
const MOST_TEXT = 4 * 1_024 * 1_024;

/** Bytes of all texts that are kept; more is a message made to take up memory. */
const MOST_TEXTS = 12 * 1_024 * 1_024;

/** Bytes of all other parts that are kept, as they were sent: the pictures of a text, and files that take no room. */
const MOST_FILES = 8 * 1_024 * 1_024;

/** Bytes of headers and boundaries that are kept: those of real mail have a few thousand. */
const MOST_STRUCTURE = 8 * 1_024 * 1_024;

/** A part whose content was left out. */
export interface OmittedPart {
  /** Its place among all parts of the message, from 0. */
  readonly part: number;
  readonly encoding: string;
  /** Bytes that it decodes to, about. */
  readonly size: number;
}

/** A message without what is too large to be parsed. */
export interface Skeleton {
  /** The message; in place of the content of each part that was left out stands a word. */
  readonly bytes: Uint8Array;
  readonly tree: MimePart;
  /** Bytes of the message that it covers: fewer than all where it has too many parts. */
  readonly covered: number;
  /** The words, each for a part that was left out. */
  readonly omitted: ReadonlyMap<string, OmittedPart>;
  /** A text was longer than is kept. */
  readonly isTextCut: boolean;
  /** A message within the message was left out: none of them can be read as if it were a part. */
  readonly omitsMessage: boolean;
}

interface OpenPart {
  readonly place: number;
  readonly head: PartHead;
  readonly kind: 'structure' | 'text' | 'file';
  readonly decoded: DecodedSize;
  /** Where its content begins in what is kept. */
  readonly start: number;
  kept: number;
  isOmitted: boolean;
}

/** Makes a skeleton of a message as its octets come: what nobody looks at when it is opened never is in memory. */
export class SkeletonMaker implements PartListener {
  readonly #reader = new MimePartReader(this);
  readonly #tree = new MimeTreeMaker();
  readonly #open: OpenPart[] = [];
  readonly #omitted = new Map<string, OmittedPart>();
  /** Nobody can write a message that holds it. */
  readonly #secret = crypto.randomUUID();
  readonly #kept = new LineBuffer();
  #parts = 0;
  #structure = 0;
  #texts = 0;
  #files = 0;
  #isTextCut = false;
  #omitsMessage = false;

  /** Takes octets of the message. */
  push(bytes: Uint8Array): void {
    this.#reader.push(bytes, 0, bytes.length);
  }

  /** The message is over. */
  finish(): Skeleton {
    this.#reader.finish();
    return {
      bytes: this.#kept.view(),
      tree: this.#tree.tree,
      covered: this.#reader.covered,
      omitted: this.#omitted,
      isTextCut: this.#isTextCut,
      omitsMessage: this.#omitsMessage,
    };
  }

  /** {@link PartListener} */
  begin(head: PartHead): void {
    this.#tree.begin(head);
    this.#open.push({
      place: this.#parts,
      head,
      kind: kindOf(head),
      decoded: new DecodedSize(head.encoding),
      start: this.#kept.length,
      kept: 0,
      isOmitted: false,
    });
    this.#parts += 1;
  }

  /** {@link PartListener} */
  octets(what: PartOctets, bytes: Uint8Array, start: number, end: number): void {
    if (what === 'body') return this.#body(bytes, start, end);
    this.#structure += end - start;
    if (this.#structure <= MOST_STRUCTURE) this.#kept.append(bytes, start, end);
  }

  /** {@link PartListener} */
  end(size: number): void {
    this.#tree.end(size);
    const part = this.#open.pop();
    if (part?.isOmitted !== true) return;
    const { place, head, decoded } = part;
    const word = `left-out-${this.#secret}-${place}`;
    this.#omitted.set(word, { part: place, encoding: head.encoding, size: decoded.size });
    const line = Buffer.from(`${encodedPart(word, head.encoding)}\r\n`, 'latin1');
    this.#kept.append(line, 0, line.length);
  }

  #body(bytes: Uint8Array, start: number, end: number): void {
    const part = this.#open.at(-1);
    if (part === undefined) return;
    switch (part.kind) {
      case 'structure':
        return;
      case 'text':
        return this.#text(part, bytes, start, end);
      case 'file':
        return this.#file(part, bytes, start, end);
    }
  }

  #text(part: OpenPart, bytes: Uint8Array, start: number, end: number): void {
    const room = Math.max(0, Math.min(MOST_TEXT - part.kept, MOST_TEXTS - this.#texts));
    const length = Math.min(end - start, room);
    if (length < end - start) this.#isTextCut = true;
    if (length === 0) return;
    part.kept += length;
    this.#texts += length;
    this.#kept.append(bytes, start, start + length);
  }

  #file(part: OpenPart, bytes: Uint8Array, start: number, end: number): void {
    part.decoded.line(bytes, start, end);
    if (part.isOmitted) return;
    const length = end - start;
    if (this.#files + length <= MOST_FILES) {
      part.kept += length;
      this.#files += length;
      this.#kept.append(bytes, start, end);
      return;
    }
    part.isOmitted = true;
    if (part.head.type === 'message/rfc822') this.#omitsMessage = true;
    // Others may still fit in.
    this.#files -= part.kept;
    this.#kept.truncate(part.start);
  }
}

function kindOf(head: PartHead): OpenPart['kind'] {
  if (head.holdsParts) return 'structure';
  return head.type.startsWith('text/') && !isAttachment(head) ? 'text' : 'file';
}
