import type { Reply } from './dialogue-listener.ts';
import type { ReplyLine } from './reply.ts';

/** Characters kept of one reply: capability lists have some hundreds; a server that goes on for ever must not fill memory. */
export const MOST_REPLY_TEXT = 65_536;

/** The lines of a reply that is not whole, as plain data. */
export interface ReplyGathererState {
  readonly texts: readonly string[];
  readonly length: number;
  readonly line: number;
}

/** Makes replies of their lines (RFC 5321 section 4.2.1). */
export class ReplyGatherer {
  #texts: string[];
  #length: number;
  #line: number;

  constructor(state: ReplyGathererState) {
    this.#texts = [...state.texts];
    this.#length = state.length;
    this.#line = state.line;
  }

  /** A copy of where it stands. */
  state(): ReplyGathererState {
    return { texts: [...this.#texts], length: this.#length, line: this.#line };
  }

  /** Takes a line and its number; returns the reply that it makes whole. */
  take(line: ReplyLine, number: number): Reply | null {
    if (this.#texts.length === 0) this.#line = number;
    this.#length += line.text.length + 1;
    if (this.#texts.length === 0 || this.#length <= MOST_REPLY_TEXT) this.#texts.push(line.text);
    if (!line.last) return null;
    const reply: Reply = { code: line.code, enhanced: line.enhanced, texts: this.#texts, line: this.#line };
    this.clear();
    return reply;
  }

  /** Forgets the lines so far. */
  clear(): void {
    this.#texts = [];
    this.#length = 0;
  }
}
