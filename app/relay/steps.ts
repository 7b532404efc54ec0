import { Buffer } from 'node:buffer';
import { changeCommand, withoutSize } from '../rules/change-command.ts';
import { NO_PLAN, type RulePlan } from '../rules/rule-plan.ts';
import { parseCommand, type Command } from '../smtp/command.ts';
import type { Speaker } from '../smtp/words.ts';
import type { OfferLine } from './capability-changes.ts';
import { ClientInput } from './client-input.ts';
import type { Asker, Matter, Verdict } from './inquiry.ts';
import type { Judged, RuleJudge } from './rule-judge.ts';
import type { SavedMessage } from './saved-message.ts';
import { ReplyQueue } from './reply-queue.ts';
import { StepEnds, type EndsWorld } from './step-ends.ts';
import { StepContent, type Expected } from './step-content.ts';
import { movedOn, StepDiversion, type DivertingWorld } from './step-diversion.ts';
import { StepGate, type Decided, type GateWorld } from './step-gate.ts';
import { StepPacing } from './step-pacing.ts';
import type { StepSides } from './step-sides.ts';
import {
  changedReply,
  codeOf,
  firstLine,
  OUT_OF_STEP,
  saidIn,
  sentIn,
  staysInStep,
  textsOf,
  withoutChanges,
  type ChangedReply,
} from './step-replies.ts';
import { alignLines, splitLine, textEnd, type PassingReply } from './reply-lines.ts';

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

const UNJUDGED: Judged = { plan: NO_PLAN, line: null };
const NOTHING = Buffer.alloc(0);

/** Bytes of a client that waits for its turn, past which it is not read any more. */
const MOST_WAITING = 64 * 1024;

/**
 * Relays a conversation in step, since rules look at it: one command, then its reply, and each is decided on before it goes
 * on. What a client has pipelined waits in order; message content goes on as it comes, unless a rule wants to see all of it
 * first. The server may speak whenever it likes.
 */
export class Steps {
  readonly #sides: StepSides;
  readonly #judge: RuleJudge;
  readonly #world: StepsWorld;
  readonly #pacing: StepPacing;
  readonly #gate: StepGate;
  readonly #ends: StepEnds;
  readonly #diversion: StepDiversion;
  readonly #content: StepContent;
  readonly #input = new ClientInput();
  readonly #toClient = new ReplyQueue();
  /** What the server owes; the greeting first. */
  readonly #expected: Expected[] = ['client'];
  #command: Command | null = null;
  #commandLine: Buffer | null = null;
  /** Recipients that the server is told of when it has taken the one in hand. */
  #recipients: readonly string[] = [];
  /** Recipients that the server has taken of the message in hand. Without any it refuses DATA, as it should. */
  #taken = 0;
  /** The client has said nothing that was passed on, and has not been greeted. */
  #mayBeginWithHeader = true;
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
    if (!isBeginning) {
      this.#expected.pop();
      this.#mayBeginWithHeader = false;
      // There may be one, and a server that has taken none says so when it is asked to take the message.
      this.#taken = 1;
    }
    this.#sides = sides;
    this.#judge = judge;
    this.#world = world;
    const whenFree = (side: Speaker): void => (side === 'client' ? this.#goOn() : this.#deliver());
    this.#pacing = new StepPacing((token, ms) => world.wait(token, ms), whenFree);
    this.#gate = new StepGate(askers, judge, {
      ask: (token, asker, inquiry) => world.ask(token, asker, inquiry),
      withdraw: (token) => world.withdraw(token),
      whenFree,
    });
    this.#ends = new StepEnds(sides, {
      goOn: () => this.#goOn(),
      stall: () => void (this.#isStalled = true),
      close: (close, by, lastWords) => world.close(close, by, lastWords),
    });
    this.#diversion = new StepDiversion(sides, world, () => this.#goOn());
    this.#content = new StepContent(this.#input, sides, judge, this.#pacing, {
      expected: this.#expected,
      pass: (said, sent) => this.#ends.passCounted(said, sent, (one, other) => this.#pass(one, other)),
      postponed: (plan) => this.#ends.postponed(plan),
      end: (plan) => this.#ends.end(plan),
      note: (plan) => this.#ends.note(plan),
      decide: (said, judged, matter, goOn) => this.#decide('client', said, judged, matter, goOn),
      asksForLines: () => this.#gate.looksAtContent,
      looksIntoMessages: () => this.#looksIntoMessages,
      save: (folder, lines) => world.save(folder, lines),
    });
  }

  /** The client has connected. `goOn` looks for the server, when whoever wants to decide on it lets it. */
  begin(goOn: () => void): void {
    const matter = (): Matter => ({ type: 'connection' });
    this.#decide('server', NOTHING, UNJUDGED, matter, ({ plan }) => {
      if (!this.#ends.refuse(plan)) goOn();
    });
  }

  /** The client has said something. */
  clientSaid(bytes: Buffer): void {
    this.#input.push(bytes);
    if (this.#mayBeginWithHeader) this.#passProxyHeader();
    this.#goOn();
  }

  /** A load balancer's header, which nobody answers: the server waits for it before it greets. */
  #passProxyHeader(): void {
    const header = this.#input.proxyHeader();
    if (header === null) return;
    this.#mayBeginWithHeader = false;
    this.#judge.pass('client', header, false);
    this.#world.pass(header);
  }

  /** The client will say no more. If it has said all that, and is still held up by a person, it has given up. */
  clientEnded(): void {
    this.#hasClientEnded = true;
    if (this.#gate.isWaitingForPerson && this.#input.length === 0) {
      this.abandon();
      this.#world.clientEnded();
    } else this.#goOn();
  }

  /** The conversation is over: what was said last goes nowhere. */
  abandon(): void {
    if (this.#isAbandoned) return;
    this.#isAbandoned = true;
    this.#isStalled = true;
    for (const { side, said } of [...this.#pacing.abandon(), ...this.#gate.abandon()])
      this.#withhold(side, said);
    this.#withhold('client', this.#diversion.abandon() ?? NOTHING);
    for (const said of this.#toClient.abandon()) this.#withhold('server', said);
    this.dropInput();
    this.#content.abandon();
  }

  /** Something waits for the decision of a person. */
  get isHeld(): boolean {
    return this.#gate.isWaitingForPerson;
  }

  #withhold(side: Speaker, said: Buffer): void {
    if (said.length > 0) this.#sides.withholdNow(side, said);
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
    this.#expected.shift();
    this.#goOn();
  }

  /** What stands behind STARTTLS in the clear is not let into TLS (RFC 3207 section 4.2). */
  dropInput(): void {
    const rest = this.#input.rest();
    if (rest.length > 0) this.#sides.withholdNow('client', rest);
  }

  /** The server takes more again. */
  drained(): void {
    this.#content.goOnSending();
    this.#goOn();
  }

  /** The time that {@link StepsWorld.wait} was asked for is over. */
  waited(token: number): void {
    this.#pacing.waited(token);
  }

  /** What {@link StepsWorld.ask} asked has been decided. */
  decided(token: number, verdict: Verdict): void {
    this.#gate.take(token, verdict);
  }

  /** Nobody needs the steps any more, and nothing is between two of them. */
  get isOver(): boolean {
    if (this.#isUnread) return true;
    if (!this.#judge.isEmpty || !this.#gate.isIdle || this.#isAbandoned) return false;
    const isClientIdle = this.#isClientsTurn && !this.#content.isDue && this.#input.length === 0;
    const isServerIdle = !this.#isBlocked('server') && this.#toClient.isEmpty;
    return isClientIdle && isServerIdle;
  }

  /** What the client has said and nobody has looked at, taken out. */
  takeRest(): Buffer {
    return this.#input.rest();
  }

  get #isClientsTurn(): boolean {
    return this.#expected.length === 0 && !this.#content.isSending && this.#mayGoOn;
  }

  get #mayGoOn(): boolean {
    return !this.#isBlocked('client') && !this.#isStalled && !this.#isUnread;
  }

  #isBlocked(side: Speaker): boolean {
    const isUnderWay = side === 'client' && this.#diversion.isUnderWay;
    return isUnderWay || this.#pacing.isBlocked(side) || this.#gate.isBlocked(side);
  }

  /** Has whoever wants to decide on something, when rules have. */
  #decide(
    side: Speaker,
    said: Buffer,
    judged: Judged,
    matter: () => Matter,
    goOn: (decided: Decided) => void,
  ): void {
    const verb = this.#command?.verb ?? '';
    this.#gate.decide({ side, said, judged, verb, command: this.#commandLine, matter }, goOn);
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
    if (isTooMuch) this.#sides.hold('client', 'not-its-turn');
    else this.#sides.release('client', 'not-its-turn');
  }

  /** Returns whether there may be more to take. */
  #takePortion(): boolean {
    return this.#content.isDue ? this.#content.takePortion() : this.#takeCommand();
  }

  /** A last line without its ending goes on as it is. */
  #endClient(): void {
    const rest = this.#input.rest();
    if (rest.length > 0) this.#world.pass(rest);
    this.#hasClientEnded = false;
    this.#world.clientEnded();
  }

  #takeCommand(): boolean {
    const line = this.#isClientsTurn ? this.#input.line() : null;
    if (line === null) return false;
    this.#command = parseCommand(line, 0, textEnd(line));
    this.#gate.waits('client');
    const judged = this.#judge.judge('client', line);
    if (judged.line?.kind !== 'authentication') this.#commandLine = line;
    this.#pacing.after('client', judged.plan, line, () => {
      const changed = this.#changeCommand(line, judged.plan);
      const matter = (): Matter => ({ type: 'command', said: line, sent: changed });
      this.#decide('client', line, judged, matter, ({ plan, instead }) =>
        this.#releaseCommand(line, instead ?? changed, plan),
      );
    });
    return true;
  }

  #releaseCommand(line: Buffer, sent: Buffer, wanted: RulePlan): void {
    const plan = this.#ends.postponed(wanted);
    if (plan.end !== null) {
      this.#sides.withholdNow('client', line);
      this.#content.beginChunk(this.#command, false);
      return this.#ends.end(plan);
    }
    const verb = this.#command?.verb ?? '';
    this.#diversion.lead(plan.divert, verb, line, (lines) => {
      this.#judge.overlook(lines);
      this.#letCommandGo(line, this.#diversion.fit(sent), movedOn(plan, lines));
    });
  }

  #letCommandGo(line: Buffer, sent: Buffer, plan: RulePlan): void {
    const goesOn = parseCommand(sent, 0, textEnd(sent));
    const isGathered = this.#gathers && this.#taken > 0;
    if (this.#command?.verb === 'DATA' && goesOn.verb === 'DATA' && isGathered) {
      this.#diversion.said.endTransaction();
      return this.#content.beginGathering(line, plan);
    }
    this.#diversion.passed(goesOn.verb, sent);
    this.#expected.push('client');
    this.#recipients = plan.recipients;
    this.#content.beginChunk(goesOn, true);
    this.#gate.isAnswered('server');
    this.#pass(line, sent);
    this.#ends.note(plan);
  }

  /** Messages have to be gathered before any of them goes on. */
  get #gathers(): boolean {
    return this.#judge.gathers || this.#gate.gathers;
  }

  /** Somebody wants to decide on what messages say. */
  get #looksIntoMessages(): boolean {
    return this.#gathers || this.#judge.looksAtContent || this.#gate.looksAtContent;
  }

  /** While a rule may change messages, no length is announced that may not be true. */
  #changeCommand(line: Buffer, plan: RulePlan): Buffer {
    const { text, ending } = splitLine(line);
    const changed = changeCommand(text, plan.changes);
    const mayChange = this.#judge.mayChangeContent || this.#gate.changesContent;
    const isTrue = mayChange ? withoutSize(changed) : changed;
    return isTrue === text ? line : Buffer.from(isTrue + ending, 'latin1');
  }

  #pass(said: Buffer, sent: Buffer): void {
    if (said === sent) this.#world.pass(said);
    else this.#sides.passInstead(said, sent, () => this.#world.pass(sent));
  }

  /** Sends the client what is on its way to it, as far as nothing has to wait. */
  #deliver(): void {
    while (!this.#isBlocked('server') && !this.#isStalled) {
      const next = this.#toClient.next();
      if (next === undefined) return;
      if (typeof next === 'function') next();
      else this.#takeReply(next);
    }
  }

  #takeReply(reply: PassingReply): void {
    this.#mayBeginWithHeader = false;
    if (!reply.isWhole) return this.#sides.alterNow(reply.lines);
    const expected = this.#expected[0] ?? 'client';
    if (expected !== 'client') return this.#takeOwn(expected, reply);
    const said = saidIn(reply.lines);
    this.#gate.waits('server');
    const judged = this.#judge.judge('server', said);
    this.#pacing.after('server', judged.plan, said, () => {
      const { lines, isByRules } = this.#changeReply(reply, judged.plan);
      const matter = (): Matter => ({ type: 'reply', said, sent: sentIn(lines) });
      this.#decide('server', said, judged, matter, ({ plan, instead }) => {
        const sent = instead === null ? lines : alignLines(reply.lines, textsOf(instead));
        this.#releaseReply(reply, isByRules ? plan : withoutChanges(plan), sent);
      });
    });
  }

  #changeReply({ code, lines }: PassingReply, plan: RulePlan): ChangedReply {
    const listsCapabilities = code === 250 && /^[EL]HLO$/.test(this.#command?.verb ?? '');
    const hidesChunks = listsCapabilities && this.#looksIntoMessages;
    return changedReply(lines, plan, { listsCapabilities, hidesChunks });
  }

  /** A reply to a command that the client never said, or not then. */
  #takeOwn(expected: Exclude<Expected, 'client'>, reply: PassingReply): void {
    this.#expected.shift();
    if (expected === 'data') return this.#dataAnswered(reply);
    if (expected === 'recipient') this.#diversion.said.addedAnswered(reply.code);
    for (const { said } of reply.lines) {
      if (said === null) continue;
      this.#judge.pass('server', said, false);
      this.#sides.withholdNow('server', said);
    }
    this.#goOn();
  }

  /** The server has answered the DATA of a gathered message: its refusal is that of the message. */
  #dataAnswered(reply: PassingReply): void {
    if (reply.code === 354) return this.#content.sendGathered(firstLine(reply.lines));
    this.#content.refuseGathered();
    this.#expected.unshift('client');
    this.#takeReply(reply);
  }

  #releaseReply({ code, lines }: PassingReply, plan: RulePlan, wanted: readonly OfferLine[]): void {
    this.#diversion.said.answered(code);
    if (plan.end !== null) {
      for (const { said } of lines) if (said !== null) this.#sides.withholdNow('server', said);
      this.#expected.shift();
      return this.#ends.end(plan);
    }
    const keepsStep = staysInStep(this.#command?.verb ?? '', code, codeOf(wanted));
    const sent = keepsStep ? wanted : lines;
    if (!keepsStep) this.#sides.note(OUT_OF_STEP);
    this.#sides.alterNow(sent);
    this.#ends.note(plan);
    this.#replied(codeOf(sent));
  }

  /** The client has the reply. */
  #replied(code: number): void {
    this.#expected.shift();
    this.#gate.isAnswered('client');
    const verb = this.#command?.verb ?? '';
    if (verb === 'STARTTLS' && code === 220 && this.#world.passesTlsUnread) this.#isUnread = true;
    if (verb === 'DATA' && code === 354) this.#content.begin();
    if (verb === 'RCPT' && code >= 200 && code < 300) {
      this.#taken += 1;
      this.#addRecipients();
    } else if (verb !== 'RCPT' && verb !== 'NOOP') this.#taken = 0;
    this.#goOn();
  }

  #addRecipients(): void {
    const recipients = this.#recipients;
    this.#recipients = [];
    for (const path of recipients) {
      this.#expected.push('recipient');
      const line = Buffer.from(`RCPT TO:<${path}>\r\n`);
      this.#diversion.said.added(line);
      this.#sides.speak('client', line, 'a rule adds a recipient');
    }
  }
}
