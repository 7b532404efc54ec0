import { Buffer } from 'node:buffer';
import { CR } from '../smtp/bytes.ts';

/** RFC 5321 section 4.1.1.4: only this ends message content, for whoever keeps to it. */
const END = Buffer.from('\r\n.\r\n', 'latin1');

/** Bytes of {@link END} that stand in front of the content: the line end of DATA. */
const BEFORE_CONTENT = 2;

/** Finds where message content ends, in whatever pieces it comes, without cutting it into lines. */
export class ContentBoundary {
  /** Bytes of {@link END} that the content so far ends in. */
  #matched = BEFORE_CONTENT;

  /** Looks at bytes of content from `from` on. Returns where the content ends; -1 where it goes on past them. */
  find(bytes: Buffer, from: number): number {
    let at = from;
    while (this.#matched > 0 && at < bytes.length) {
      const byte = bytes[at];
      at += 1;
      if (byte === END[this.#matched]) this.#matched += 1;
      else this.#matched = byte === CR ? 1 : 0;
      if (this.#matched === END.length) return this.#found(at);
    }
    if (at === bytes.length) return -1;
    const end = bytes.indexOf(END, at);
    if (end !== -1) return this.#found(end + END.length);
    this.#matched = endingOf(bytes, at);
    return -1;
  }

  /** The next content begins anew. */
  #found(at: number): number {
    this.#matched = BEFORE_CONTENT;
    return at;
  }
}

/** Bytes of {@link END} that `bytes` end in, from `from` on. */
function endingOf(bytes: Buffer, from: number): number {
  for (let length = Math.min(END.length - 1, bytes.length - from); length > 0; length -= 1) {
    const begin = bytes.length - length;
    let same = 0;
    while (same < length && bytes[begin + same] === END[same]) same += 1;
    if (same === length) return length;
  }
  return 0;
}
