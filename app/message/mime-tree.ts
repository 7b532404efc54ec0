import { decodeText } from '../smtp/decode.ts';
import { decodeEncodedWords } from '../smtp/encoded-words.ts';
import type { MimePart } from './parsed-message.ts';

/** Parts that a structure shows, and how deep: real mail has a dozen, five deep. */
const MOST_PARTS = 500;
const DEEPEST = 50;

/** Bytes of a part's header that are read. */
const MOST_HEADER = 64 * 1_024;

/** Characters of a boundary (RFC 2046 section 5.1.1 allows 70). */
const LONGEST_BOUNDARY = 200;

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;

interface OpenPart {
  type: string;
  name: string;
  charset: string;
  encoding: string;
  size: number;
  readonly parts: OpenPart[];
  /** What its parts stand between; empty where it has none. */
  boundary: string;
  readonly depth: number;
  headerStart: number;
  bodyStart: number;
}

/** A structure, and the bytes of the message that it covers: fewer than all where it has too many parts. */
export interface MimeStructure {
  readonly tree: MimePart;
  readonly covered: number;
}

/** Reads the structure of a message (RFC 2046): types, names, encodings and sizes, and nothing of what is in them. */
export function readMimeStructure(message: Uint8Array): MimeStructure {
  return new TreeReader(message).read();
}

class TreeReader {
  readonly #bytes: Uint8Array;
  /** The parts that the place in hand stands in, the innermost last. */
  #open: OpenPart[];
  #count = 1;
  #covered: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#covered = bytes.length;
    this.#open = [newPart(0, 0)];
  }

  read(): MimeStructure {
    const bytes = this.#bytes;
    const [root = newPart(0, 0)] = this.#open;
    let at = 0;
    while (at < this.#covered) {
      const lf = bytes.indexOf(LF, at);
      const next = lf < 0 ? bytes.length : lf + 1;
      const end = lf < 0 ? next : lf > at && bytes[lf - 1] === CR ? lf - 1 : lf;
      this.#line(at, end, next);
      at = next;
    }
    this.#close(0, this.#covered);
    return { tree: root, covered: this.#covered };
  }

  #line(start: number, end: number, next: number): void {
    const part = this.#open.at(-1);
    if (part === undefined) return;
    if (part.bodyStart < 0) {
      if (end === start || start - part.headerStart > MOST_HEADER) this.#beginBody(part, start, next);
    }
    if (this.#bytes[start] === DASH && this.#bytes[start + 1] === DASH) this.#boundary(start, end, next);
  }

  #beginBody(part: OpenPart, start: number, next: number): void {
    part.bodyStart = next;
    const header = decodeText(this.#bytes, part.headerStart, Math.min(start, part.headerStart + MOST_HEADER));
    const fields = header.replace(/\r?\n(?=[ \t])/g, '').split(/\r?\n/);
    const type = fieldOf(fields, 'content-type');
    const disposition = fieldOf(fields, 'content-disposition');
    part.type = /^[\w.+-]+\/[\w.+-]+/.exec(type)?.[0].toLowerCase() ?? 'text/plain';
    part.charset = parameterOf(type, 'charset');
    part.name = decodeEncodedWords(parameterOf(disposition, 'filename') || parameterOf(type, 'name'));
    part.encoding = fieldOf(fields, 'content-transfer-encoding').trim().toLowerCase() || '7bit';
    if (part.type.startsWith('multipart/')) {
      part.boundary = parameterOf(type, 'boundary').slice(0, LONGEST_BOUNDARY);
    }
  }

  /** Where a line is a boundary of one of the open parts, a part ends with it and another may begin. */
  #boundary(start: number, end: number, next: number): void {
    const line = decodeText(this.#bytes, start, Math.min(end, start + LONGEST_BOUNDARY + 8)).trimEnd();
    const at = this.#open.findLastIndex(
      ({ boundary }) => boundary !== '' && (line === `--${boundary}` || line === `--${boundary}--`),
    );
    const parent = this.#open[at];
    if (parent === undefined) return;
    this.#close(at + 1, start);
    const isLast = line === `--${parent.boundary}--`;
    if (isLast) parent.boundary = '';
    else if (this.#count >= MOST_PARTS || parent.depth >= DEEPEST) this.#covered = start;
    else {
      this.#count += 1;
      const part = newPart(parent.depth + 1, next);
      parent.parts.push(part);
      this.#open.push(part);
    }
  }

  /** Ends the open parts from that depth on. */
  #close(from: number, end: number): void {
    for (const part of this.#open.slice(from)) {
      if (part.bodyStart < 0) this.#beginBody(part, end, end);
      part.size = Math.max(0, end - part.bodyStart);
    }
    this.#open = this.#open.slice(0, from);
  }
}

function newPart(depth: number, headerStart: number): OpenPart {
  return {
    type: 'text/plain',
    name: '',
    charset: '',
    encoding: '7bit',
    size: 0,
    parts: [],
    boundary: '',
    depth,
    headerStart,
    bodyStart: -1,
  };
}

function fieldOf(fields: readonly string[], name: string): string {
  const field = fields.find((line) => line.slice(0, name.length + 1).toLowerCase() === `${name}:`);
  return field?.slice(name.length + 1).trim() ?? '';
}

/** A parameter of a field (RFC 2045 section 5.1), in quotes or not. */
function parameterOf(field: string, name: string): string {
  const found = new RegExp(`;\\s*${name}\\*?\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, 'i').exec(
    field,
  );
  return found?.[1]?.replace(/\\(.)/g, '$1') ?? found?.[2] ?? '';
}
