import { Buffer } from 'node:buffer';
import { changeCommand, withoutSize } from '../rules/change-command.ts';
import { changeReply } from '../rules/change-reply.ts';
import type { RuleEnd, RulePlan } from '../rules/rule-plan.ts';
import { parseChunk, parseCommand, type Command } from '../smtp/command.ts';
import type { OfferLine } from './capability-changes.ts';
import { ClientInput } from './client-input.ts';
import type { RuleJudge } from './rule-judge.ts';
import type { SavedMessage } from './saved-message.ts';
import { GatheredMessage, StreamedMessage } from './step-message.ts';
import { StepPacing } from './step-pacing.ts';
import type { StepSides } from './step-sides.ts';
import { alignLines, ReplyLines, splitLine, textEnd, type GatheredReply } from './steps-replies.ts';

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

/** What the client's next bytes are. */
type ClientSays = 'commands' | 'content' | 'gathered content' | 'chunk' | 'swallowed chunk';

/** Whose command a reply of the server's answers: the client's, or one of the spy's own. */
type Expected = 'client' | 'recipient' | 'reset' | 'data';

const GATHERING = Buffer.from('354 End data with <CR><LF>.<CR><LF>\r\n');
const ACCEPTED = Buffer.from('250 2.1.5 Ok\r\n');
const NOTHING = Buffer.alloc(0);
const RESET = Buffer.from('RSET\r\n');

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
  readonly #input = new ClientInput();
  readonly #replies = new ReplyLines();
  /** What is on its way to the client, in order: replies, and whatever has to come behind them. */
  readonly #toClient: ((() => void) | GatheredReply)[] = [];
  /** What the server owes; the greeting first. */
  readonly #expected: Expected[] = ['client'];
  #says: ClientSays = 'commands';
  #command: Command | null = null;
  #chunkLeft = 0;
  #streamed: StreamedMessage | null = null;
  #gathered: GatheredMessage | null = null;
  /** A gathered message on its way to the server, as far as that takes it. */
  #sending: Generator<readonly OfferLine[], void, undefined> | null = null;
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
    if (this.#gathered !== null)
      for (const piece of this.#gathered.said()) this.#sides.withholdNow('client', piece);
    this.#gathered?.close();
    this.#gathered = null;
    this.#sending = null;
  }

  /** The server has said something. */
  serverSaid(bytes: Buffer): void {
    this.#toClient.push(...this.#replies.push(bytes));
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
    this.#toClient.push(...this.#replies.takeRest(), action);
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
    this.#sendGathered();
    this.#goOn();
  }

  /** The time that {@link StepsWorld.wait} was asked for is over. */
  waited(token: number): void {
    this.#pacing.waited(token);
  }

  /** Nobody needs the steps any more, and nothing is between two of them. */
  get isOver(): boolean {
    if (this.#isUnread) return true;
    const isIdle = this.#isClientsTurn && this.#says === 'commands' && this.#input.length === 0;
    return isIdle && this.#judge.isEmpty && this.#toClient.length === 0 && this.#replies.isEmpty;
  }

  /** What the client has said and nobody has looked at, taken out. */
  takeRest(): Buffer {
    return this.#input.rest();
  }

  get #isClientsTurn(): boolean {
    return this.#expected.length === 0 && this.#sending === null && this.#mayGoOn;
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
    switch (this.#says) {
      case 'commands':
        return this.#takeCommand();
      case 'content':
        return this.#takeContent();
      case 'gathered content':
        return this.#gather();
      case 'chunk':
      case 'swallowed chunk':
        return this.#takeChunk();
    }
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
      this.#beginChunk(this.#command, 'swallowed chunk');
      return this.#end(plan.end, plan);
    }
    if (this.#command?.verb === 'DATA' && this.#judge.gathers && this.#taken > 0)
      return this.#beginGathering(line, plan);
    const sent = this.#changeCommand(line, plan);
    this.#expected.push('client');
    this.#recipients = plan.recipients;
    this.#beginChunk(parseCommand(sent, 0, textEnd(sent)), 'chunk');
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

  /** The bytes of a chunk follow its command (RFC 3030 section 2), whether or not that is passed on. */
  #beginChunk(command: Command | null, says: 'chunk' | 'swallowed chunk'): void {
    if (command?.verb !== 'BDAT') return;
    this.#chunkLeft = parseChunk(command.argument)?.length ?? 0;
    if (this.#chunkLeft > 0) this.#says = says;
  }

  #takeChunk(): boolean {
    const piece = this.#input.upTo(this.#chunkLeft);
    if (piece.length === 0) return false;
    this.#chunkLeft -= piece.length;
    const isSwallowed = this.#says === 'swallowed chunk';
    if (this.#chunkLeft === 0) this.#says = 'commands';
    if (isSwallowed) this.#sides.withholdNow('client', piece);
    else this.#passContent(piece);
    return true;
  }

  #beginContent(): void {
    this.#says = 'content';
    this.#input.beginContent();
    this.#streamed = this.#judge.looksAtContent ? new StreamedMessage(this.#judge) : null;
  }

  #takeContent(): boolean {
    const streamed = this.#streamed;
    const part = streamed === null ? this.#input.content() : this.#input.contentLine();
    if (part === null) return false;
    if (part.isEnd) this.#endContent();
    if (streamed === null) this.#passContent(part.bytes);
    else this.#passLine(streamed, part.bytes, part.isEnd);
    return true;
  }

  #endContent(): void {
    this.#says = 'commands';
    this.#streamed = null;
    this.#expected.push('client');
  }

  #passContent(bytes: Buffer): void {
    this.#judge.pass('client', bytes, false);
    this.#pacing.inPieces('client', bytes, (piece) => this.#passCounted(piece, piece));
  }

  #passLine(message: StreamedMessage, line: Buffer, isEnd: boolean): void {
    const plan = this.#postponed(message.plan(line, isEnd));
    this.#pacing.after('client', plan, line, () => {
      if (plan.end !== null) {
        this.#sides.withholdNow('client', line);
        return this.#end(plan.end, plan);
      }
      for (const part of message.changed(line, plan, isEnd)) this.#passPart(part);
      this.#note(plan);
    });
  }

  #passPart({ said, sent }: OfferLine): void {
    if (said !== null && sent !== null) this.#passCounted(said, sent);
    else this.#sides.passContent({ said, sent });
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

  /** The server is asked for nothing yet: it may never get to see this message. */
  #beginGathering(line: Buffer, plan: RulePlan): void {
    this.#note(plan);
    this.#gathered = new GatheredMessage(line, this.#judge);
    this.#sides.keep('client', line);
    this.#sides.speakToClient(GATHERING, 'a rule looks at the whole message before any of it goes on');
    this.#says = 'gathered content';
    this.#input.beginContent();
  }

  #gather(): boolean {
    const part = this.#input.contentLine();
    if (part === null || this.#gathered === null) return false;
    const message = this.#gathered;
    message.take(part.bytes, part.isEnd);
    if (!part.isEnd) return true;
    this.#says = 'commands';
    this.#expected.push('data');
    this.#pacing.after('client', message.plan, NOTHING, () => this.#releaseGathered(message));
    return true;
  }

  #releaseGathered(message: GatheredMessage): void {
    const { plan } = message;
    for (const folder of plan.folders) this.#save(message, folder);
    if (plan.end === null) {
      this.#note(plan);
      return this.#sides.pass('client', message.command);
    }
    for (const piece of message.said()) this.#sides.withholdNow('client', piece);
    this.#letGo();
    // The server still waits for the message of a transaction that the client takes for over.
    this.#expected.splice(0, 1, 'reset');
    this.#sides.speak('client', RESET, 'a rule refuses the message');
    this.#end(plan.end, plan);
  }

  /** As it goes on, or would have. */
  #save(message: GatheredMessage, folder: string): void {
    const saved = this.#world.save(folder, message.sent());
    if (saved.ok) return;
    const text = `The message could not be kept in ${folder}: ${saved.text}`;
    this.#sides.note({ event: 'error', code: saved.code, side: 'spy', text });
  }

  /** The server has answered the DATA of a gathered message. */
  #dataAnswered(reply: GatheredReply): void {
    const message = this.#gathered;
    if (message === null) return;
    if (reply.code !== 354) {
      for (const piece of message.said()) this.#sides.withholdNow('client', piece);
      this.#letGo();
      this.#expected.unshift('client');
      return this.#takeReply(reply);
    }
    this.#sides.note({
      event: 'injected',
      to: 'server',
      reason: `the message goes on now; the server said ${firstLine(reply)}`,
    });
    this.#expected.push('client');
    this.#sending = message.changed();
    this.#sendGathered();
  }

  /** Sends of a gathered message as much as the server takes. */
  #sendGathered(): void {
    while (this.#sending !== null && !this.#sides.isCongested('server')) {
      const next = this.#sending.next();
      if (next.done === true) return this.#letGo();
      for (const part of next.value) this.#sides.passContent(part);
    }
  }

  #letGo(): void {
    this.#sending = null;
    this.#gathered?.close();
    this.#gathered = null;
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

  #takeReply(reply: GatheredReply): void {
    if (!reply.isWhole) return this.#sides.alterNow(reply.lines);
    const expected = this.#expected[0] ?? 'client';
    if (expected !== 'client') return this.#takeOwn(expected, reply);
    const said = Buffer.concat(reply.lines.flatMap(({ said }) => (said === null ? [] : [said])));
    const plan = this.#judge.judge('server', said);
    this.#pacing.after('server', plan, said, () => this.#releaseReply(reply, plan));
  }

  /** A reply to a command that the client never said, or not then. */
  #takeOwn(expected: Exclude<Expected, 'client'>, reply: GatheredReply): void {
    this.#expected.shift();
    if (expected === 'data') return this.#dataAnswered(reply);
    for (const { said } of reply.lines) {
      if (said === null) continue;
      this.#judge.pass('server', said, false);
      this.#sides.withholdNow('server', said);
    }
    this.#goOn();
  }

  #releaseReply(reply: GatheredReply, plan: RulePlan): void {
    if (plan.end !== null) {
      for (const { said } of reply.lines) if (said !== null) this.#sides.withholdNow('server', said);
      this.#expected.shift();
      return this.#end(plan.end, plan);
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
    if (verb === 'DATA' && code === 354) this.#beginContent();
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
  #end(end: RuleEnd, plan: RulePlan): void {
    this.#note(plan);
    switch (end.action) {
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

function firstLine({ lines }: GatheredReply): string {
  return lines[0]?.said?.toString('latin1').trim() ?? '';
}

function replyBytes({ code, enhanced, text }: Extract<RuleEnd, { action: 'reply' }>): Buffer {
  const lines = typeof text === 'string' ? [text] : text;
  const status = enhanced === undefined ? '' : `${enhanced} `;
  return Buffer.from(
    lines.map((line, at) => `${code}${at === lines.length - 1 ? ' ' : '-'}${status}${line}\r\n`).join(''),
  );
}
