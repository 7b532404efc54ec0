import { agreeOn, NOTHING_AGREED, repliesLeft, type Agreement } from './agreement.ts';
import { AwaitedReplies, type AwaitedRepliesState } from './awaited-replies.ts';
import type { Asked, Reply } from './dialogue-listener.ts';
import { eventOfReply } from './state-machine/events.ts';
import { STAGES, type ClientReading, type Stage } from './state-machine/stages.ts';
import { turnOn, type DialogueEvent, type Turn } from './state-machine/table.ts';
import { otherSpeaker, type Phase, type Speaker } from './words.ts';

/** How far a dialogue has come: plain data, to be kept and taken up again. */
export interface CourseState {
  readonly stage: Stage;
  readonly agreement: Agreement;
  readonly awaited: AwaitedRepliesState;
  /** Who speaks the commands: after TURN and ATRN, the one that was the server (RFC 2645). */
  readonly commanding: Speaker;
  readonly commands: number;
  readonly dataCommand: number;
  readonly tlsAgreed: boolean;
  /** What was said before was not heard: the record begins in the middle of the conversation. */
  readonly joinedLate: boolean;
  /** Whose bytes come out of TLS that the spy reads. */
  readonly secured: Readonly<Record<Speaker, boolean>>;
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

const BEGINNING: CourseState = {
  stage: 'greeting',
  agreement: NOTHING_AGREED,
  awaited: { asked: [GREETING], unpaired: 0 },
  commanding: 'client',
  commands: 0,
  dataCommand: 0,
  tlsAgreed: false,
  joinedLate: false,
  secured: { client: false, server: false },
};

/** The course of a dialogue: where it stands in the table, what was asked, and what has been agreed. */
export class Course {
  readonly awaited: AwaitedReplies;
  #stage: Stage;
  #agreement: Agreement;
  #commanding: Speaker;
  #commands: number;
  #dataCommand: number;
  #tlsAgreed: boolean;
  #joinedLate: boolean;
  #secured: Readonly<Record<Speaker, boolean>>;

  /** From its beginning on, or from where one stood. */
  constructor(state: CourseState = BEGINNING) {
    this.awaited = new AwaitedReplies(state.awaited);
    this.#stage = state.stage;
    this.#agreement = state.agreement;
    this.#commanding = state.commanding;
    this.#commands = state.commands;
    this.#dataCommand = state.dataCommand;
    this.#tlsAgreed = state.tlsAgreed;
    this.#joinedLate = state.joinedLate;
    this.#secured = state.secured;
  }

  /** A copy of where it stands. */
  state(): CourseState {
    return {
      stage: this.#stage,
      agreement: this.#agreement,
      awaited: this.awaited.state(),
      commanding: this.#commanding,
      commands: this.#commands,
      dataCommand: this.#dataCommand,
      tlsAgreed: this.#tlsAgreed,
      joinedLate: this.#joinedLate,
      secured: this.#secured,
    };
  }

  /** Where it stands. */
  get stage(): Stage {
    return this.#stage;
  }

  /** The phase of that. */
  get phase(): Phase {
    return STAGES[this.#stage].phase;
  }

  /** How the client's next bytes are to be read. */
  get reads(): ClientReading {
    return STAGES[this.#stage].reads;
  }

  /** What the server has agreed to so far. */
  get agreement(): Agreement {
    return this.#agreement;
  }

  /** Who speaks the commands. */
  get commanding(): Speaker {
    return this.#commanding;
  }

  /** Commands so far. */
  get commands(): number {
    return this.#commands;
  }

  /** STARTTLS was accepted, and what comes next ought to be TLS. */
  get isTlsAgreed(): boolean {
    return this.#tlsAgreed;
  }

  /** What was said before was not heard. */
  get isJoinedLate(): boolean {
    return this.#joinedLate;
  }

  /** This side's bytes come out of TLS that the spy reads. */
  isSecured(side: Speaker): boolean {
    return this.#secured[side];
  }

  /** Where an event would lead. */
  turn(event: DialogueEvent): Turn {
    return turnOn(this.#stage, event) ?? { to: this.#stage, expected: false };
  }

  /** Goes where an event leads. */
  move(event: DialogueEvent): void {
    this.#stage = this.turn(event).to;
    if (this.#stage === 'securing') this.#tlsAgreed = true;
  }

  /** The next command, said in that line; it is not awaited yet. */
  command(verb: string, argument: string, phase: Phase, line: number, time: number): Asked {
    this.#commands += 1;
    return { what: 'command', verb, argument, phase, line, exchange: this.#commands, time };
  }

  /** It was no command after all. */
  uncount(): void {
    this.#commands -= 1;
  }

  /** The server will answer a command. */
  ask(asked: Asked): void {
    this.awaited.ask(asked);
    if (asked.verb === 'DATA') this.#dataCommand = asked.exchange;
  }

  /** The content of a DATA is over, and the server will answer that. */
  endContent(line: number, time: number): Asked {
    this.move('end of content');
    const exchange = this.#dataCommand;
    const asked: Asked = { what: 'content', verb: '', argument: '', phase: 'content', line, exchange, time };
    this.awaited.ask(asked);
    return asked;
  }

  /**
   * One side's TLS is up; where both sides' is, one is before the other. Returns whether the dialogue begins anew with it:
   * nobody has spoken since that was agreed.
   */
  secure(side: Speaker): boolean {
    const isFirst = this.#tlsAgreed || (!this.#secured.client && !this.#secured.server);
    this.#secured = { ...this.#secured, [side]: true };
    return isFirst;
  }

  /** RFC 3207 section 4.2: after TLS is up, both sides forget all they knew. */
  beginTls(): void {
    this.#tlsAgreed = false;
    this.#agreement = NOTHING_AGREED;
    // TLS from the first byte on (port 465) still has the greeting before it.
    if (this.#stage !== 'greeting') this.awaited.clear();
    this.move('TLS begins');
  }

  /** Another server takes the place of the one that was spoken to: it greets, and knows nothing of what was said. */
  beginElsewhere(line: number, time: number): void {
    this.#tlsAgreed = false;
    this.#secured = { ...this.#secured, server: false };
    this.#agreement = NOTHING_AGREED;
    this.awaited.clear();
    this.awaited.ask({ ...GREETING, line, time });
    this.#stage = 'greeting';
  }

  /** From here on TLS passes unread. */
  passTls(): void {
    this.#tlsAgreed = false;
    this.awaited.clear();
    this.move('TLS passes unread');
  }

  /**
   * A line of a reply begins with that code. No server greets with one that agrees and is not 220: what it answers is what the
   * client said first, and the greeting was before anybody listened.
   */
  noteCode(code: number): void {
    if (this.awaited.next?.what !== 'greeting' || this.#commands === 0) return;
    if (code < 200 || code >= 400 || code === 220) return;
    this.awaited.take();
    this.#joinedLate = true;
  }

  /** A whole reply came. Returns whether the same will be answered again. */
  answer(asked: Asked | null, reply: Reply, line: number, time: number): boolean {
    this.awaited.take();
    const event = eventOfReply(asked, reply.code, this.#agreement.hasSender);
    if (asked !== null && this.#agree(asked, reply, event === 'challenge')) return true;
    const isRefusedData = asked?.verb === 'DATA' && reply.code !== 354;
    // A client that does not wait for the 354 has been taken at its word; a refusal makes its lines commands again.
    if (isRefusedData && this.awaited.next?.what === 'content') this.awaited.take();
    const isSecured = this.#secured.client && this.#secured.server;
    if (event !== null && (event !== 'STARTTLS accepted' || !isSecured)) this.move(event);
    if (reply.code === 421) this.move('421');
    if (event === 'TURN accepted') this.#turnRoles(line, time);
    return false;
  }

  /** Returns whether more replies to the same will come; only the last one changes what is agreed. */
  #agree(asked: Asked, reply: Reply, isChallenge: boolean): boolean {
    const left = repliesLeft(this.#agreement, asked, reply.code);
    // RFC 4954 section 4: each 334 asks for one more answer of the client; anything else ends the exchange.
    const more = isChallenge || left > 0;
    if (left > 0) this.#agreement = { ...this.#agreement, messageReplies: left };
    if (more) this.awaited.askAgain(asked);
    else this.#agreement = agreeOn(this.#agreement, asked, reply);
    return more;
  }

  /** RFC 2645 section 5.2: the roles are exchanged, and the new server greets. */
  #turnRoles(line: number, time: number): void {
    this.#commanding = otherSpeaker(this.#commanding);
    this.awaited.clear();
    this.awaited.ask({ ...GREETING, line, time });
  }
}
