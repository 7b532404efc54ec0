import { Buffer } from 'node:buffer';
import { changeCommand, withoutSize } from '../rules/change-command.ts';
import { changeReply } from '../rules/change-reply.ts';
import type { RuleEnd, RulePlan } from '../rules/rule-plan.ts';
import { parseCommand, type Command } from '../smtp/command.ts';
import type { OfferLine } from './capability-changes.ts';
import { ClientInput } from './client-input.ts';
import type { RuleJudge } from './rule-judge.ts';
import type { SavedMessage } from './saved-message.ts';
import { StepContent, type Expected } from './step-content.ts';
import { StepPacing } from './step-pacing.ts';
import type { StepSides } from './step-sides.ts';
import { alignLines, splitLine, textEnd, unchanged, type PassingReply } from './reply-lines.ts';
import { ServerReplies } from './server-replies.ts';

/** How a rule ends a conversation. */
export type RuleClose = Extract<RuleEnd, { action: 'close' }>;

/** What steps need of the relay that they are part of. */
export interface StepsWorld {
  /** Passes on what the client says, towards the server and whatever stands before that. */
  pass(bytes: Buffer): void;
  /** The client has said its last, and all of it has gone on. */
  clientEnded(): void;
  /** TLS that the client and the server agree on passes unread. */
  readonly passesTlsUnread: boolean;
  /** Ends the conversation; `rule`: the name of the one that says so. */
  close(close: RuleClose, rule: string): void;
  /** Keeps a message as a file of its own, in a folder. `lines`: as they go on. */
  save(folder: string, lines: Iterable<Buffer>): SavedMessage;
  /** {@link Steps.waited} is to be called with the token after so many milliseconds. */
  wait(token: number, ms: number): void;
}

const ACCEPTED = Buffer.from('250 2.1.5 Ok\r\n');

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
  readonly #content: StepContent;
  readonly #input = new ClientInput();
  readonly #replies = new ServerReplies();
  /** What is on its way to the client, in order: replies, and whatever has to come behind them. */
  readonly #toClient: ((() => void) | PassingReply)[] = [];
  /** What the server owes; the greeting first. */
  readonly #expected: Expected[] = ['client'];
  #command: Command | null = null;
  /** Recipients that the server is told of when it has taken the one in hand. */
  #recipients: readonly string[] = [];
  /** Recipients that the server has taken of the message in hand. Without any it refuses DATA, as it should. */
  #taken = 0;
  /** A rule ends the conversation when so many bytes more have gone to the server. */
  #closesAfter: { left: number; readonly close: RuleClose; readonly rule: string } | null = null;
  #isHeldBack = false;
  #hasClientEnded = false;
  #isStalled = false;
  /** What follows is TLS that nobody here can read. */
  #isUnread = false;

  constructor(sides: StepSides, judge: RuleJudge, world: StepsWorld) {
    this.#sides = sides;
    this.#judge = judge;
    this.#world = world;
    this.#pacing = new StepPacing(
      (token, ms) => world.wait(token, ms),
      (side) => (side === 'client' ? this.#goOn() : this.#deliver()),
    );
    this.#content = new StepContent(this.#input, sides, judge, this.#pacing, {
      expected: this.#expected,
      pass: (said, sent) => this.#passCounted(said, sent),
      postponed: (plan) => this.#postponed(plan),
      end: (plan) => this.#end(plan),
      note: (plan) => this.#note(plan),
      save: (folder, lines) => world.save(folder, lines),
    });
  }

  /** The client has said something. */
  clientSaid(bytes: Buffer): void {
    this.#input.push(bytes);
    this.#goOn();
  }

  /** The client will say no more. */
  clientEnded(): void {
    this.#hasClientEnded = true;
    this.#goOn();
  }

  /** The conversation is over: what the client said last went nowhere. */
  abandon(): void {
    for (const { side, said } of this.#pacing.abandon()) this.#sides.withholdNow(side, said);
    this.dropInput();
    this.#content.abandon();
  }

  /** The server has said something. */
  serverSaid(bytes: Buffer): void {
    this.#replies.push(bytes);
    for (let reply = this.#replies.next(); reply !== null; reply = this.#replies.next()) {
      this.#toClient.push(unchanged(reply));
    }
    this.#deliver();
  }

  /** The server has said a whole reply, which was changed already on its way. */
  serverReplied(lines: readonly OfferLine[]): void {
    const code = Number(lines[0]?.said?.toString('latin1', 0, 3) ?? 0);
    this.#toClient.push({ code, lines, isWhole: true });
    this.#deliver();
  }

  /** Does something when all that is on its way to the client before it has gone. */
  inOrder(action: () => void): void {
    if (this.#isStalled) return action();
    const piece = this.#replies.takeRest();
    if (piece.length > 0) this.#toClient.push(unchanged({ code: 0, lines: [piece], isWhole: false }));
    this.#toClient.push(action);
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

  /** Nobody needs the steps any more, and nothing is between two of them. */
  get isOver(): boolean {
    if (this.#isUnread) return true;
    const isIdle = this.#isClientsTurn && !this.#content.isDue && this.#input.length === 0;
    return isIdle && this.#judge.isEmpty && this.#toClient.length === 0 && this.#replies.isEmpty;
  }

  /** What the client has said and nobody has looked at, taken out. */
  takeRest(): Buffer {
    return this.#input.rest();
  }

  get #isClientsTurn(): boolean {
    return this.#expected.length === 0 && !this.#content.isSending && this.#mayGoOn;
  }

  get #mayGoOn(): boolean {
    return !this.#pacing.isBlocked('client') && !this.#isStalled && !this.#isUnread;
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
    const plan = this.#judge.judge('client', line);
    this.#pacing.after('client', plan, line, () => this.#releaseCommand(line, plan));
    return true;
  }

  #releaseCommand(line: Buffer, wanted: RulePlan): void {
    const plan = this.#postponed(wanted);
    if (plan.end !== null) {
      this.#sides.withholdNow('client', line);
      this.#content.beginChunk(this.#command, false);
      return this.#end(plan);
    }
    if (this.#command?.verb === 'DATA' && this.#judge.gathers && this.#taken > 0)
      return this.#content.beginGathering(line, plan);
    const sent = this.#changeCommand(line, plan);
    this.#expected.push('client');
    this.#recipients = plan.recipients;
    this.#content.beginChunk(parseCommand(sent, 0, textEnd(sent)), true);
    this.#pass(line, sent);
    this.#note(plan);
  }

  /** An end that is to come in the middle of something lets this go on, and cuts off what comes behind it. */
  #postponed(plan: RulePlan): RulePlan {
    const { end, endedBy } = plan;
    if (end?.action !== 'close' || end.afterBytes === undefined) return plan;
    this.#closesAfter = { left: end.afterBytes, close: end, rule: endedBy };
    return { ...plan, end: null };
  }

  /** While a rule may change messages, no length is announced that may not be true. */
  #changeCommand(line: Buffer, plan: RulePlan): Buffer {
    const { text, ending } = splitLine(line);
    const changed = changeCommand(text, plan.changes);
    const isTrue = this.#judge.mayChangeContent ? withoutSize(changed) : changed;
    return isTrue === text ? line : Buffer.from(isTrue + ending, 'latin1');
  }

  /** Passes on content, up to where a rule cuts it off. */
  #passCounted(said: Buffer, sent: Buffer): void {
    const end = this.#closesAfter;
    if (end === null) return this.#pass(said, sent);
    end.left -= sent.length;
    if (end.left >= 0) return this.#pass(said, sent);
    const cut = sent.subarray(0, sent.length + end.left);
    this.#pass(said === sent ? cut : said, cut);
    if (said === sent) this.#sides.withholdNow('client', sent.subarray(cut.length));
    this.#closesAfter = null;
    this.#isStalled = true;
    this.#world.close(end.close, end.rule);
  }

  #pass(said: Buffer, sent: Buffer): void {
    if (said === sent) this.#world.pass(said);
    else this.#sides.passInstead(said, sent, () => this.#world.pass(sent));
  }

  /** Sends the client what is on its way to it, as far as nothing has to wait. */
  #deliver(): void {
    while (!this.#pacing.isBlocked('server') && !this.#isStalled) {
      const next = this.#toClient.shift();
      if (next === undefined) return;
      if (typeof next === 'function') next();
      else this.#takeReply(next);
    }
  }

  #takeReply(reply: PassingReply): void {
    if (!reply.isWhole) return this.#sides.alterNow(reply.lines);
    const expected = this.#expected[0] ?? 'client';
    if (expected !== 'client') return this.#takeOwn(expected, reply);
    const said = Buffer.concat(reply.lines.flatMap(({ said }) => (said === null ? [] : [said])));
    const plan = this.#judge.judge('server', said);
    this.#pacing.after('server', plan, said, () => this.#releaseReply(reply, plan));
  }

  /** A reply to a command that the client never said, or not then. */
  #takeOwn(expected: Exclude<Expected, 'client'>, reply: PassingReply): void {
    this.#expected.shift();
    if (expected === 'data') return this.#dataAnswered(reply);
    for (const { said } of reply.lines) {
      if (said === null) continue;
      this.#judge.pass('server', said, false);
      this.#sides.withholdNow('server', said);
    }
    this.#goOn();
  }

  /** The server has answered the DATA of a gathered message: its refusal is that of the message. */
  #dataAnswered(reply: PassingReply): void {
    if (reply.code === 354) return this.#content.sendGathered(firstLine(reply));
    this.#content.refuseGathered();
    this.#expected.unshift('client');
    this.#takeReply(reply);
  }

  #releaseReply(reply: PassingReply, plan: RulePlan): void {
    if (plan.end !== null) {
      for (const { said } of reply.lines) if (said !== null) this.#sides.withholdNow('server', said);
      this.#expected.shift();
      return this.#end(plan);
    }
    const texts = reply.lines.flatMap(({ sent }) => (sent === null ? [] : [splitLine(sent).text]));
    const listsCapabilities = reply.code === 250 && /^[EL]HLO$/.test(this.#command?.verb ?? '');
    const changed = changeReply(texts, plan.changes, { listsCapabilities });
    this.#sides.alterNow(changed === texts ? reply.lines : alignLines(reply.lines, changed));
    this.#note(changed === texts ? withoutChanges(plan) : plan);
    this.#replied(Number((changed[0] ?? '').slice(0, 3)));
  }

  /** The client has the reply. */
  #replied(code: number): void {
    this.#expected.shift();
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
      this.#sides.speak('client', Buffer.from(`RCPT TO:<${path}>\r\n`), 'a rule adds a recipient');
    }
  }

  /** What is done instead of letting something go on, and what else there is to be noted of it. */
  #end(plan: RulePlan): void {
    const { end } = plan;
    this.#note(plan);
    switch (end?.action) {
      case undefined:
        return;
      case 'reply':
        this.#sides.speakToClient(replyBytes(end), `the rule “${plan.endedBy}” answers`);
        return this.#goOn();
      case 'remove-recipient':
        this.#sides.speakToClient(ACCEPTED, `the rule “${plan.endedBy}” leaves this recipient out`);
        return this.#goOn();
      case 'drop':
        return this.#goOn();
      case 'close':
        return this.#world.close(end, plan.endedBy);
      case 'stall':
        this.#isStalled = true;
        this.#sides.hold('client', 'not-its-turn');
        this.#sides.hold('server', 'not-its-turn');
    }
  }

  #note(plan: RulePlan): void {
    for (const event of plan.events) this.#sides.note(event);
  }
}

/** Of what was to be changed and stayed as it was, nothing is told. */
function withoutChanges(plan: RulePlan): RulePlan {
  const changes = new Set<string>(plan.changes.map(({ action }) => action));
  return { ...plan, events: plan.events.filter(({ action }) => !changes.has(action)) };
}

function firstLine({ lines }: PassingReply): string {
  return lines[0]?.said?.toString('latin1').trim() ?? '';
}

function replyBytes({ code, enhanced, text }: Extract<RuleEnd, { action: 'reply' }>): Buffer {
  const lines = typeof text === 'string' ? [text] : text;
  const status = enhanced === undefined ? '' : `${enhanced} `;
  return Buffer.from(
    lines.map((line, at) => `${code}${at === lines.length - 1 ? ' ' : '-'}${status}${line}\r\n`).join(''),
  );
}
