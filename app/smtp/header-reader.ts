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

/** Bytes of a header section that are read: headers have a few thousand; what comes later is not looked at. */
export const MOST_HEADER = 65_536;

/** Characters of one field that are kept: several hundred addresses. */
export const LONGEST_FIELD = 8_192;

/** Reads the header section of a message as its octets come (RFC 5322 section 2.2). */
export class HeaderReader {
  readonly #bytes = new LineBuffer();
  #scanned = 0;
  #isWhole = false;

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
    const view = this.#bytes.view();
    // RFC 5322 section 2.2.3: a line that begins with a blank goes on with the one before.
    const unfolded = decodeText(view, 0, view.length).replace(/\r?\n(?=[ \t])/g, '');
    const lines = unfolded.split(/\r?\n/);
    const end = lines.indexOf('');
    const header = end === -1 ? lines : lines.slice(0, end);
    return {
      subject: field(header, 'subject'),
      from: field(header, 'from'),
      to: field(header, 'to'),
      messageId: field(header, 'message-id'),
    };
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

function field(lines: readonly string[], name: string): string {
  const line = lines.find((line) => line.slice(0, name.length + 1).toLowerCase() === `${name}:`);
  if (line === undefined) return '';
  return decodeEncodedWords(line.slice(name.length + 1, LONGEST_FIELD).trim());
}
