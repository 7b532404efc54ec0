import type { Agreement } from './agreement.ts';
import { DOT } from './bytes.ts';
import { isKnownVerb, parseChunk, parseCommand, parsePath, type Command } from './command.ts';
import { contentAfter, ContentEnd, type ContentEndState, type ContentLine } from './content-end.ts';
import { giveContent, giveDot } from './content-octets.ts';
import { Course, type CourseState } from './course.ts';
import type { Asked, DialogueListener, LineMeaning } from './dialogue-listener.ts';
import { Framing, type FramingState } from './framing.ts';
import { noLine, type Changeable, type LineInHand } from './line-in-hand.ts';
import { parseReplyLine } from './reply.ts';
import { ReplyGatherer, type ReplyGathererState } from './reply-gatherer.ts';
import { eventOfCommand } from './state-machine/events.ts';
import { STAGES, type ClientReading, type Stage } from './state-machine/stages.ts';
import type { LineEnding, LineKind, Phase, Speaker } from './words.ts';

/**
 * Follows a dialogue from its bytes, and says of each line what it is. How it moves stands in state-machine/table.ts.
 * It only watches: whatever comes, it neither throws nor stops, and finds its way back at the next reply.
 */

/** Bytes of a command that is remembered until it is answered: any path with its parameters (RFC 5321 section 4.5.3.1). */
const LONGEST_REMEMBERED = 2_048;

/** Where a dialogue stands: plain data, to be kept and taken up again. */
export interface DialogueState {
  readonly course: CourseState;
  readonly lines: number;
  readonly clientSpoke: boolean;
  readonly serverSpoke: boolean;
  readonly content: ContentEndState;
  readonly reply: ReplyGathererState;
  readonly clientFraming: FramingState;
  readonly serverFraming: FramingState;
}

/** Follows one dialogue. */
export class Dialogue {
  readonly #listener: DialogueListener;
  readonly #framings: Readonly<Record<Speaker, Framing>>;
  readonly #course: Course;
  readonly #reply: ReplyGatherer;
  readonly #content: ContentEnd;
  readonly #line: Changeable<LineInHand>;
  #lines = 0;
  #clientSpoke = false;
  #serverSpoke = false;
  #contentLineInHand: ContentLine = 'line';
  #time = 0;

  /** A dialogue from its first byte on, or from where one stood. `line`: what each line is told in. */
  constructor(listener: DialogueListener, state?: DialogueState, line: Changeable<LineInHand> = noLine()) {
    this.#listener = listener;
    this.#line = line;
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
    this.#course = new Course(state?.course);
    this.#reply = new ReplyGatherer(state?.reply ?? { texts: [], length: 0, line: 0 });
    this.#content = new ContentEnd(state?.content ?? contentAfter('crlf'));
    if (state === undefined) return;
    this.#lines = state.lines;
    this.#clientSpoke = state.clientSpoke;
    this.#serverSpoke = state.serverSpoke;
  }

  /** A copy of where it stands. */
  state(): DialogueState {
    return {
      course: this.#course.state(),
      lines: this.#lines,
      clientSpoke: this.#clientSpoke,
      serverSpoke: this.#serverSpoke,
      content: this.#content.state(),
      reply: this.#reply.state(),
      clientFraming: this.#framings.client.state(),
      serverFraming: this.#framings.server.state(),
    };
  }

  /** Where the dialogue stands. */
  get phase(): Phase {
    return this.#course.phase;
  }

  /** Where exactly it stands. */
  get stage(): Stage {
    return this.#course.stage;
  }

  /** What the server has agreed to so far. */
  get agreement(): Agreement {
    return this.#course.agreement;
  }

  /** What the next reply will answer; null where nothing waits. */
  get awaited(): Asked | null {
    return this.#course.awaited.next;
  }

  /** All that waits for a reply, as far as it is remembered. */
  get unanswered(): readonly Asked[] {
    return [...this.#course.awaited.all];
  }

  /** Who speaks the commands. */
  get commanding(): Speaker {
    return this.#course.commanding;
  }

  /** STARTTLS was accepted, and what comes next ought to be TLS. */
  get isTlsAgreed(): boolean {
    return this.#course.isTlsAgreed;
  }

  /** What was said before was not heard: the record begins in the middle of the conversation. */
  get isJoinedLate(): boolean {
    return this.#course.isJoinedLate;
  }

  /** This side's bytes come out of TLS that the spy reads. */
  isSecured(side: Speaker): boolean {
    return this.#course.isSecured(side);
  }

  /** Whether the server owes an answer. */
  get awaitsReply(): boolean {
    return !this.#course.awaited.isEmpty;
  }

  /** Whether the client has been heard: a record may hold one side only. */
  get hasClientSpoken(): boolean {
    return this.#course.commands > 0;
  }

  /** Whether the server has been heard. */
  get hasServerSpoken(): boolean {
    return this.#serverSpoke;
  }

  /** What the line of content in hand is: whether it ends the message. */
  get contentLine(): ContentLine {
    return this.#contentLineInHand;
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
    if (tls) this.secure(from);
    this.#framings[from].push(bytes);
  }

  /** From here on this side's bytes come out of TLS that the spy reads. */
  secure(side: Speaker): void {
    if (!this.#course.isSecured(side) && this.#course.secure(side)) this.#beginAnew();
  }

  /** The conversation goes on with another server. `time`: microseconds since the session began. */
  beginElsewhere(time: number): void {
    this.finish('server');
    this.#course.beginElsewhere(this.#lines, time);
  }

  /** The command in that line, the last so far, was not passed on: nobody will answer it. */
  withdraw(line: number): void {
    this.#course.awaited.withdraw(line);
  }

  /** One side will say no more: its last line may lack its ending. */
  finish(from: Speaker): void {
    this.#framings[from].finish();
  }

  #beginAnew(): void {
    this.#finishLines();
    this.#course.beginTls();
    this.#framings.client.readLines();
    this.#framings.server.readLines();
  }

  /** A line begins as a TLS record does: it is one behind the 220 to STARTTLS, or at the very start (port 465). */
  #mayBeTls(from: Speaker): boolean {
    const { stage, isTlsAgreed } = this.#course;
    const isSecured = this.#course.isSecured(from);
    const isFirst = from === 'client' && !this.#clientSpoke && stage === 'greeting' && !isSecured;
    if (!isTlsAgreed && !isFirst) return false;
    this.#finishLines();
    this.#course.passTls();
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

  #take(
    from: Speaker,
    bytes: Uint8Array,
    start: number,
    end: number,
    ending: LineEnding,
    continued: boolean,
  ): void {
    this.#lines += 1;
    const line = this.#line;
    line.from = from;
    line.bytes = bytes;
    line.start = start;
    line.end = end;
    line.ending = ending;
    line.continued = continued;
    line.number = this.#lines;
    line.time = this.#time;
    if (from !== this.#course.commanding) return this.#takeFromServer();
    if (this.#framings[from].mode === 'beginning') return this.#tell('opaque');
    this.#noteEndOfChunk();
    this.#takeFromClient(this.#course.reads);
    this.#clientSpoke ||= this.#course.commands > 0;
  }

  /** Only the framing counts the bytes of a chunk. */
  #noteEndOfChunk(): void {
    const { reads, commanding } = this.#course;
    if (reads === 'chunk' && this.#framings[commanding].mode !== 'chunk') this.#course.move('end of chunk');
  }

  #takeFromClient(reads: ClientReading): void {
    const { bytes, start, end, ending, continued } = this.#line;
    switch (reads) {
      case 'records':
        return this.#tell('opaque');
      case 'content':
        return this.#contentLine();
      case 'chunk':
        this.#tell('content');
        return giveContent(this.#listener, bytes, start, end, ending);
      case 'responses':
        return this.#responseLine();
      case 'commands or responses':
        return this.#lineBehindRefusal();
      case 'commands':
        if (continued) return this.#tell('command');
        return this.#commandLine(parseCommand(bytes, start, end));
    }
  }

  #contentLine(): void {
    const { bytes, start, end, ending, continued } = this.#line;
    const content = this.#content;
    const line = content.read(bytes, start, end, ending, continued);
    this.#contentLineInHand = line;
    this.#tell('content');
    giveDot(this.#listener, content);
    if (line === 'line' || (line === 'doubtful end' && end - start > 1)) {
      const isStuffed = !continued && content.isAtLineStart && end > start && bytes[start] === DOT;
      giveContent(this.#listener, bytes, isStuffed ? start + 1 : start, end, ending);
    }
    content.pass(line, ending, end - start === 1);
    if (line === 'end') this.#endContent();
  }

  #endContent(): void {
    const asked = this.#course.endContent(this.#lines, this.#time);
    this.#listener.contentEnd?.(asked);
  }

  #responseLine(): void {
    const { bytes, start, end, continued } = this.#line;
    const command = continued ? null : parseCommand(bytes, start, end);
    // What a client says within the exchange is base64 or "*" (RFC 4954 section 4): a path is a command's, and the
    // exchange is over for the client.
    if (command !== null && isKnownVerb(command.verb) && parsePath(command.argument) !== null) {
      return this.#commandLine(command);
    }
    this.#tell('authentication');
    this.#course.move('response');
  }

  /** To the server it is a command; but as long as it is none that anybody knows, it may be a secret. */
  #lineBehindRefusal(): void {
    const { bytes, start, end, continued } = this.#line;
    const command = continued ? null : parseCommand(bytes, start, end);
    if (command !== null && isKnownVerb(command.verb)) return this.#commandLine(command);
    this.#tell('authentication');
    if (continued) return;
    this.#course.move('response');
    this.#course.ask(this.#course.command('', '', this.phase, this.#lines, this.#time));
  }

  #commandLine(command: Command): void {
    const { bytes, start, end, ending } = this.#line;
    const event = eventOfCommand(command);
    const { stage } = this.#course;
    const { to, expected } = this.#course.turn(event);
    const remembered =
      end - start <= LONGEST_REMEMBERED ? command : parseCommand(bytes, start, start + LONGEST_REMEMBERED);
    const { phase } = STAGES[to];
    const asked = this.#course.command(command.verb, remembered.argument, phase, this.#lines, this.#time);
    this.#tell('command', phase, { type: 'command', command, asked, event, stage, expected });
    this.#course.move(event);
    // A load balancer's header is no command: nobody answers it.
    if (event === 'PROXY' && expected) return this.#course.uncount();
    this.#course.ask(asked);
    this.#beginContent(command, ending);
    this.#listener.command?.(asked);
  }

  #beginContent({ argument }: Command, ending: LineEnding): void {
    const { stage, reads, commanding } = this.#course;
    if (stage === 'data') this.#content.begin(ending);
    if (reads === 'chunk') this.#framings[commanding].readChunk(parseChunk(argument)?.length ?? 0);
  }

  #takeFromServer(): void {
    if (this.#course.reads === 'records') return this.#tell('opaque');
    this.#noteEndOfChunk();
    this.#serverSpoke = true;
    const { bytes, start, end, continued } = this.#line;
    const reply = continued ? null : parseReplyLine(bytes, start, end);
    if (reply !== null) this.#course.noteCode(reply.code);
    const whole = reply === null ? null : this.#reply.take(reply, this.#lines);
    if (whole !== null) this.#settleDoubtfulEnd();
    const asked = this.#course.awaited.next;
    const phase = asked?.phase ?? this.phase;
    this.#tell('reply', phase, reply === null ? null : { type: 'reply', reply, asked, whole });
    if (whole === null) return;
    const more = this.#course.answer(asked, whole, this.#lines, this.#time);
    this.#listener.reply?.(asked, whole, more);
  }

  /** A reply in the middle of content that looked like ended to a less strict server: it was the end. */
  #settleDoubtfulEnd(): void {
    const { reads, awaited } = this.#course;
    if (reads !== 'content' || !this.#content.isDoubtful || awaited.next !== null) return;
    this.#content.settle();
    this.#endContent();
  }

  #tell(
    kind: LineKind,
    phase: Phase = kind === 'content' ? 'content' : this.phase,
    meaning: LineMeaning = null,
  ): void {
    const line = this.#line;
    line.kind = kind;
    line.phase = phase;
    line.meaning = meaning;
    this.#listener.line(line);
  }
}
