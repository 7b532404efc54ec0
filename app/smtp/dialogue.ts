import { AwaitedReplies, type AwaitedRepliesState } from './awaited-replies.ts';
import { DOT, endsInCrDot } from './bytes.ts';
import { isKnownVerb, parseChunk, parseCommand, parsePath, type Command } from './command.ts';
import { phaseOfCommand } from './command-phase.ts';
import type { Asked, DialogueListener, LineMeaning, Reply } from './dialogue-listener.ts';
import { beginsTlsRecord, Framing, type FramingState } from './framing.ts';
import { parseReplyLine } from './reply.ts';
import { ReplyGatherer, type ReplyGathererState } from './reply-gatherer.ts';
import type { LineEnding, LineKind, Phase, Speaker } from './words.ts';

/**
 * Follows a dialogue from its bytes, and says of each line what it is. It only watches: whatever comes, it neither
 * throws nor stops, and finds its way back at the next reply.
 */

/** Bytes of a command that is remembered until it is answered: any path with its parameters (RFC 5321 section 4.5.3.1). */
const LONGEST_REMEMBERED = 2_048;

/** `refused`: an AUTH exchange was refused; a client that did not notice may still say its secrets. */
type ClientMode = 'command' | 'content' | 'chunk' | 'authentication' | 'refused';
type Securing = 'no' | 'agreed' | 'opaque';

/** Where a dialogue stands: plain data, to be kept and taken up again. */
export interface DialogueState {
  readonly phase: Phase;
  readonly lines: number;
  readonly clientMode: ClientMode;
  readonly securing: Securing;
  readonly secured: boolean;
  readonly bareLineFeeds: boolean;
  readonly lastEnding: LineEnding;
  readonly doubtfulEnd: boolean;
  readonly awaited: AwaitedRepliesState;
  readonly reply: ReplyGathererState;
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
  readonly #awaited: AwaitedReplies;
  readonly #reply: ReplyGatherer;
  #phase: Phase = 'greeting';
  #lines = 0;
  #clientMode: ClientMode = 'command';
  #securing: Securing = 'no';
  #secured = false;
  #bareLineFeeds = false;
  #lastEnding: LineEnding = 'crlf';
  #doubtfulEnd = false;
  #clientBytes = false;

  /** A dialogue from its first byte on, or from where one stood. */
  constructor(listener: DialogueListener, state?: DialogueState) {
    this.#listener = listener;
    this.#client = new Framing(this.#onClientFrame, this.#mayBeTls, state?.clientFraming);
    this.#server = new Framing(this.#onServerFrame, this.#mayBeTls, state?.serverFraming);
    this.#awaited = new AwaitedReplies(state?.awaited ?? { asked: [GREETING], unpaired: 0 });
    this.#reply = new ReplyGatherer(state?.reply ?? { texts: [], length: 0, line: 0 });
    if (state === undefined) return;
    this.#phase = state.phase;
    this.#lines = state.lines;
    this.#clientMode = state.clientMode;
    this.#securing = state.securing;
    this.#secured = state.secured;
    this.#bareLineFeeds = state.bareLineFeeds;
    this.#lastEnding = state.lastEnding;
    this.#doubtfulEnd = state.doubtfulEnd;
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
      bareLineFeeds: this.#bareLineFeeds,
      lastEnding: this.#lastEnding,
      doubtfulEnd: this.#doubtfulEnd,
      awaited: this.#awaited.state(),
      reply: this.#reply.state(),
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
    if (from === 'client' && !this.#clientBytes) this.#noteFirstByte(bytes[0], tls);
    (from === 'client' ? this.#client : this.#server).push(bytes);
  }

  /** One side will say no more: its last line may lack its ending. */
  finish(from: Speaker): void {
    (from === 'client' ? this.#client : this.#server).finish();
  }

  /** RFC 3207 section 4.2: after TLS is up, both sides forget all they knew. */
  #beginAnew(): void {
    this.#finishLines();
    this.#secured = true;
    this.#securing = 'no';
    // TLS from the first byte on (port 465) still has the greeting before it.
    if (this.#phase !== 'greeting') {
      this.#phase = 'hello';
      this.#awaited.clear();
    }
    this.#clientMode = 'command';
    this.#client.readLines();
    this.#server.readLines();
  }

  /** A client that begins with TLS (port 465). */
  #noteFirstByte(byte: number | undefined, tls: boolean): void {
    this.#clientBytes = true;
    if (!tls && this.#phase === 'greeting' && beginsTlsRecord(byte)) this.#becomeOpaque();
  }

  /** A line begins as a TLS record does: behind the 220 to STARTTLS it is one. */
  readonly #mayBeTls = (): boolean => {
    if (this.#securing !== 'agreed') return false;
    this.#becomeOpaque();
    return true;
  };

  #becomeOpaque(): void {
    this.#finishLines();
    this.#securing = 'opaque';
    this.#phase = 'tls';
    this.#awaited.clear();
    this.#client.readRecords();
    this.#server.readRecords();
    this.#listener.opaque?.();
  }

  #finishLines(): void {
    this.#client.finish();
    this.#server.finish();
    this.#reply.clear();
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
      case 'refused':
        return this.#lineBehindRefusal(bytes, start, end, ending, continued);
      case 'command':
        if (continued) return this.#emit('client', bytes, start, end, ending, 'command', null);
        return this.#commandLine(parseCommand(bytes, start, end), bytes, start, end, ending);
    }
  };

  #contentLine(bytes: Uint8Array, start: number, end: number, ending: LineEnding, continued: boolean): void {
    const isDot = end - start === 1 && bytes[start] === DOT && !continued;
    // RFC 5321 section 4.1.1.4: only CRLF "." CRLF ends the content; but who ended DATA with a bare LF means those. A
    // server may see that more loosely; its reply then settles the doubt.
    const endsAsLines = ending === 'crlf' || (ending === 'lf' && this.#bareLineFeeds);
    const ends = isDot && endsAsLines && ending === this.#lastEnding;
    this.#doubtfulEnd = !ends && (isDot || endsInCrDot(bytes, start, end));
    this.#lastEnding = ending;
    this.#emit('client', bytes, start, end, ending, 'content', null);
    if (ends) this.#endContent();
  }

  #endContent(): void {
    this.#clientMode = 'command';
    this.#awaited.ask({ what: 'content', verb: '', argument: '', phase: 'content', line: this.#lines });
  }

  #authenticationLine(
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    continued: boolean,
  ): void {
    const command = continued ? null : parseCommand(bytes, start, end);
    // What a client says within the exchange is base64 or "*" (RFC 4954 section 4): a path is a command's, and the
    // exchange is over for the client.
    if (command !== null && isKnownVerb(command.verb) && parsePath(command.argument) !== null) {
      this.#clientMode = 'command';
      return this.#commandLine(command, bytes, start, end, ending);
    }
    this.#emit('client', bytes, start, end, ending, 'authentication', null);
  }

  /** To the server it is a command; but as long as it is none that anybody knows, it may be a secret. */
  #lineBehindRefusal(
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    continued: boolean,
  ): void {
    if (continued) return this.#emit('client', bytes, start, end, ending, 'authentication', null);
    const command = parseCommand(bytes, start, end);
    if (isKnownVerb(command.verb)) {
      this.#clientMode = 'command';
      return this.#commandLine(command, bytes, start, end, ending);
    }
    this.#emit('client', bytes, start, end, ending, 'authentication', null);
    this.#awaited.ask({ what: 'command', verb: '', argument: '', phase: this.#phase, line: this.#lines });
  }

  #commandLine(command: Command, bytes: Uint8Array, start: number, end: number, ending: LineEnding): void {
    const phase = phaseOfCommand(command.verb, this.#phase);
    if (phase !== this.#phase && this.#phase !== 'greeting') this.#phase = phase;
    this.#listener.line('client', bytes, start, end, ending, 'command', phase, { type: 'command', command });
    const remembered =
      end - start <= LONGEST_REMEMBERED ? command : parseCommand(bytes, start, start + LONGEST_REMEMBERED);
    const asked: Asked = {
      what: 'command',
      verb: command.verb,
      argument: remembered.argument,
      phase,
      line: this.#lines,
    };
    this.#awaited.ask(asked);
    this.#changeClientMode(command, ending);
    this.#listener.command?.(asked);
  }

  #changeClientMode(command: Command, ending: LineEnding): void {
    switch (command.verb) {
      case 'DATA':
        this.#clientMode = 'content';
        this.#bareLineFeeds = ending === 'lf';
        this.#lastEnding = ending;
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
    const chunk = parseChunk(argument);
    if (chunk === null) return;
    this.#client.readChunk(chunk.length);
    if (chunk.length > 0) this.#clientMode = 'chunk';
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
    const phase = this.#awaited.next?.phase ?? this.#phase;
    const meaning: LineMeaning = reply === null ? null : { type: 'reply', reply };
    this.#listener.line('server', bytes, start, end, ending, 'reply', phase, meaning);
    const whole = reply === null ? null : this.#reply.take(reply, this.#lines);
    if (whole !== null) this.#endReply(whole);
  };

  #endReply(reply: Reply): void {
    this.#settleDoubtfulEnd();
    const asked = this.#awaited.take();
    if (asked !== null) this.#apply(asked, reply.code);
    this.#listener.reply?.(asked, reply);
  }

  /** A reply in the middle of content that looked like ended to a less strict server: it was the end. */
  #settleDoubtfulEnd(): void {
    if (this.#clientMode !== 'content' || !this.#doubtfulEnd || this.#awaited.next !== null) return;
    this.#doubtfulEnd = false;
    this.#endContent();
  }

  #apply(asked: Asked, code: number): void {
    switch (asked.what) {
      case 'greeting':
        if (this.#phase !== 'greeting') break;
        // A client that did not wait for the greeting may have got further by then.
        this.#phase = this.#awaited.findLast(({ phase }) => phase !== 'greeting')?.phase ?? 'hello';
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
      case 'DATA':
        this.#applyToData(code);
        break;
      case 'BDAT':
        if (this.#phase === 'content' && (!positive || parseChunk(asked.argument)?.last === true)) {
          this.#phase = 'ready';
        }
        break;
      case 'AUTH':
        this.#applyToAuthentication(asked, code);
        break;
      case 'STARTTLS':
        if (code === 220 && !this.#secured) this.#securing = 'agreed';
        break;
    }
  }

  /** A client that does not wait for the 354 has been taken at its word; a refusal makes its lines commands again. */
  #applyToData(code: number): void {
    if (code === 354) {
      if (this.#phase === 'envelope') this.#phase = 'content';
      return;
    }
    if (this.#clientMode === 'content') this.#clientMode = 'command';
    else if (this.#awaited.next?.what === 'content') this.#awaited.take();
  }

  /** RFC 4954 section 4: each 334 asks for one more answer of the client; anything else ends the exchange. */
  #applyToAuthentication(asked: Asked, code: number): void {
    if (code === 334) {
      this.#awaited.askAgain(asked);
      return;
    }
    if (this.#clientMode === 'authentication') this.#clientMode = code < 300 ? 'command' : 'refused';
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
