import { DOT, endsInCrDot } from './bytes.ts';
import type { LineEnding } from './words.ts';

/** What a line of content is: one of many, the end, or an end only to servers that are less strict. */
export type ContentLine = 'line' | 'end' | 'doubtful end';

/** Where the search for the end stands: plain data. */
export interface ContentEndState {
  readonly bareLineFeeds: boolean;
  readonly lastEnding: LineEnding;
  readonly doubtful: boolean;
  readonly keptDot: KeptDot | null;
}

/** A lone dot that might have been the end. */
export interface KeptDot {
  /** It stood at the start of a line. */
  readonly stuffed: boolean;
  readonly ending: LineEnding;
}

/** At the start of content whose DATA ended like this. */
export function contentAfter(ending: LineEnding): ContentEndState {
  return { bareLineFeeds: ending === 'lf', lastEnding: ending, doubtful: false, keptDot: null };
}

/** Finds the dot that ends message content. */
export class ContentEnd {
  /** DATA ended with a bare LF: so do the lines of its content. */
  #bareLineFeeds: boolean;
  #lastEnding: LineEnding;
  #doubtful: boolean;
  #keptDot: KeptDot | null;

  constructor(state: ContentEndState) {
    this.#bareLineFeeds = state.bareLineFeeds;
    this.#lastEnding = state.lastEnding;
    this.#doubtful = state.doubtful;
    this.#keptDot = state.keptDot;
  }

  /** A copy of where it stands. */
  state(): ContentEndState {
    return {
      bareLineFeeds: this.#bareLineFeeds,
      lastEnding: this.#lastEnding,
      doubtful: this.#doubtful,
      keptDot: this.#keptDot,
    };
  }

  /** How the line before ended; at first, how DATA did. */
  get lastEnding(): LineEnding {
    return this.#lastEnding;
  }

  /** The last line ended the content for servers that are less strict. */
  get isDoubtful(): boolean {
    return this.#doubtful;
  }

  /** The last line, where it was a lone dot that ended nothing so far. */
  get keptDot(): KeptDot | null {
    return this.#keptDot;
  }

  /** Content begins behind a DATA that ended like this. */
  begin(ending: LineEnding): void {
    this.#bareLineFeeds = ending === 'lf';
    this.#lastEnding = ending;
    this.#doubtful = false;
    this.#keptDot = null;
  }

  /** The doubt is settled: it was the end. */
  settle(): void {
    this.#doubtful = false;
    this.#keptDot = null;
  }

  /** Whether a dot at the start of the next line would be a stuffed one (RFC 5321 section 4.5.2). */
  get isAtLineStart(): boolean {
    return this.#lastEnding === 'crlf' || (this.#bareLineFeeds && this.#lastEnding === 'lf');
  }

  /**
   * What the line `bytes[start..end)` is, `continued` where it goes on with a longer one.
   *
   * RFC 5321 section 4.1.1.4: only CRLF "." CRLF ends the content; but who ended DATA with a bare LF means those. A
   * server may see that more loosely; its reply then settles the doubt.
   */
  read(bytes: Uint8Array, start: number, end: number, ending: LineEnding, continued: boolean): ContentLine {
    const isDot = end - start === 1 && bytes[start] === DOT && !continued;
    const endsAsLines = ending === 'crlf' || (ending === 'lf' && this.#bareLineFeeds);
    if (isDot && endsAsLines && ending === this.#lastEnding) return 'end';
    return isDot || endsInCrDot(bytes, start, end) ? 'doubtful end' : 'line';
  }

  /** A line that {@link read} has looked at has passed; `alone`: it was a single octet. */
  pass(line: ContentLine, ending: LineEnding, alone: boolean): void {
    this.#doubtful = line === 'doubtful end';
    this.#keptDot = this.#doubtful && alone ? { stuffed: this.isAtLineStart, ending } : null;
    this.#lastEnding = ending;
  }
}
