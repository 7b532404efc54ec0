import { CR, LF } from '../smtp/bytes.ts';

/**
 * The longest command line that is read, in bytes, without its ending: what RFC 4954 section 4 asks for in a login, where
 * tokens are long. It is all that a conversation holds in memory.
 */
const LONGEST_COMMAND_LINE = 12_288;

/** A line from the client. */
export type CommandLine = { readonly type: 'line'; readonly text: string } | { readonly type: 'too-long' };

/** One step of reading: how far the bytes were used, and the line that ended there, if one did. */
export interface CommandLineStep {
  readonly next: number;
  readonly line: CommandLine | null;
}

/**
 * Bytes that are no UTF-8 become U+FFFD. No address syntax allows that sign, so such a line is refused where it
 * matters and does no harm elsewhere.
 */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Cuts what the client sends into command lines, whatever pieces it comes in. A bare LF ends a command as CRLF does:
 * people type commands into programs that send nothing else. (Message content is another matter.)
 */
export class CommandLineReader {
  readonly #held = new Uint8Array(LONGEST_COMMAND_LINE + 1);
  #length = 0;
  #tooLong = false;

  /** Reads on from place `from` to the end of the line, or of the bytes. */
  read(bytes: Uint8Array, from: number): CommandLineStep {
    const ending = bytes.indexOf(LF, from);
    this.#hold(bytes.subarray(from, ending === -1 ? bytes.length : ending));
    return ending === -1 ? { next: bytes.length, line: null } : { next: ending + 1, line: this.#take() };
  }

  /** Room is kept for one byte more than the longest line: the CR, which only counts once the LF is there. */
  #hold(piece: Uint8Array): void {
    const room = this.#held.length - this.#length;
    if (piece.length > room) this.#tooLong = true;
    this.#held.set(piece.subarray(0, room), this.#length);
    this.#length += Math.min(piece.length, room);
  }

  #take(): CommandLine {
    const length = this.#held[this.#length - 1] === CR ? this.#length - 1 : this.#length;
    const tooLong = this.#tooLong || length > LONGEST_COMMAND_LINE;
    this.#length = 0;
    this.#tooLong = false;
    if (tooLong) return { type: 'too-long' };
    return { type: 'line', text: utf8.decode(this.#held.subarray(0, length)) };
  }
}
