import { CR, LF } from '../smtp/bytes.ts';
import { decodeText } from '../smtp/decode.ts';
import { LineBuffer } from '../smtp/line-buffer.ts';
import { parseReplyLine, type ReplyLine } from '../smtp/reply.ts';

/** The longest reply that is read, in bytes: far more than any server says to what this client asks. */
const LONGEST_REPLY = 65_536;

/** A whole reply (RFC 5321 section 4.2.1). */
export interface Reply {
  readonly code: number;
  /** The enhanced status code of its first line; empty where there is none. */
  readonly enhanced: string;
  /** Codes and texts in one line, without line breaks: `250 2.0.0 OK`. */
  readonly text: string;
  /** The lines as they were said. */
  readonly lines: readonly string[];
}

/** What there is to read: a reply, nothing whole yet, or something that is no reply. */
export type ReplyReading =
  | { readonly type: 'reply'; readonly reply: Reply }
  | { readonly type: 'incomplete' }
  | { readonly type: 'no-reply'; readonly text: string };

/** Puts replies together from the bytes of a server, whatever pieces they come in. */
export class ReplyReader {
  readonly #bytes = new LineBuffer();

  /** Takes what the server sent. */
  push(bytes: Uint8Array): void {
    this.#bytes.append(bytes, 0, bytes.length);
  }

  /** Takes the next reply, if it is all there. */
  next(): ReplyReading {
    const bytes = this.#bytes.view();
    const lines: ReplyLine[] = [];
    const said: string[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, start)) {
      const endOfText = end > start && bytes[end - 1] === CR ? end - 1 : end;
      const line = parseReplyLine(bytes, start, endOfText);
      lines.push(line);
      said.push(decodeText(bytes, start, endOfText));
      start = end + 1;
      // All lines of a reply have the same code (section 4.2.1).
      if (line.code === 0 || line.code !== lines[0]?.code) return { type: 'no-reply', text: line.text };
      if (line.last) {
        this.#bytes.drop(start);
        return { type: 'reply', reply: { ...inOneLine(line.code, lines), lines: said } };
      }
    }
    if (bytes.length <= LONGEST_REPLY) return { type: 'incomplete' };
    return { type: 'no-reply', text: `it has no end after ${bytes.length} bytes` };
  }
}

/** The enhanced status code stands in every line (RFC 2034 section 4); once is enough to read. */
function inOneLine(code: number, lines: readonly ReplyLine[]): Omit<Reply, 'lines'> {
  const enhanced = lines[0]?.enhanced ?? '';
  const parts = [String(code), enhanced, ...lines.map(({ text }) => text)];
  return { code, enhanced, text: parts.filter((part) => part !== '').join(' ') };
}
