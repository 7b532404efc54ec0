import { CR } from './bytes.ts';

/** RFC 5321 section 4.1.1.4: only this ends message content, for whoever keeps to it. */
const END: readonly number[] = [0x0d, 0x0a, 0x2e, 0x0d, 0x0a];

/** Finds where message content ends, in whatever pieces it comes, without cutting it into lines. */
export class ContentBoundary {
  /** Bytes of {@link END} that the content so far ends in. The line end of DATA is the first two. */
  #matched = 2;

  /** Looks at bytes of content from `from` on. Returns where the content ends; -1 where it goes on past them. */
  find(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at += 1) {
      if (this.#matched === 0) {
        at = bytes.indexOf(CR, at);
        if (at === -1) return -1;
      }
      const byte = bytes[at];
      if (byte === END[this.#matched]) this.#matched += 1;
      else this.#matched = byte === CR ? 1 : 0;
      if (this.#matched === END.length) return at + 1;
    }
    return -1;
  }
}
