import { agreeOn, awaitMoreReplies, NOTHING_AGREED, type Agreement } from './agreement.ts';
import { AwaitedReplies, type AwaitedRepliesState } from './awaited-replies.ts';
import { DOT } from './bytes.ts';
import { isKnownVerb, parseChunk, parseCommand, parsePath, type Command } from './command.ts';
import { contentAfter, ContentEnd, type ContentEndState } from './content-end.ts';
import { giveContent, giveDot } from './content-octets.ts';
import type { Asked, DialogueListener, LineMeaning, Reply } from './dialogue-listener.ts';
import { Framing, type FramingState } from './framing.ts';
import { parseReplyLine } from './reply.ts';
import { ReplyGatherer, type ReplyGathererState } from './reply-gatherer.ts';
import { eventOfCommand, eventOfReply } from './state-machine/events.ts';
import { STAGES, type ClientReading, type Stage } from './state-machine/stages.ts';
import { turnOn, type DialogueEvent } from './state-machine/table.ts';
import { otherSpeaker, type LineEnding, type LineKind, type Phase, type Speaker } from './words.ts';

/**
 * Follows a dialogue from its bytes, and says of each line what it is. How it moves stands in state-machine/table.ts.
 * It only watches: whatever comes, it neither throws nor stops, and finds its way back at the next reply.
 */

/** Bytes of a command that is remembered until it is answered: any path with its parameters (RFC 5321 section 4.5.3.1). */
const LONGEST_REMEMBERED = 2_048;

/** Where a dialogue stands: plain data, to be kept and taken up again. */
export interface DialogueState {
  readonly stage: Stage;
  readonly lines: number;
  readonly commands: number;
  readonly dataCommand: number;
  /** Who speaks the commands: after TURN and ATRN, the one that was the server (RFC 2645). */
  readonly commanding: Speaker;
  readonly clientSpoke: boolean;
  readonly tlsAgreed: boolean;
  readonly secured: boolean;
  readonly content: ContentEndState;
  readonly agreement: Agreement;
  readonly awaited: AwaitedRepliesState;
  readonly reply: ReplyGathererState;
  readonly clientFraming: FramingState;
  readonly serverFraming: FramingState;
}

const GREETING: Asked = {
  what: 'greeting',
  verb: '',
  argument: '',
  phase: 'greeting',
  line: 0,
  exchange: 0,
  time: 0,
};

/** Follows one dialogue. */
export class Dialogue {
  readonly #listener: DialogueListener;
  readonly #framings: Readonly<Record<Speaker, Framing>>;
  readonly #awaited: AwaitedReplies;
  readonly #reply: ReplyGatherer;
  readonly #content: ContentEnd;
  #stage: Stage = 'greeting';
  #agreement: Agreement = NOTHING_AGREED;
  #lines = 0;
  #commands = 0;
  #dataCommand = 0;
  #commanding: Speaker = 'client';
  #clientSpoke = false;
  #tlsAgreed = false;
  #secured = false;
  #time = 0;

  /** A dialogue from its first byte on, or from where one stood. */
  constructor(listener: DialogueListener, state?: DialogueState) {
    this.#listener = listener;
    const framing = (from: Speaker, begun?: FramingState): Framing =>
      new Framing(
        (bytes, start, end, ending, continued) => this.#take(from, bytes, start, end, ending, continued),
        () => this.#mayBeTls(from),
        from === 'client' ? 'beginning' : 'lines',
        begun,
      );
    this.#framings = {
      client: framing('client', state?.clientFraming),
      server: framing('server', state?.serverFraming),
    };
    this.#awaited = new AwaitedReplies(state?.awaited ?? { asked: [GREETING], unpaired: 0 });
    this.#reply = new ReplyGatherer(state?.reply ?? { texts: [], length: 0, line: 0 });
    this.#content = new ContentEnd(state?.content ?? contentAfter('crlf'));
    if (state === undefined) return;
    this.#stage = state.stage;
    this.#agreement = state.agreement;
    this.#lines = state.lines;
    this.#commands = state.commands;
    this.#dataCommand = state.dataCommand;
    this.#commanding = state.commanding;
    this.#clientSpoke = state.clientSpoke;
    this.#tlsAgreed = state.tlsAgreed;
    this.#secured = state.secured;
  }

  /** A copy of where it stands. */
  state(): DialogueState {
    return {
      stage: this.#stage,
      lines: this.#lines,
      commands: this.#commands,
      dataCommand: this.#dataCommand,
      commanding: this.#commanding,
      clientSpoke: this.#clientSpoke,
      tlsAgreed: this.#tlsAgreed,
      secured: this.#secured,
      content: this.#content.state(),
      agreement: this.#agreement,
      awaited: this.#awaited.state(),
      reply: this.#reply.state(),
      clientFraming: this.#framings.client.state(),
      serverFraming: this.#framings.server.state(),
    };
  }

  /** Where the dialogue stands. */
  get phase(): Phase {
    return STAGES[this.#stage].phase;
  }

  /** Where exactly it stands. */
  get stage(): Stage {
    return this.#stage;
  }

  /** What the server has agreed to so far. */
  get agreement(): Agreement {
    return this.#agreement;
  }

  /** What the next reply will answer; null where nothing waits. */
  get awaited(): Asked | null {
    return this.#awaited.next;
  }

  /** Who speaks the commands. */
  get commanding(): Speaker {
    return this.#commanding;
  }

  /** STARTTLS was accepted, and what comes next ought to be TLS. */
  get isTlsAgreed(): boolean {
    return this.#tlsAgreed;
  }

  /** The bytes come out of TLS that the spy reads. */
  get isSecured(): boolean {
    return this.#secured;
  }

  /** How the line of content before this one ended; before the first, how DATA did. */
  get lastContentEnding(): LineEnding {
    return this.#content.lastEnding;
  }

  /** Lines so far. */
  get lines(): number {
    return this.#lines;
  }

  /** Bytes of unfinished lines that {@link state} would have to copy. */
  get pending(): number {
    return this.#framings.client.pending + this.#framings.server.pending;
  }

  /**
   * Takes bytes as they arrived; `tls` where the spy took them out of TLS. `time`: microseconds since the session
   * began.
   */
  push(from: Speaker, bytes: Uint8Array, tls: boolean, time = 0): void {
    if (bytes.length === 0) return;
    this.#time = time;
    if (tls && !this.#secured) this.#beginAnew();
    this.#framings[from].push(bytes);
  }

  /** One side will say no more: its last line may lack its ending. */
  finish(from: Speaker): void {
    this.#framings[from].finish();
  }

  /** RFC 3207 section 4.2: after TLS is up, both sides forget all they knew. */
  #beginAnew(): void {
    this.#finishLines();
    this.#secured = true;
    this.#tlsAgreed = false;
    this.#agreement = NOTHING_AGREED;
    // TLS from the first byte on (port 465) still has the greeting before it.
    if (this.#stage !== 'greeting') this.#awaited.clear();
    this.#move('TLS begins');
    this.#framings.client.readLines();
    this.#framings.server.readLines();
  }

  /** A line begins as a TLS record does: it is one behind the 220 to STARTTLS, or at the very start (port 465). */
  #mayBeTls(from: Speaker): boolean {
    const isFirst = from === 'client' && !this.#clientSpoke && this.#stage === 'greeting' && !this.#secured;
    if (!this.#tlsAgreed && !isFirst) return false;
    this.#finishLines();
    this.#tlsAgreed = false;
    this.#move('TLS passes unread');
    this.#awaited.clear();
    this.#framings.client.readRecords();
    this.#framings.server.readRecords();
    this.#listener.opaque?.();
    return true;
  }

  #finishLines(): void {
    this.#framings.client.finish();
    this.#framings.server.finish();
    this.#reply.clear();
  }

  #move(event: DialogueEvent): void {
    const turn = turnOn(this.#stage, event);
    if (turn !== null) this.#stage = turn.to;
    if (this.#stage === 'securing') this.#tlsAgreed = true;
  }

  #take(
    from: Speaker,
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    continued: boolean,
  ): void {
    this.#lines += 1;
    if (from !== this.#commanding) return this.#takeFromServer(from, bytes, start, end, ending, continued);
    if (this.#framings[from].mode === 'beginning') {
      return this.#emit(from, bytes, start, end, ending, 'opaque');
    }
    this.#noteEndOfChunk();
    this.#takeFromClient(this.#reads, bytes, start, end, ending, continued);
    this.#clientSpoke ||= this.#commands > 0 || this.#stage !== 'greeting';
  }

  get #reads(): ClientReading {
    return STAGES[this.#stage].reads;
  }

  /** Only the framing counts the bytes of a chunk. */
  #noteEndOfChunk(): void {
    if (this.#reads !== 'chunk' || this.#framings[this.#commanding].mode === 'chunk') return;
    this.#move('end of chunk');
  }

  #takeFromClient(
    reads: ClientReading,
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    continued: boolean,
  ): void {
    const from = this.#commanding;
    switch (reads) {
      case 'records':
        return this.#emit(from, bytes, start, end, ending, 'opaque');
      case 'content':
        return this.#contentLine(bytes, start, end, ending, continued);
      case 'chunk':
        this.#emit(from, bytes, start, end, ending, 'content');
        return giveContent(this.#listener, bytes, start, end, ending);
      case 'responses':
        return this.#responseLine(bytes, start, end, ending, continued);
      case 'commands or responses':
        return this.#lineBehindRefusal(bytes, start, end, ending, continued);
      case 'commands':
        if (continued) return this.#emit(from, bytes, start, end, ending, 'command');
        return this.#commandLine(parseCommand(bytes, start, end), bytes, start, end, ending);
    }
  }

  #contentLine(bytes: Uint8Array, start: number, end: number, ending: LineEnding, continued: boolean): void {
    const content = this.#content;
    const line = content.read(bytes, start, end, ending, continued);
    this.#emit(this.#commanding, bytes, start, end, ending, 'content');
    giveDot(this.#listener, content);
    if (line === 'line' || (line === 'doubtful end' && end - start > 1)) {
      const isStuffed = !continued && content.isAtLineStart && end > start && bytes[start] === DOT;
      giveContent(this.#listener, bytes, isStuffed ? start + 1 : start, end, ending);
    }
    content.pass(line, ending, end - start === 1);
    if (line === 'end') this.#endContent();
  }

  #endContent(): void {
    this.#move('end of content');
    const asked = this.#asked('content', '', '', 'content', this.#dataCommand);
    this.#awaited.ask(asked);
    this.#listener.contentEnd?.(asked);
  }

  #asked(what: Asked['what'], verb: string, argument: string, phase: Phase, exchange: number): Asked {
    return { what, verb, argument, phase, line: this.#lines, exchange, time: this.#time };
  }

  #responseLine(bytes: Uint8Array, start: number, end: number, ending: LineEnding, continued: boolean): void {
    const command = continued ? null : parseCommand(bytes, start, end);
    // What a client says within the exchange is base64 or "*" (RFC 4954 section 4): a path is a command's, and the
    // exchange is over for the client.
    if (command !== null && isKnownVerb(command.verb) && parsePath(command.argument) !== null) {
      return this.#commandLine(command, bytes, start, end, ending);
    }
    this.#emit(this.#commanding, bytes, start, end, ending, 'authentication');
    this.#move('response');
  }

  /** To the server it is a command; but as long as it is none that anybody knows, it may be a secret. */
  #lineBehindRefusal(
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    continued: boolean,
  ): void {
    const command = continued ? null : parseCommand(bytes, start, end);
    if (command !== null && isKnownVerb(command.verb)) {
      return this.#commandLine(command, bytes, start, end, ending);
    }
    this.#emit(this.#commanding, bytes, start, end, ending, 'authentication');
    if (continued) return;
    this.#commands += 1;
    this.#move('response');
    this.#awaited.ask(this.#asked('command', '', '', this.phase, this.#commands));
  }

  #commandLine(command: Command, bytes: Uint8Array, start: number, end: number, ending: LineEnding): void {
    const event = eventOfCommand(command);
    const stage = this.#stage;
    const turn = turnOn(stage, event) ?? { to: stage, expected: false };
    const remembered =
      end - start <= LONGEST_REMEMBERED ? command : parseCommand(bytes, start, start + LONGEST_REMEMBERED);
    const phase = STAGES[turn.to].phase;
    this.#commands += 1;
    const asked = this.#asked('command', command.verb, remembered.argument, phase, this.#commands);
    const { expected } = turn;
    const meaning: LineMeaning = { type: 'command', command, asked, event, stage, expected };
    this.#listener.line(this.#commanding, bytes, start, end, ending, 'command', phase, meaning);
    this.#stage = turn.to;
    if (event === 'PROXY' && expected) {
      this.#commands -= 1;
      return;
    }
    this.#awaited.ask(asked);
    this.#beginContent(command, asked, ending);
    this.#listener.command?.(asked);
  }

  #beginContent({ argument }: Command, { exchange }: Asked, ending: LineEnding): void {
    if (this.#stage === 'data') {
      this.#dataCommand = exchange;
      this.#content.begin(ending);
    }
    if (this.#reads !== 'chunk') return;
    this.#framings[this.#commanding].readChunk(parseChunk(argument)?.length ?? 0);
  }

  #takeFromServer(
    from: Speaker,
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    continued: boolean,
  ): void {
    if (this.#reads === 'records') return this.#emit(from, bytes, start, end, ending, 'opaque');
    this.#noteEndOfChunk();
    const reply = continued ? null : parseReplyLine(bytes, start, end);
    const whole = reply === null ? null : this.#reply.take(reply, this.#lines);
    if (whole !== null) this.#settleDoubtfulEnd();
    const asked = this.#awaited.next;
    const phase = asked?.phase ?? this.phase;
    const meaning: LineMeaning = reply === null ? null : { type: 'reply', reply, asked, whole };
    this.#listener.line(from, bytes, start, end, ending, 'reply', phase, meaning);
    if (whole === null) return;
    this.#awaited.take();
    this.#apply(asked, whole);
    this.#listener.reply?.(asked, whole);
  }

  /** A reply in the middle of content that looked like ended to a less strict server: it was the end. */
  #settleDoubtfulEnd(): void {
    if (this.#reads !== 'content' || !this.#content.isDoubtful || this.#awaited.next !== null) return;
    this.#content.settle();
    this.#endContent();
  }

  #apply(asked: Asked | null, reply: Reply): void {
    const event = eventOfReply(asked, reply.code, this.#agreement.hasSender);
    if (asked !== null) {
      const { more, agreement } = awaitMoreReplies(this.#agreement, asked);
      this.#agreement = agreement;
      // RFC 4954 section 4: each 334 asks for one more answer of the client; anything else ends the exchange.
      if (more || event === 'challenge') return this.#awaited.askAgain(asked);
      this.#agreement = agreeOn(this.#agreement, asked, reply);
    }
    const isRefusedData = asked?.verb === 'DATA' && reply.code !== 354;
    // A client that does not wait for the 354 has been taken at its word; a refusal makes its lines commands again.
    if (isRefusedData && this.#awaited.next?.what === 'content') this.#awaited.take();
    if (event !== null && (event !== 'STARTTLS accepted' || !this.#secured)) this.#move(event);
    if (reply.code === 421) this.#move('421');
    if (event === 'TURN accepted') this.#turnRoles();
  }

  /** RFC 2645 section 5.2: the roles are exchanged, and the new server greets. */
  #turnRoles(): void {
    this.#commanding = otherSpeaker(this.#commanding);
    this.#awaited.clear();
    this.#awaited.ask({ ...GREETING, line: this.#lines, time: this.#time });
  }

  #emit(
    from: Speaker,
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    kind: LineKind,
  ): void {
    const phase = kind === 'content' ? 'content' : this.phase;
    this.#listener.line(from, bytes, start, end, ending, kind, phase, null);
  }
}
