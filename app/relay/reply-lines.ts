import { Buffer } from 'node:buffer';
import { LF } from '../smtp/bytes.ts';
import { parseReplyLine } from '../smtp/reply.ts';
import type { OfferLine } from './capability-changes.ts';

/** The most bytes of a reply that are gathered: past that it goes on in pieces, and no rule changes it. */
const LONGEST_REPLY = 65_536;

/** A reply of the server's, or a piece of one that is too long or never ended. */
export interface GatheredReply {
  /** 0 where there is no reply code to be read. */
  readonly code: number;
  readonly lines: readonly OfferLine[];
  readonly isWhole: boolean;
}

/** Gathers whole replies of what the server says, wherever the network split them. */
export class ReplyLines {
  #partial: Buffer = Buffer.alloc(0);
  #lines: OfferLine[] = [];
  #length = 0;

  /** Nothing of a reply has come that is not whole. */
  get isEmpty(): boolean {
    return this.#partial.length === 0 && this.#lines.length === 0;
  }

  /** Takes bytes as they came, and gives the replies that are whole with them. */
  push(bytes: Buffer): GatheredReply[] {
    const replies: GatheredReply[] = [];
    let rest = this.#partial.length === 0 ? bytes : Buffer.concat([this.#partial, bytes]);
    for (let end = rest.indexOf(LF); end !== -1; end = rest.indexOf(LF)) {
      const line = rest.subarray(0, end + 1);
      rest = rest.subarray(end + 1);
      const reply = this.#takeLine({ said: line, sent: line });
      if (reply !== null) replies.push(reply);
    }
    this.#partial = rest;
    if (rest.length >= LONGEST_REPLY) replies.push(...this.takeRest());
    return replies;
  }

  /** What there is of a reply that is not whole; the server will say no more of it. */
  takeRest(): GatheredReply[] {
    const rest = this.#partial;
    this.#partial = Buffer.alloc(0);
    const lines = rest.length === 0 ? this.#lines : [...this.#lines, { said: rest, sent: rest }];
    this.#lines = [];
    this.#length = 0;
    return lines.length === 0 ? [] : [{ code: 0, lines, isWhole: false }];
  }

  #takeLine(line: OfferLine): GatheredReply | null {
    const said = line.said ?? Buffer.alloc(0);
    const { code, last } = parseReplyLine(said, 0, textEnd(said));
    this.#lines.push(line);
    this.#length += said.length;
    if (!last && this.#length < LONGEST_REPLY) return null;
    const lines = this.#lines;
    this.#lines = [];
    this.#length = 0;
    return { code, lines, isWhole: last };
  }
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
