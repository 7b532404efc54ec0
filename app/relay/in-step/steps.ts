import { Buffer } from 'node:buffer';
import type { Speaker } from '../../smtp/words.ts';
import type { OfferLine } from '../capability-changes.ts';
import { ClientInput } from './client-input.ts';
import type { Asker, Matter, Verdict } from '../inquiry.ts';
import { ReplyQueue } from './reply-queue.ts';
import { UNJUDGED, type RuleJudge } from '../rule-judge.ts';
import type { SavedMessage } from './saved-message.ts';
import { StepAnswers } from './step-answers.ts';
import { StepCommands } from './step-commands.ts';
import { StepContent } from './step-content.ts';
import { StepDiversion, type DivertingWorld } from './step-diversion.ts';
import { StepEnds, type EndsWorld } from './step-ends.ts';
import { StepExchange } from './step-exchange.ts';
import { StepGate, type GateWorld } from './step-gate.ts';
import { StepPacing } from './step-pacing.ts';
import { looksIntoMessages, type StepParts } from './step-parts.ts';
import type { StepSides } from './step-sides.ts';

/** What steps need of the relay that they are part of. */
export interface StepsWorld
  extends Pick<GateWorld, 'ask' | 'withdraw'>, Pick<EndsWorld, 'close'>, DivertingWorld {
  /** Passes on what the client says, towards the server and whatever stands before that. */
  pass(bytes: Buffer): void;
  /** The client has said its last, and all of it has gone on. */
  clientEnded(): void;
  /** TLS that the client and the server agree on passes unread. */
  readonly passesTlsUnread: boolean;
  /** Keeps a message as a file of its own, in a folder. `lines`: as they go on. */
  save(folder: string, lines: Iterable<Buffer>): SavedMessage;
  /** {@link Steps.waited} is to be called with the token after so many milliseconds. */
  wait(token: number, ms: number): void;
}

const NOTHING = Buffer.alloc(0);

/** Bytes of a client that waits for its turn, past which it is not read any more. */
const MOST_WAITING = 64 * 1024;

/**
 * Relays a conversation in step, since rules look at it: one command, then its reply, and each is decided on before it goes
 * on. What a client has pipelined waits in order; message content goes on as it comes, unless a rule wants to see all of it
 * first. The server may speak whenever it likes.
 */
export class Steps {
  readonly #parts: StepParts;
  readonly #world: StepsWorld;
  readonly #commands: StepCommands;
  readonly #answers: StepAnswers;
  readonly #input = new ClientInput();
  readonly #toClient = new ReplyQueue();
  #isHeldBack = false;
  #hasClientEnded = false;
  #isStalled = false;
  /** What follows is TLS that nobody here can read. */
  #isUnread = false;
  /** Nothing goes on any more. */
  #isAbandoned = false;

  /**
   * `askers`: those who are asked about what is said, in this order, when rules have decided on it. `isBeginning`: nothing has
   * been said before; else nothing is under way.
   */
  constructor(
    sides: StepSides,
    judge: RuleJudge,
    askers: readonly Asker[],
    isBeginning: boolean,
    world: StepsWorld,
  ) {
    this.#world = world;
    this.#parts = this.#makeParts(sides, judge, askers, isBeginning);
    this.#commands = new StepCommands(this.#parts, (said, sent) => this.#pass(said, sent));
    this.#answers = new StepAnswers(this.#parts, {
      goOn: () => this.#goOn(),
      startTlsAccepted: () => (this.#isUnread ||= world.passesTlsUnread),
    });
  }

  #makeParts(sides: StepSides, judge: RuleJudge, askers: readonly Asker[], isBeginning: boolean): StepParts {
    const world = this.#world;
    const exchange = new StepExchange(isBeginning);
    const whenFree = (side: Speaker): void => (side === 'client' ? this.#goOn() : this.#deliver());
    const pacing = new StepPacing((token, ms) => world.wait(token, ms), whenFree);
    const gate = new StepGate(askers, judge, exchange, {
      ask: (token, asker, inquiry) => world.ask(token, asker, inquiry),
      withdraw: (token) => world.withdraw(token),
      whenFree,
    });
    const ends = new StepEnds(sides, {
      goOn: () => this.#goOn(),
      stall: () => void (this.#isStalled = true),
      close: (close, by, lastWords) => world.close(close, by, lastWords),
    });
    const diversion = new StepDiversion(sides, world, () => this.#goOn());
    const content = new StepContent(this.#input, sides, judge, pacing, {
      expected: exchange.expected,
      pass: (said, sent) => ends.passCounted(said, sent, (one, other) => this.#pass(one, other)),
      postponed: (plan) => ends.postponed(plan),
      end: (plan) => ends.end(plan),
      note: (plan) => ends.note(plan),
      decide: (said, judged, matter, goOn) => gate.decide({ side: 'client', said, judged, matter }, goOn),
      asksForLines: () => gate.looksAtContent,
      looksIntoMessages: () => looksIntoMessages({ judge, gate }),
      save: (folder, lines) => world.save(folder, lines),
    });
    return { sides, judge, exchange, pacing, gate, ends, diversion, content };
  }

  /** The client has connected. `goOn` looks for the server, when whoever wants to decide on it lets it. */
  begin(goOn: () => void): void {
    const matter = (): Matter => ({ type: 'connection' });
    const { ends, gate } = this.#parts;
    gate.decide({ side: 'server', said: NOTHING, judged: UNJUDGED, matter }, ({ plan }) => {
      if (!ends.refuse(plan)) goOn();
    });
  }

  /** The client has said something. */
  clientSaid(bytes: Buffer): void {
    this.#input.push(bytes);
    if (this.#parts.exchange.mayBeginWithHeader) this.#passProxyHeader();
    this.#goOn();
  }

  /** A load balancer's header, which nobody answers: the server waits for it before it greets. */
  #passProxyHeader(): void {
    const header = this.#input.proxyHeader();
    if (header === null) return;
    const { exchange, judge } = this.#parts;
    exchange.mayBeginWithHeader = false;
    judge.pass('client', header, false);
    this.#world.pass(header);
  }

  /** The client will say no more. If it has said all that, and is still held up by a person, it has given up. */
  clientEnded(): void {
    this.#hasClientEnded = true;
    if (this.isHeld && this.#input.length === 0) {
      this.abandon();
      this.#world.clientEnded();
    } else this.#goOn();
  }

  /** The conversation is over: what was said last goes nowhere. */
  abandon(): void {
    if (this.#isAbandoned) return;
    this.#isAbandoned = true;
    this.#isStalled = true;
    const { content, diversion, gate, pacing } = this.#parts;
    for (const { side, said } of [...pacing.abandon(), ...gate.abandon()]) this.#withhold(side, said);
    this.#withhold('client', diversion.abandon() ?? NOTHING);
    for (const said of this.#toClient.abandon()) this.#withhold('server', said);
    this.dropInput();
    content.abandon();
  }

  /** Something waits for the decision of a person. */
  get isHeld(): boolean {
    return this.#parts.gate.isWaitingForPerson;
  }

  #withhold(side: Speaker, said: Buffer): void {
    if (said.length > 0) this.#parts.sides.withholdNow(side, said);
  }

  /** The server has said something. */
  serverSaid(bytes: Buffer): void {
    if (this.#isAbandoned) return this.#withhold('server', bytes);
    this.#toClient.push(bytes);
    this.#deliver();
  }

  /** The server has said a whole reply, which was changed already on its way. */
  serverReplied(lines: readonly OfferLine[]): void {
    this.#toClient.pushReply(lines);
    this.#deliver();
  }

  /** Does something when all that is on its way to the client before it has gone. */
  inOrder(action: () => void): void {
    if (this.#isStalled) return action();
    this.#toClient.pushAction(action);
    this.#deliver();
  }

  /** The client has been answered, by somebody else than the server. */
  answered(): void {
    this.#parts.exchange.expected.shift();
    this.#goOn();
  }

  /** What stands behind STARTTLS in the clear is not let into TLS (RFC 3207 section 4.2). */
  dropInput(): void {
    const rest = this.#input.rest();
    if (rest.length > 0) this.#parts.sides.withholdNow('client', rest);
  }

  /** The server takes more again. */
  drained(): void {
    this.#parts.content.goOnSending();
    this.#goOn();
  }

  /** The time that {@link StepsWorld.wait} was asked for is over. */
  waited(token: number): void {
    this.#parts.pacing.waited(token);
  }

  /** What {@link StepsWorld.ask} asked has been decided. */
  decided(token: number, verdict: Verdict): void {
    this.#parts.gate.take(token, verdict);
  }

  /** Nobody needs the steps any more, and nothing is between two of them. */
  get isOver(): boolean {
    if (this.#isUnread) return true;
    const { content, gate, judge } = this.#parts;
    if (!judge.isEmpty || !gate.isIdle || this.#isAbandoned) return false;
    const isClientIdle = this.#isClientsTurn && !content.isDue && this.#input.length === 0;
    const isServerIdle = !this.#isBlocked('server') && this.#toClient.isEmpty;
    return isClientIdle && isServerIdle;
  }

  /** What the client has said and nobody has looked at, taken out. */
  takeRest(): Buffer {
    return this.#input.rest();
  }

  get #isClientsTurn(): boolean {
    const { content, exchange } = this.#parts;
    return exchange.expected.length === 0 && !content.isSending && this.#mayGoOn;
  }

  get #mayGoOn(): boolean {
    return !this.#isBlocked('client') && !this.#isStalled && !this.#isUnread;
  }

  #isBlocked(side: Speaker): boolean {
    const { diversion, gate, pacing } = this.#parts;
    const isUnderWay = side === 'client' && diversion.isUnderWay;
    return isUnderWay || pacing.isBlocked(side) || gate.isBlocked(side);
  }

  /** Takes of what the client has said as much as it is its turn to say. */
  #goOn(): void {
    while (this.#mayGoOn && this.#takePortion());
    this.#holdBack(this.#input.length >= MOST_WAITING);
    if (this.#hasClientEnded && this.#isClientsTurn) this.#endClient();
  }

  #holdBack(isTooMuch: boolean): void {
    if (isTooMuch === this.#isHeldBack) return;
    this.#isHeldBack = isTooMuch;
    const { sides } = this.#parts;
    if (isTooMuch) sides.hold('client', 'not-its-turn');
    else sides.release('client', 'not-its-turn');
  }

  /** Returns whether there may be more to take. */
  #takePortion(): boolean {
    const { content } = this.#parts;
    return content.isDue ? content.takePortion() : this.#takeCommand();
  }

  /** A last line without its ending goes on as it is. */
  #endClient(): void {
    const rest = this.#input.rest();
    if (rest.length > 0) this.#world.pass(rest);
    this.#hasClientEnded = false;
    this.#world.clientEnded();
  }

  #takeCommand(): boolean {
    const mayTake = this.#isClientsTurn || this.#commands.isWithinLine;
    const line = mayTake ? this.#input.line() : null;
    if (line !== null) this.#commands.take(line);
    return line !== null;
  }

  #pass(said: Buffer, sent: Buffer): void {
    if (said === sent) this.#world.pass(said);
    else this.#parts.sides.passInstead(said, sent, () => this.#world.pass(sent));
  }

  /** Sends the client what is on its way to it, as far as nothing has to wait. */
  #deliver(): void {
    while (!this.#isBlocked('server') && !this.#isStalled) {
      const next = this.#toClient.next();
      if (next === undefined) return;
      if (typeof next === 'function') next();
      else this.#answers.take(next);
    }
  }
}
