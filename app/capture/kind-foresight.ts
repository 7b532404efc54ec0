import { DOT, isBlank } from '../smtp/bytes.ts';
import type { Stage } from '../smtp/state-machine/stages.ts';
import type { LineKind } from '../smtp/words.ts';

/** `DATA` in capitals, and the bit that makes an ASCII letter one. */
const DATA = [0x44, 0x41, 0x54, 0x41] as const;
const CAPITALS = 0xdf;

/** The reply that asks for the message (RFC 5321 section 4.2.3), and the least code that refuses. */
const GO_ON = 354;
const LEAST_REFUSAL = 400;

/**
 * Foresees what kind each line is by a look at its first bytes: a command, and from DATA to its dot content. That is right in
 * nearly every conversation; the index compares it with what the dialogue says, and where it is wrong nobody relies on it.
 */
export class KindForesight {
  #isContent = false;
  /** The message was announced, and nothing of it has been said. */
  #isAnnounced = false;

  /** Goes on from where the dialogue stands. */
  begin(stage: Stage): void {
    this.#isAnnounced = stage === 'data';
    this.#isContent = this.#isAnnounced || stage === 'content';
  }

  /** A reply's code is worth a look now. */
  get awaitsCode(): boolean {
    return this.#isAnnounced;
  }

  /** The client's next line, `bytes[start..end)` without its ending. Returns of which kind it is. */
  client(bytes: Uint8Array, start: number, end: number): LineKind {
    if (this.#isContent) {
      this.#isAnnounced = false;
      if (end - start === 1 && bytes[start] === DOT) this.#isContent = false;
      return 'content';
    }
    this.#isAnnounced = isData(bytes, start, end);
    this.#isContent = this.#isAnnounced;
    return 'command';
  }

  /** The server's next line has this code; 0: none. */
  server(code: number): void {
    if (!this.#isAnnounced) return;
    if (code === GO_ON) this.#isContent = true;
    else if (code >= LEAST_REFUSAL) this.#isContent = false;
  }
}

function isData(bytes: Uint8Array, start: number, end: number): boolean {
  const length = DATA.length;
  if (end - start < length || (end - start > length && !isBlank(bytes[start + length]))) return false;
  return DATA.every((letter, at) => ((bytes[start + at] ?? 0) & CAPITALS) === letter);
}
