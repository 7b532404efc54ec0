import { Buffer } from 'node:buffer';
import { cutLines } from '../capture/cut-lines.ts';
import { LF } from '../smtp/bytes.ts';
import type { OfferLine } from './capability-changes.ts';
import type { ServerReply } from './server-replies.ts';

/** A reply of the server's, or a piece of one that is too long or never ended, on its way to the client. */
export class PassingReply {
  /** 0 where there is no reply code to be read. */
  readonly code: number;
  /** What the server said. */
  readonly said: Buffer;
  /** False of a piece: that goes on as it is, and no rule changes it. */
  readonly isWhole: boolean;
  readonly #changed: readonly OfferLine[] | null;

  /** `changed`: as it was changed already on its way; null: it was not. */
  constructor({ code, bytes, isWhole }: ServerReply, changed: readonly OfferLine[] | null = null) {
    this.code = code;
    this.said = bytes;
    this.isWhole = isWhole;
    this.#changed = changed;
  }

  /** It goes on as the server said it, unless somebody changes it from here on. */
  get isAsSaid(): boolean {
    return this.#changed === null;
  }

  /** Its lines, as they were said and as they go on. */
  get lines(): readonly OfferLine[] {
    return this.#changed ?? cutLines(this.said).map((line) => ({ said: line, sent: line }));
  }

  /** What goes on of it. */
  get sent(): Buffer {
    return this.#changed === null ? this.said : sentIn(this.#changed);
  }
}

/** The bytes of lines as they were said. */
export function saidIn(lines: readonly OfferLine[]): Buffer {
  return Buffer.concat(lines.flatMap(({ said }) => (said === null ? [] : [said])));
}

/** The bytes of lines as they go on. */
export function sentIn(lines: readonly OfferLine[]): Buffer {
  return Buffer.concat(lines.flatMap(({ sent }) => (sent === null ? [] : [sent])));
}

/** Where the text of a line with its ending ends. */
export function textEnd(line: Buffer): number {
  if (line[line.length - 1] !== LF) return line.length;
  return line.length - (line[line.length - 2] === 0x0d ? 2 : 1);
}

/** A line's text, each byte the character of its number, and its ending. */
export function splitLine(line: Buffer): { readonly text: string; readonly ending: string } {
  const end = textEnd(line);
  return { text: line.toString('latin1', 0, end), ending: line.toString('latin1', end) };
}

/**
 * Sets what was said beside what is sent instead, line by line: the same beside the same, and what stands between such
 * lines beside what stands there instead. `sent`: texts without endings.
 */
export function alignLines(said: readonly OfferLine[], sent: readonly string[]): OfferLine[] {
  const aligned: OfferLine[] = [];
  let nextSaid = 0;
  let nextSent = 0;
  const alignUpTo = (saidEnd: number, sentEnd: number): void => {
    while (nextSaid < saidEnd || nextSent < sentEnd) {
      const line = nextSaid < saidEnd ? said[nextSaid] : undefined;
      const text = nextSent < sentEnd ? sent[nextSent] : undefined;
      aligned.push({ said: line?.said ?? null, sent: text === undefined ? null : lineOf(text, line) });
      if (line !== undefined) nextSaid += 1;
      if (text !== undefined) nextSent += 1;
    }
  };
  for (const [at, line] of said.entries()) {
    const before = splitLine(line.sent ?? line.said ?? Buffer.alloc(0)).text;
    const found = sent.findIndex((text, place) => place >= nextSent && isSame(text, before));
    if (found !== -1) {
      alignUpTo(at, found);
      alignUpTo(at + 1, found + 1);
    }
  }
  alignUpTo(said.length, sent.length);
  return aligned;
}

/** But for the sign behind the code, which says whether it is the last. */
function isSame(one: string, other: string): boolean {
  return one.slice(0, 3) === other.slice(0, 3) && one.slice(4) === other.slice(4);
}

function lineOf(text: string, like: OfferLine | undefined): Buffer {
  const before = like?.sent ?? like?.said ?? Buffer.alloc(0);
  const { text: old, ending } = splitLine(before);
  return old === text ? before : Buffer.from(`${text}${ending === '' ? '\r\n' : ending}`, 'latin1');
}
