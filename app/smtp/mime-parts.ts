import { LF } from './bytes.ts';
import { decodeText } from './decode.ts';
import { decodeEncodedWords } from './encoded-words.ts';
import { HeaderReader } from './header-reader.ts';
import { LineBuffer } from './line-buffer.ts';

/** Parts that are told apart, and how deep: real mail has a dozen, five deep. */
const MOST_PARTS = 500;
const DEEPEST = 50;

/** Characters of a boundary (RFC 2046 section 5.1.1 allows 70), and bytes of a line that may be one. */
const LONGEST_BOUNDARY = 200;
const LONGEST_BOUNDARY_LINE = LONGEST_BOUNDARY + 8;

const DASH = 0x2d;

/** What the header of a part says of it (RFC 2045, RFC 2183), or that of the message itself. Hostile text. */
export interface PartHead {
  /** In small letters: `multipart/mixed`; `text/plain` where none is named. */
  readonly type: string;
  /** The charset of a text, if one is named. */
  readonly charset: string;
  /** The name of the file, if it has one. */
  readonly name: string;
  /** The content transfer encoding, in small letters; `7bit` where none is named. */
  readonly encoding: string;
  /** In small letters: `attachment`, `inline`; empty where it says nothing. */
  readonly disposition: string;
  /** As it stands, with its angle brackets; empty where it has none. */
  readonly contentId: string;
  /** Parts that it stands in: 0 for the message itself. */
  readonly depth: number;
  /** The type of the part that it stands in; empty for the message itself. */
  readonly within: string;
  /** Parts may stand in it, between boundaries. */
  readonly holdsParts: boolean;
}

/** What octets of a message are to its structure. */
export type PartOctets = 'header' | 'body' | 'boundary';

/** Gets the parts of a message as they come. */
export interface PartListener {
  /** The header of a part has been read. The parts that stand in it begin and end before it ends. */
  begin(head: PartHead): void;
  /** Octets of the part that began last or, of a header, of the one that comes next; only lent for the call. */
  octets?(what: PartOctets, bytes: Uint8Array, start: number, end: number): void;
  /** The part that began last and has not ended yet is over. `size`: octets of its body, as they were sent. */
  end?(size: number): void;
}

/** A part that has begun. */
interface OpenPart {
  readonly type: string;
  /** What its parts stand between; empty where it has none, or no more. */
  boundary: string;
  readonly depth: number;
  readonly bodyStart: number;
}

/**
 * Finds the parts of a message as its octets come (RFC 2046), with nothing of it in memory but a header or a line at a time.
 * Whatever the octets are, it has no more than so many parts: the rest counts for nothing, see {@link covered}.
 */
export class MimePartReader {
  readonly #listener: PartListener;
  /** The parts that the place in hand stands in, the innermost last. */
  readonly #open: OpenPart[] = [];
  /** The header that is being read; null within a body. */
  #header: HeaderReader | null;
  /** A line that may be a boundary, as long as it is not whole. */
  readonly #held = new LineBuffer();
  #isAtLineStart = true;
  /** A boundary may come. */
  #awaitsBoundary = false;
  #count = 1;
  #position = 0;
  #isFull = false;

  /** `header`: reads the header of the message itself; for whoever wants to know more of that. */
  constructor(listener: PartListener, header: HeaderReader = new HeaderReader()) {
    this.#listener = listener;
    this.#header = header;
  }

  /** Octets that the parts hold, from the first on: fewer than all where there were too many parts. */
  get covered(): number {
    return this.#position;
  }

  /** There may be parts to come. */
  get mayHoldMore(): boolean {
    return !this.#isFull && (this.#header !== null || this.#awaitsBoundary);
  }

  /** Takes octets of the message, dots unstuffed. */
  push(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isFull) return;
    if (!this.mayHoldMore) return this.#give(bytes, start, end);
    for (let at = start; at < end && !this.#isFull;) {
      const lf = bytes.indexOf(LF, at);
      const next = lf < 0 || lf >= end ? end : lf + 1;
      this.#piece(bytes, at, next);
      at = next;
    }
  }

  /** The message is over. */
  finish(): void {
    if (this.#held.length > 0) this.#decide();
    this.#close(0);
  }

  /** Octets that stand in one line: the whole, or a part of it. */
  #piece(bytes: Uint8Array, start: number, end: number): void {
    const endsLine = bytes[end - 1] === LF;
    const mayBeBoundary = this.#isAtLineStart && bytes[start] === DASH && this.#awaitsBoundary;
    if (this.#held.length > 0 || mayBeBoundary) {
      this.#held.append(bytes, start, end);
      if (endsLine || this.#held.length > LONGEST_BOUNDARY_LINE) this.#decide();
    } else {
      this.#give(bytes, start, end);
    }
    this.#isAtLineStart = endsLine;
  }

  #lookAround(): void {
    this.#awaitsBoundary = this.#open.some(({ boundary }) => boundary !== '');
  }

  /** Whether what was held is a boundary shows now. */
  #decide(): void {
    const line = this.#held.view();
    if (!this.#boundary(line)) this.#give(line, 0, line.length);
    this.#held.clear();
  }

  #give(bytes: Uint8Array, start: number, end: number): void {
    this.#position += end - start;
    const header = this.#header;
    this.#listener.octets?.(header === null ? 'body' : 'header', bytes, start, end);
    if (header === null) return;
    header.push(bytes, start, end);
    if (header.isWhole) this.#begin(header);
  }

  #begin(header: HeaderReader): void {
    this.#header = null;
    const parent = this.#open.at(-1);
    const depth = parent === undefined ? 0 : parent.depth + 1;
    const { head, boundary } = readHead(header, depth, parent?.type ?? '');
    this.#open.push({ type: head.type, boundary, depth, bodyStart: this.#position });
    this.#lookAround();
    this.#listener.begin(head);
  }

  /** Where a line is a boundary of one of the open parts, a part ends with it and another may begin. */
  #boundary(bytes: Uint8Array): boolean {
    if (bytes.length > LONGEST_BOUNDARY_LINE) return false;
    const line = decodeText(bytes, 0, bytes.length).trimEnd();
    const at = this.#open.findLastIndex(
      ({ boundary }) => boundary !== '' && (line === `--${boundary}` || line === `--${boundary}--`),
    );
    const parent = this.#open[at];
    if (parent === undefined) return false;
    this.#close(at + 1);
    const isLast = line === `--${parent.boundary}--`;
    if (!isLast && (this.#count >= MOST_PARTS || parent.depth >= DEEPEST)) {
      this.#isFull = true;
      return true;
    }
    this.#position += bytes.length;
    this.#listener.octets?.('boundary', bytes, 0, bytes.length);
    if (isLast) {
      parent.boundary = '';
      this.#lookAround();
    } else {
      this.#count += 1;
      this.#header = new HeaderReader();
    }
    return true;
  }

  /** Ends the open parts from that depth on. */
  #close(from: number): void {
    // A header that a boundary cuts short is one all the same.
    if (this.#header !== null) this.#begin(this.#header);
    while (this.#open.length > from) {
      const part = this.#open.pop();
      if (part !== undefined) this.#listener.end?.(this.#position - part.bodyStart);
    }
  }
}

function readHead(
  header: HeaderReader,
  depth: number,
  within: string,
): { readonly head: PartHead; readonly boundary: string } {
  const written = header.written('content-type');
  const type = /^[\w.+-]+\/[\w.+-]+/.exec(written)?.[0].toLowerCase() ?? 'text/plain';
  const disposition = header.written('content-disposition');
  const boundary = type.startsWith('multipart/') ? parameterOf(written, 'boundary') : '';
  const head: PartHead = {
    type,
    charset: parameterOf(written, 'charset'),
    name: decodeEncodedWords(parameterOf(disposition, 'filename') || parameterOf(written, 'name')),
    encoding: header.written('content-transfer-encoding').toLowerCase() || '7bit',
    disposition: /^[\w-]+/.exec(disposition)?.[0].toLowerCase() ?? '',
    contentId: header.written('content-id'),
    depth,
    within,
    holdsParts: boundary !== '',
  };
  return { head, boundary: boundary.slice(0, LONGEST_BOUNDARY) };
}

/** The parameters of fields that say what a part is. */
type ParameterName = 'boundary' | 'charset' | 'filename' | 'name';

const PARAMETERS: Readonly<Record<ParameterName, RegExp>> = {
  boundary: parameterPattern('boundary'),
  charset: parameterPattern('charset'),
  filename: parameterPattern('filename'),
  name: parameterPattern('name'),
};

/** A parameter of a field (RFC 2045 section 5.1), in quotes or not. */
function parameterPattern(name: ParameterName): RegExp {
  return new RegExp(`;\\s*${name}\\*?\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, 'i');
}

function parameterOf(field: string, name: ParameterName): string {
  const found = field === '' ? null : PARAMETERS[name].exec(field);
  return found?.[1]?.replace(/\\(.)/g, '$1') ?? found?.[2] ?? '';
}
