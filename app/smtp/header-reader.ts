import { CR, LF } from './bytes.ts';
import { decodeText } from './decode.ts';
import { decodeEncodedWords } from './encoded-words.ts';
import { LineBuffer } from './line-buffer.ts';

/** The fields of a message's header that say what it is; empty where there is none. */
export interface HeaderFields {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly messageId: string;
}

/** A field of a header: unfolded, with its encoded words read. Hostile text. */
export interface HeaderField {
  /** In small letters. */
  readonly name: string;
  readonly value: string;
}

/** Bytes of a header section that are read: headers have a few thousand; what comes later is not looked at. */
const MOST_HEADER = 65_536;

/** Characters of one field that are kept: several hundred addresses. */
const LONGEST_FIELD = 8_192;

/** What stands before a field's colon (RFC 5322 section 2.2), blanks behind it (RFC 5322 section 4.5) allowed. */
const FIELD_NAME = /^([!-9;-~]+)[ \t]*:/u;

/** Reads the header section of a message, or of a part of one, as its octets come (RFC 5322 section 2.2). */
export class HeaderReader {
  readonly #bytes = new LineBuffer();
  #scanned = 0;
  #isWhole = false;
  /** Made once, when the section is whole. */
  #lines: readonly string[] | null = null;

  /** Whether nothing more is wanted. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Takes octets of content, dots unstuffed. */
  push(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isWhole) return;
    this.#bytes.append(bytes, start, Math.min(end, start + MOST_HEADER - this.#bytes.length));
    this.#isWhole = this.#holdsEmptyLine() || this.#bytes.length >= MOST_HEADER;
  }

  /** What has been read so far. */
  fields(): HeaderFields {
    return {
      subject: this.value('subject'),
      from: this.value('from'),
      to: this.value('to'),
      messageId: this.value('message-id'),
    };
  }

  /** The first field of that name, which is given in small letters; empty where there is none. */
  value(name: string): string {
    return decodeEncodedWords(this.written(name));
  }

  /** The same as it stands there, its encoded words not read. */
  written(name: string): string {
    const line = this.#section().find((line) => line.slice(0, name.length + 1).toLowerCase() === `${name}:`);
    return line?.slice(name.length + 1, LONGEST_FIELD).trim() ?? '';
  }

  /** The names of all fields, in small letters, as often as they stand there. */
  names(): readonly string[] {
    return this.#section().flatMap((line) => FIELD_NAME.exec(line)?.[1]?.toLowerCase() ?? []);
  }

  /** The fields, in their order, whose name is `wanted`. However wide, a gap in a value is one blank, as people type it. */
  *named(wanted: (name: string) => boolean): Generator<HeaderField, void, undefined> {
    for (const line of this.#section()) {
      const found = FIELD_NAME.exec(line);
      const name = found?.[1]?.toLowerCase();
      if (found === null || name === undefined || !wanted(name)) continue;
      const value = decodeEncodedWords(line.slice(found[0].length, LONGEST_FIELD).trim());
      yield { name, value: value.replace(/[ \t]+/g, ' ') };
    }
  }

  /** The section's fields, each in one line. */
  #section(): readonly string[] {
    if (this.#lines !== null) return this.#lines;
    const view = this.#bytes.view();
    // RFC 5322 section 2.2.3: a line that begins with a blank goes on with the one before.
    const unfolded = decodeText(view, 0, view.length).replace(/\r?\n(?=[ \t])/g, '');
    const lines = unfolded.split(/\r?\n/);
    const end = lines.indexOf('');
    const section = end === -1 ? lines : lines.slice(0, end);
    if (this.#isWhole) this.#lines = section;
    return section;
  }

  #holdsEmptyLine(): boolean {
    const view = this.#bytes.view();
    let at = view.indexOf(LF, this.#scanned);
    for (; at !== -1; at = view.indexOf(LF, at + 1)) {
      const isAtStart = at === 0 || (at === 1 && view[0] === CR);
      const isEmpty = view[at - 1] === LF || (view[at - 1] === CR && view[at - 2] === LF);
      if (isAtStart || isEmpty) return true;
      this.#scanned = at + 1;
    }
    return false;
  }
}
