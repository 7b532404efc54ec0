import { CR, DOT } from './bytes.ts';
import { parseCommand, type Command } from './command.ts';
import { beginsTlsRecord, Framing, type FramingState } from './framing.ts';
import { parseReplyLine, type ReplyLine } from './reply.ts';
import type { LineEnding, LineKind, Phase, Speaker } from './words.ts';

/**
 * Follows a dialogue from its bytes, and says of each line what it is. It only watches: whatever comes, it neither
 * throws nor stops, and finds its way back at the next reply.
 */

/** What the server owes an answer to, the greeting included. */
export interface Asked {
  /** `greeting` and `content` are no commands, but the server answers the connection and the message too. */
  readonly what: 'greeting' | 'command' | 'content';
  /** The verb of a command, else empty. */
  readonly verb: string;
  /** The argument of a command, else empty. */
  readonly argument: string;
  readonly phase: Phase;
  /** The line that asked, from 1; 0 for the greeting. */
  readonly line: number;
}

/** A whole reply. */
export interface Reply {
  readonly code: number;
  readonly enhanced: string;
  /** The texts of its lines, without codes; at most {@link MOST_REPLY_TEXTS}. */
  readonly texts: readonly string[];
  /** The number of its first line, from 1. */
  readonly line: number;
}

/** Texts kept of one reply: a capability list has some twenty; a server that goes on for ever must not fill memory. */
export const MOST_REPLY_TEXTS = 1_000;

/** Commands that may wait for their replies before they are no longer paired: no pipelining client comes near it. */
export const MOST_WAITING = 10_000;

/** What a line means beyond its kind; null where there is nothing more to say. */
export type LineMeaning =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'reply'; readonly reply: ReplyLine }
  | null;

/** Gets what a dialogue consists of, in the order in which lines were complete. */
export interface DialogueListener {
  /** A line: `bytes[start..end)` without its ending. The bytes are only lent for the call. */
  line(
    from: Speaker,
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    kind: LineKind,
    phase: Phase,
    meaning: LineMeaning,
  ): void;
  /** A whole reply, and what it answers; null where nothing had been asked. Comes behind its last line. */
  reply?(asked: Asked | null, reply: Reply): void;
  /** A command, behind its line. */
  command?(asked: Asked): void;
  /** From here on both sides speak TLS that nobody in the middle can read. Comes before the first such line. */
  opaque?(): void;
}

type ClientMode = 'command' | 'content' | 'chunk' | 'authentication';
type Securing = 'no' | 'agreed' | 'opaque';

/** Where a dialogue stands: plain data, to be kept and taken up again. */
export interface DialogueState {
  readonly phase: Phase;
  readonly lines: number;
  readonly clientMode: ClientMode;
  readonly securing: Securing;
  readonly secured: boolean;
  readonly lastEndingWasCrlf: boolean;
  readonly doubtfulEnd: boolean;
  readonly lastChunk: boolean;
  readonly waiting: readonly Asked[];
  readonly unpaired: number;
  readonly replyTexts: readonly string[];
  readonly replyLine: number;
  readonly clientBytes: boolean;
  readonly clientFraming: FramingState;
  readonly serverFraming: FramingState;
}

const GREETING: Asked = { what: 'greeting', verb: '', argument: '', phase: 'greeting', line: 0 };

/** Follows one dialogue. */
export class Dialogue {
  readonly #listener: DialogueListener;
  readonly #client: Framing;
  readonly #server: Framing;
  #phase: Phase = 'greeting';
  #lines = 0;
  #clientMode: ClientMode = 'command';
  #securing: Securing = 'no';
  #secured = false;
  #lastEndingWasCrlf = true;
  #doubtfulEnd = false;
  #lastChunk = false;
  #waiting: Asked[] = [GREETING];
  #unpaired = 0;
  #replyTexts: string[] = [];
  #replyLine = 0;
  #clientBytes = false;

  /** A dialogue from its first byte on, or from where one stood. */
  constructor(listener: DialogueListener, state?: DialogueState) {
    this.#listener = listener;
    this.#client = new Framing(this.#onClientFrame, state?.clientFraming);
    this.#server = new Framing(this.#onServerFrame, state?.serverFraming);
    if (state === undefined) return;
    this.#phase = state.phase;
    this.#lines = state.lines;
    this.#clientMode = state.clientMode;
    this.#securing = state.securing;
    this.#secured = state.secured;
    this.#lastEndingWasCrlf = state.lastEndingWasCrlf;
    this.#doubtfulEnd = state.doubtfulEnd;
    this.#lastChunk = state.lastChunk;
    this.#waiting = [...state.waiting];
    this.#unpaired = state.unpaired;
    this.#replyTexts = [...state.replyTexts];
    this.#replyLine = state.replyLine;
    this.#clientBytes = state.clientBytes;
  }

  /** A copy of where it stands. */
  state(): DialogueState {
    return {
      phase: this.#phase,
      lines: this.#lines,
      clientMode: this.#clientMode,
      securing: this.#securing,
      secured: this.#secured,
      lastEndingWasCrlf: this.#lastEndingWasCrlf,
      doubtfulEnd: this.#doubtfulEnd,
      lastChunk: this.#lastChunk,
      waiting: [...this.#waiting],
      unpaired: this.#unpaired,
      replyTexts: [...this.#replyTexts],
      replyLine: this.#replyLine,
      clientBytes: this.#clientBytes,
      clientFraming: this.#client.state(),
      serverFraming: this.#server.state(),
    };
  }

  /** Where the dialogue stands. */
  get phase(): Phase {
    return this.#phase;
  }

  /** Lines so far. */
  get lines(): number {
    return this.#lines;
  }

  /** Bytes of unfinished lines that {@link state} would have to copy. */
  get pending(): number {
    return this.#client.pending + this.#server.pending;
  }

  /** Takes bytes as they arrived; `tls` where the spy took them out of TLS. */
  push(from: Speaker, bytes: Uint8Array, tls: boolean): void {
    if (bytes.length === 0) return;
    if (tls && !this.#secured) this.#beginAnew();
    if (this.#mayBecomeOpaque(from, tls) && beginsTlsRecord(bytes[0])) this.#becomeOpaque();
    if (from === 'client') this.#clientBytes = true;
    (from === 'client' ? this.#client : this.#server).push(bytes);
  }

  /** One side will say no more: its last line may lack its ending. */
  finish(from: Speaker): void {
    (from === 'client' ? this.#client : this.#server).finish();
  }

  /** RFC 3207 section 4.2: after TLS is up, both sides forget all they knew. */
  #beginAnew(): void {
    this.#secured = true;
    this.#securing = 'no';
    // TLS from the first byte on (port 465) still has the greeting before it.
    if (this.#phase !== 'greeting') {
      this.#phase = 'hello';
      this.#waiting = [];
    }
    this.#clientMode = 'command';
    this.#client.readLines();
    this.#server.readLines();
  }

  /** Behind the 220 to STARTTLS, or where the client's very first byte is TLS (port 465). */
  #mayBecomeOpaque(from: Speaker, tls: boolean): boolean {
    if (tls || this.#securing === 'opaque') return false;
    if (this.#securing === 'agreed') return true;
    return from === 'client' && !this.#clientBytes && this.#phase === 'greeting';
  }

  #becomeOpaque(): void {
    this.#client.finish();
    this.#server.finish();
    this.#securing = 'opaque';
    this.#phase = 'tls';
    this.#waiting = [];
    this.#client.readRecords();
    this.#server.readRecords();
    this.#listener.opaque?.();
  }

  readonly #onClientFrame = (
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    continued: boolean,
  ): void => {
    this.#lines += 1;
    if (this.#securing === 'opaque') return this.#emit('client', bytes, start, end, ending, 'opaque', null);
    // Only the framing counts the bytes of a chunk.
    if (this.#clientMode === 'chunk' && this.#client.mode === 'lines') this.#clientMode = 'command';
    switch (this.#clientMode) {
      case 'content':
        return this.#contentLine(bytes, start, end, ending, continued);
      case 'chunk':
        return this.#emit('client', bytes, start, end, ending, 'content', null);
      case 'authentication':
        return this.#authenticationLine(bytes, start, end, ending, continued);
      case 'command':
        if (continued) return this.#emit('client', bytes, start, end, ending, 'command', null);
        return this.#commandLine(parseCommand(bytes, start, end), bytes, start, end, ending);
    }
  };

  #contentLine(bytes: Uint8Array, start: number, end: number, ending: LineEnding, continued: boolean): void {
    const isDot = end - start === 1 && bytes[start] === DOT && !continued;
    // RFC 5321 section 4.1.1.4: only CRLF "." CRLF ends the content. A server may see that more loosely; its reply
    // then settles the doubt.
    const ends = isDot && ending === 'crlf' && this.#lastEndingWasCrlf;
    this.#doubtfulEnd = !ends && (isDot || endsLoosely(bytes, start, end));
    this.#lastEndingWasCrlf = ending === 'crlf';
    this.#emit('client', bytes, start, end, ending, 'content', null);
    if (ends) this.#endContent();
  }

  #endContent(): void {
    this.#clientMode = 'command';
    this.#ask({ what: 'content', verb: '', argument: '', phase: 'content', line: this.#lines });
  }

  #authenticationLine(
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    continued: boolean,
  ): void {
    const command = continued ? null : parseCommand(bytes, start, end);
    // What a client says within the exchange is base64 or "*" (RFC 4954 section 4): a word with something behind it
    // is a command, and the exchange is over for the client.
    if (command !== null && command.verb !== '' && command.argument !== '' && /[:<]/.test(command.argument)) {
      this.#clientMode = 'command';
      return this.#commandLine(command, bytes, start, end, ending);
    }
    this.#emit('client', bytes, start, end, ending, 'authentication', null);
  }

  #commandLine(command: Command, bytes: Uint8Array, start: number, end: number, ending: LineEnding): void {
    const phase = phaseOfCommand(command.verb, this.#phase);
    if (phase !== this.#phase && this.#phase !== 'greeting') this.#phase = phase;
    this.#listener.line('client', bytes, start, end, ending, 'command', phase, { type: 'command', command });
    const asked: Asked = {
      what: 'command',
      verb: command.verb,
      argument: command.argument,
      phase,
      line: this.#lines,
    };
    this.#ask(asked);
    this.#changeClientMode(command);
    this.#listener.command?.(asked);
  }

  #changeClientMode(command: Command): void {
    switch (command.verb) {
      case 'DATA':
        this.#clientMode = 'content';
        this.#lastEndingWasCrlf = true;
        this.#doubtfulEnd = false;
        break;
      case 'BDAT':
        this.#beginChunk(command.argument);
        break;
      case 'AUTH':
        this.#clientMode = 'authentication';
        break;
    }
  }

  #beginChunk(argument: string): void {
    const match = /^(\d{1,15})(\s+LAST)?$/i.exec(argument);
    if (match === null) return;
    this.#lastChunk = match[2] !== undefined;
    const length = Number(match[1]);
    this.#client.readChunk(length);
    if (length > 0) this.#clientMode = 'chunk';
  }

  #ask(asked: Asked): void {
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(asked);
    else this.#unpaired += 1;
  }

  readonly #onServerFrame = (
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    continued: boolean,
  ): void => {
    this.#lines += 1;
    if (this.#securing === 'opaque') return this.#emit('server', bytes, start, end, ending, 'opaque', null);
    const reply = continued ? null : parseReplyLine(bytes, start, end);
    const phase = this.#waiting[0]?.phase ?? this.#phase;
    const meaning: LineMeaning = reply === null ? null : { type: 'reply', reply };
    this.#listener.line('server', bytes, start, end, ending, 'reply', phase, meaning);
    if (reply === null) return;
    if (this.#replyTexts.length === 0) this.#replyLine = this.#lines;
    if (this.#replyTexts.length < MOST_REPLY_TEXTS) this.#replyTexts.push(reply.text);
    if (reply.last) this.#endReply(reply);
  };

  #endReply({ code, enhanced }: ReplyLine): void {
    const reply: Reply = { code, enhanced, texts: this.#replyTexts, line: this.#replyLine };
    this.#replyTexts = [];
    this.#settleDoubtfulEnd();
    const asked = this.#takeAsked();
    if (asked !== null) this.#apply(asked, code);
    this.#listener.reply?.(asked, reply);
  }

  /** A reply in the middle of content that looked like ended to a less strict server: it was the end. */
  #settleDoubtfulEnd(): void {
    if (this.#clientMode !== 'content' || !this.#doubtfulEnd || this.#waiting.length > 0) return;
    this.#doubtfulEnd = false;
    this.#endContent();
  }

  #takeAsked(): Asked | null {
    const asked = this.#waiting.shift();
    if (asked !== undefined) return asked;
    if (this.#unpaired > 0) this.#unpaired -= 1;
    return null;
  }

  #apply(asked: Asked, code: number): void {
    switch (asked.what) {
      case 'greeting':
        if (this.#phase === 'greeting') this.#phase = 'hello';
        break;
      case 'content':
        if (this.#phase === 'content') this.#phase = 'ready';
        break;
      case 'command':
        this.#applyToCommand(asked, code);
        break;
    }
  }

  #applyToCommand(asked: Asked, code: number): void {
    const positive = code >= 200 && code < 300;
    switch (asked.verb) {
      case 'EHLO':
      case 'HELO':
      case 'LHLO':
        if (positive && this.#phase === 'hello') this.#phase = 'ready';
        break;
      case 'MAIL':
        if (!positive && this.#phase === 'envelope') this.#phase = 'ready';
        break;
      case 'RSET':
        if (positive && (this.#phase === 'envelope' || this.#phase === 'content')) this.#phase = 'ready';
        break;
      case 'DATA':
        this.#applyToData(code);
        break;
      case 'BDAT':
        if (this.#lastChunk || !positive) this.#phase = this.#phase === 'content' ? 'ready' : this.#phase;
        break;
      case 'AUTH':
        this.#applyToAuthentication(asked, code);
        break;
      case 'STARTTLS':
        if (code === 220) this.#securing = 'agreed';
        break;
    }
  }

  /** A client that does not wait for the 354 has been taken at its word; a refusal makes its lines commands again. */
  #applyToData(code: number): void {
    if (code === 354) this.#phase = 'content';
    else if (this.#clientMode === 'content') this.#clientMode = 'command';
  }

  /** RFC 4954 section 4: each 334 asks for one more answer of the client; anything else ends the exchange. */
  #applyToAuthentication(asked: Asked, code: number): void {
    if (code === 334) {
      this.#waiting.unshift(asked);
      return;
    }
    if (this.#clientMode === 'authentication') this.#clientMode = 'command';
    if (this.#phase === 'authentication') this.#phase = 'ready';
  }

  #emit(
    from: Speaker,
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    kind: LineKind,
    meaning: LineMeaning,
  ): void {
    const phase = kind === 'content' ? 'content' : this.#phase;
    this.#listener.line(from, bytes, start, end, ending, kind, phase, meaning);
  }
}

/** `\r.` at the end of what a strict reader takes for one line: some servers take a lone CR for a line's end. */
function endsLoosely(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 2 && bytes[end - 1] === DOT && bytes[end - 2] === CR;
}

/** The phase that a command belongs to; most leave the dialogue where it is. */
function phaseOfCommand(verb: string, phase: Phase): Phase {
  switch (verb) {
    case 'EHLO':
    case 'HELO':
    case 'LHLO':
      return 'hello';
    case 'AUTH':
      return 'authentication';
    case 'MAIL':
    case 'RCPT':
    case 'DATA':
      return 'envelope';
    case 'BDAT':
      return 'content';
    case 'QUIT':
      return 'closing';
    default:
      return phase;
  }
}

/** The name that a client gave itself in EHLO, HELO or LHLO. */
export function helloName(argument: string): string {
  return argument.split(/\s/, 1)[0] ?? '';
}
