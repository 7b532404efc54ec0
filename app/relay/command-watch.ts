import type { Buffer } from 'node:buffer';
import { CR, isBlank, LF } from '../smtp/bytes.ts';
import { parseChunk, parseCommand } from '../smtp/command.ts';
import { ContentBoundary } from './content-boundary.ts';
import { isProxyHeader, mayBeProxyHeader, proxyHeaderLength } from '../smtp/proxy-header.ts';

/**
 * The most bytes of an unfinished line that are kept back because it may be a command that is watched for. RFC 5321
 * section 4.5.3.1.4: no command line is longer.
 */
const LONGEST_KEPT = 512;

/** The code of a reply that asks for an answer within a login. */
const CHALLENGE = 334;

/** The verbs that the watch has to know, by their first letter in capitals. */
const VERBS: Readonly<Record<number, readonly string[]>> = {
  0x42: ['BDAT'],
  0x44: ['DATA'],
  0x45: ['EHLO'],
  0x4c: ['LHLO'],
  0x50: ['PROXY'],
  0x53: ['STARTTLS'],
};

/**
 * Watches commands and replies pass for the few that concern TLS, and tells commands from message content for that. A
 * handful of comparisons for each piece, and no line is cut out; the dissector does that, when somebody looks.
 */
export class CommandWatch {
  readonly #watchesHello: boolean;
  #reading: 'beginning' | 'first line' | 'lines' | 'content' | 'chunk';
  /** The line goes on that the last piece broke off in; its beginning was of no interest. */
  #inLine = false;
  #chunkLeft = 0;
  #boundary: ContentBoundary | null = null;
  #found = false;
  /** Replies that the server owes. */
  #owed: number;
  /** Replies up to that to DATA; 0 where none is awaited. */
  #untilData = 0;
  /** The beginning of the server's line: code and separator. */
  #replyStart: number[] = [];
  /** The last reply's code; 0 before one. */
  #lastCode = 0;

  /**
   * `watchesHello`: EHLO and LHLO are watched for as well as STARTTLS. `isBeginning`: the greeting is still owed, and a
   * PROXY header may come first.
   */
  constructor(watchesHello: boolean, isBeginning: boolean) {
    this.#watchesHello = watchesHello;
    this.#reading = isBeginning ? 'beginning' : 'lines';
    this.#owed = isBeginning ? 1 : 0;
  }

  /**
   * Nothing is under way: the server owes no reply, and what the client says next is a new command, and no answer to the
   * challenge of a login (RFC 4954 section 4).
   */
  get isAtRest(): boolean {
    const isBetweenLines = this.#reading !== 'content' && this.#reading !== 'chunk' && !this.#inLine;
    return (
      isBetweenLines && this.#owed === 0 && this.#replyStart.length === 0 && this.#lastCode !== CHALLENGE
    );
  }

  /** Replies that the server owes, as far as counting them tells. */
  get owed(): number {
    return this.#owed;
  }

  /** The first bytes of the server's line that has not ended yet: at most code and separator. */
  get replyStart(): readonly number[] {
    return this.#replyStart;
  }

  /** What {@link client} stopped at is a command that is watched for; else a line that may become one. */
  get hasFound(): boolean {
    return this.#found;
  }

  /**
   * Looks at what the client says. Returns how many of the bytes may pass: all, unless a command that is watched for
   * begins there, or an unfinished line that may be of interest; that has to be given again, with what comes behind it.
   */
  client(bytes: Buffer): number {
    this.#found = false;
    let at = 0;
    while (at < bytes.length) {
      const before = at;
      switch (this.#reading) {
        case 'beginning':
          at = this.#skipProxyHeader(bytes);
          if (at === -1) return 0;
          break;
        case 'content':
          at = this.#skipContent(bytes, at);
          break;
        case 'chunk':
          at = this.#skipChunk(bytes, at);
          break;
        case 'first line':
        case 'lines':
          at = this.#takeLine(bytes, at);
          if (at === before) return at;
          break;
      }
    }
    return at;
  }

  /** Looks at what the server says: which replies have come. */
  server(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      const lineFeed = bytes.indexOf(LF, at);
      if (lineFeed === -1) return this.#keepStart(bytes, at, bytes.length);
      if (this.#replyStart.length > 0) {
        this.#keepStart(bytes, at, lineFeed);
        this.#replyLine(this.#replyStart, 0, this.#replyStart.length);
        this.#replyStart = [];
      } else this.#replyLine(bytes, at, lineFeed);
      at = lineFeed + 1;
    }
  }

  #keepStart(bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to && this.#replyStart.length < 4; at += 1)
      this.#replyStart.push(bytes[at] ?? 0);
  }

  /** RFC 5321 section 4.2.1: all lines of a reply but the last have a hyphen behind the code. */
  #replyLine(bytes: ArrayLike<number>, from: number, to: number): void {
    if (to - from > 3 && bytes[from + 3] === 0x2d) return;
    const digit = (at: number): number => (at < to ? (bytes[at] ?? 0) : 0) - 0x30;
    this.#reply(digit(from) * 100 + digit(from + 1) * 10 + digit(from + 2));
  }

  #reply(code: number): void {
    this.#lastCode = code;
    // A server less strict than RFC 5321 has seen an end in the content that is none.
    const hasSeenEnd = this.#owed === 0 && this.#reading === 'content';
    this.#owed = Math.max(0, this.#owed - 1);
    if (this.#untilData > 0) {
      this.#untilData -= 1;
      if (this.#untilData === 0 && code !== 354 && this.#reading === 'content') this.#reading = 'lines';
    } else if (hasSeenEnd) this.#reading = 'lines';
  }

  /** Returns where the first line begins; -1 where that cannot be told yet. */
  #skipProxyHeader(bytes: Buffer): number {
    const byteAt = (index: number): number | undefined => bytes[index];
    // A balancer sends it in one piece; a client that begins with blank lines must not be held up.
    if (!isProxyHeader(bytes.length) || !mayBeProxyHeader(byteAt, bytes.length)) {
      this.#reading = 'first line';
      return 0;
    }
    const length = proxyHeaderLength(byteAt, bytes.length);
    if (bytes.length < length) return -1;
    this.#reading = 'lines';
    return length;
  }

  #skipChunk(bytes: Buffer, at: number): number {
    const taken = Math.min(this.#chunkLeft, bytes.length - at);
    this.#chunkLeft -= taken;
    if (this.#chunkLeft === 0) this.#reading = 'lines';
    return at + taken;
  }

  #skipContent(bytes: Buffer, begin: number): number {
    const end = this.#boundary?.find(bytes, begin) ?? -1;
    return end === -1 ? bytes.length : this.#endContent(end);
  }

  #endContent(at: number): number {
    this.#reading = 'lines';
    this.#owed += 1;
    return at;
  }

  /** Returns where the next line begins; `at` itself where the line has to be given again, or is what is watched for. */
  #takeLine(bytes: Buffer, at: number): number {
    const lineFeed = bytes.indexOf(LF, at);
    const verb = this.#inLine ? '' : verbAt(bytes, at, lineFeed);
    if (lineFeed === -1) {
      if (verb !== '' && bytes.length - at <= LONGEST_KEPT) return at;
      this.#inLine = true;
      return bytes.length;
    }
    this.#inLine = false;
    if (verb === 'STARTTLS' || (this.#watchesHello && (verb === 'EHLO' || verb === 'LHLO'))) {
      this.#found = true;
      return at;
    }
    const isHeader = verb === 'PROXY' && this.#reading === 'first line';
    this.#reading = 'lines';
    // A load balancer's header in its text form: nobody answers it.
    if (!isHeader) this.#owed += 1;
    if (verb === 'DATA') this.#beginContent();
    if (verb === 'BDAT') this.#beginChunk(bytes, at, lineFeed);
    return lineFeed + 1;
  }

  /** The client is taken at its word until the server refuses DATA. */
  #beginContent(): void {
    this.#reading = 'content';
    this.#boundary = new ContentBoundary();
    this.#untilData = this.#owed;
  }

  #beginChunk(bytes: Buffer, at: number, lineFeed: number): void {
    const chunk = parseChunk(parseCommand(bytes, at, lineFeed).argument);
    this.#chunkLeft = chunk?.length ?? 0;
    if (this.#chunkLeft > 0) this.#reading = 'chunk';
  }
}

/**
 * The verb of the line that stands at `at`, of those the watch has to know; empty where it is another. Of a line without
 * its end (`lineFeed` is -1), the verb that it may become.
 */
function verbAt(bytes: Buffer, at: number, lineFeed: number): string {
  const first = (bytes[at] ?? 0) & 0xdf;
  for (const verb of VERBS[first] ?? []) {
    const end = lineFeed === -1 ? bytes.length : lineFeed;
    const length = Math.min(verb.length, end - at);
    let same = 1;
    while (same < length && ((bytes[at + same] ?? 0) & 0xdf) === verb.charCodeAt(same)) same += 1;
    if (same < length) continue;
    if (length < verb.length) return lineFeed === -1 ? verb : '';
    const next = bytes[at + verb.length];
    const endsThere = next === undefined || next === LF || next === CR || isBlank(next);
    if (endsThere) return verb;
  }
  return '';
}
