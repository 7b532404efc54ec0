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
 * Sets what was said beside what is sent instead, line by line: those that are the same or nearly so stand together, the
 * others alone. `sent`: texts without endings.
 */
export function alignLines(said: readonly OfferLine[], sent: readonly string[]): OfferLine[] {
  const aligned: OfferLine[] = [];
  const saidTexts = said.map((line) => splitLine(line.sent ?? line.said ?? Buffer.alloc(0)).text);
  if (saidTexts.length === sent.length) {
    return said.map((line, at) => ({ said: line.said, sent: lineOf(sent[at] ?? '', line) }));
  }
  let next = 0;
  for (const [at, line] of said.entries()) {
    const found = sent.findIndex((text, place) => place >= next && isSame(text, saidTexts[at] ?? ''));
    if (found === -1) {
      aligned.push({ said: line.said, sent: null });
      continue;
    }
    for (; next < found; next += 1) aligned.push({ said: null, sent: Buffer.from(`${sent[next] ?? ''}\r\n`, 'latin1') });
    aligned.push({ said: line.said, sent: lineOf(sent[found] ?? '', line) });
    next = found + 1;
  }
  for (; next < sent.length; next += 1) {
    aligned.push({ said: null, sent: Buffer.from(`${sent[next] ?? ''}\r\n`, 'latin1') });
  }
  return aligned;
}

/** But for the sign behind the code, which says whether it is the last. */
function isSame(one: string, other: string): boolean {
  return one.slice(0, 3) === other.slice(0, 3) && one.slice(4) === other.slice(4);
}

function lineOf(text: string, like: OfferLine): Buffer {
  const before = like.sent ?? like.said ?? Buffer.alloc(0);
  const { text: old, ending } = splitLine(before);
  return old === text ? before : Buffer.from(`${text}${ending === '' ? '\r\n' : ending}`, 'latin1');
}
