import { Buffer } from 'node:buffer';
import { NO_PLAN, type RulePlan } from '../../rules/rule-plan.ts';
import { parseChunk, type Command } from '../../smtp/command.ts';
import type { OfferLine } from '../capability-changes.ts';
import type { ClientInput } from './client-input.ts';
import type { RuleJudge } from '../rule-judge.ts';
import { CHUNKS_UNSEEN } from './chunk-offer.ts';
import { contentLines } from './content-alignment.ts';
import { unstuffed } from './dot-stuffing.ts';
import type { Matter } from '../inquiry.ts';
import type { Judged } from '../rule-judge.ts';
import type { SavedMessage } from './saved-message.ts';
import type { Expected } from './step-exchange.ts';
import type { Decided } from './step-gate.ts';
import { GatheredMessage, insteadOf, StreamedMessage } from './step-message.ts';
import type { StepPacing } from './step-pacing.ts';
import type { StepSides } from './step-sides.ts';

/** What content needs of the steps that it is part of. */
export interface ContentWorld {
  /** What the server owes, in order. */
  readonly expected: Expected[];
  /** Passes on what was said as what goes on, towards the server. */
  pass(said: Buffer, sent: Buffer): void;
  /** Lets a rule's end come at once, or later where it wants to see so many bytes more. */
  postponed(plan: RulePlan): RulePlan;
  /** Does what a plan wants done instead of letting something go on, and notes it. */
  end(plan: RulePlan): void;
  note(plan: RulePlan): void;
  /** Has whoever wants to decide on something that the client said; `said`: as it stands in the record if it never goes on. */
  decide(said: Buffer, judged: Judged, matter: () => Matter, goOn: (decided: Decided) => void): void;
  /** Somebody wants to be asked about lines of content. */
  asksForLines(): boolean;
  /** Somebody wants to decide on what messages say. */
  looksIntoMessages(): boolean;
  /** Keeps a message as a file of its own, in a folder. */
  save(folder: string, lines: Iterable<Buffer>): SavedMessage;
}

/** What the client's next bytes are. */
type ClientSays = 'commands' | 'content' | 'gathered content' | 'chunk' | 'swallowed chunk';

const GATHERING = Buffer.from('354 End data with <CR><LF>.<CR><LF>\r\n');
const RESET = Buffer.from('RSET\r\n');
const NOTHING = Buffer.alloc(0);

/** What a client says that is no command: message content, as it comes or gathered first, and chunks. */
export class StepContent {
  readonly #input: ClientInput;
  readonly #sides: StepSides;
  readonly #judge: RuleJudge;
  readonly #pacing: StepPacing;
  readonly #world: ContentWorld;
  #says: ClientSays = 'commands';
  #chunkLeft = 0;
  /** Of the message in hand it was told that it goes on unseen. */
  #isToldUnseen = false;
  #streamed: StreamedMessage | null = null;
  #gathered: GatheredMessage | null = null;
  /** A gathered message on its way to the server, as far as that takes it. */
  #sending: Generator<readonly OfferLine[], void, undefined> | null = null;

  constructor(
    input: ClientInput,
    sides: StepSides,
    judge: RuleJudge,
    pacing: StepPacing,
    world: ContentWorld,
  ) {
    this.#input = input;
    this.#sides = sides;
    this.#judge = judge;
    this.#pacing = pacing;
    this.#world = world;
  }

  /** The client's next bytes are no command. */
  get isDue(): boolean {
    return this.#says !== 'commands';
  }

  /** A message is still on its way to the server. */
  get isSending(): boolean {
    return this.#sending !== null;
  }

  /** The bytes of a chunk follow its command (RFC 3030 section 2), whether or not that is passed on. */
  beginChunk(command: Command | null, isPassed: boolean): void {
    if (command?.verb === 'MAIL') this.#isToldUnseen = false;
    if (command?.verb !== 'BDAT') return;
    if (isPassed) this.#mayTellUnseen();
    this.#chunkLeft = parseChunk(command.argument)?.length ?? 0;
    if (this.#chunkLeft > 0) this.#says = isPassed ? 'chunk' : 'swallowed chunk';
  }

  #mayTellUnseen(): void {
    if (this.#isToldUnseen || !this.#world.looksIntoMessages()) return;
    this.#isToldUnseen = true;
    this.#sides.note(CHUNKS_UNSEEN);
  }

  /** The server has asked for the content. */
  begin(): void {
    this.#says = 'content';
    this.#input.beginContent();
    const isLookedAt = this.#judge.looksAtContent || this.#world.asksForLines();
    this.#streamed = isLookedAt ? new StreamedMessage(this.#judge) : null;
  }

  /** The client is asked for content, and the server for nothing yet: it may never get to see this message. */
  beginGathering(command: Buffer, plan: RulePlan): void {
    this.#world.note(plan);
    this.#gathered = new GatheredMessage(command, this.#judge);
    this.#sides.keep('client', command);
    this.#sides.speakToClient(GATHERING, 'the whole message is looked at before any of it goes on');
    this.#says = 'gathered content';
    this.#input.beginContent();
  }

  /** Takes of what the client has said. Returns whether there may be more to take. */
  takePortion(): boolean {
    switch (this.#says) {
      case 'commands':
        return false;
      case 'content':
        return this.#takeContent();
      case 'gathered content':
        return this.#gather();
      case 'chunk':
      case 'swallowed chunk':
        return this.#takeChunk();
    }
  }

  /** The server has asked for the content of a gathered message; `reply`: in its own words. */
  sendGathered(reply: string): void {
    if (this.#gathered === null) return;
    const reason = `the message goes on now; the server said ${reply}`;
    this.#sides.note({ event: 'injected', to: 'server', reason });
    this.#world.expected.push('client');
    this.#sending = this.#gathered.changed();
    this.goOnSending();
  }

  /** The server does not want the gathered message. */
  refuseGathered(): void {
    for (const piece of this.#gathered?.said() ?? []) this.#sides.withholdNow('client', piece);
    this.#letGo();
  }

  /** Sends of a gathered message as much as the server takes. */
  goOnSending(): void {
    while (this.#sending !== null && !this.#sides.isCongested('server')) {
      const next = this.#sending.next();
      if (next.done === true) return this.#letGo();
      for (const part of next.value) this.#sides.passContent(part);
    }
  }

  /** The conversation is over: what has not gone on never will. */
  abandon(): void {
    if (this.#sending === null) return this.refuseGathered();
    for (const parts of this.#sending)
      for (const { said } of parts) if (said !== null) this.#sides.withholdNow('client', said);
    this.#letGo();
  }

  #takeChunk(): boolean {
    const piece = this.#input.upTo(this.#chunkLeft);
    if (piece.length === 0) return false;
    this.#chunkLeft -= piece.length;
    const isSwallowed = this.#says === 'swallowed chunk';
    if (this.#chunkLeft === 0) this.#says = 'commands';
    if (isSwallowed) this.#sides.withholdNow('client', piece);
    else this.#passUnseen(piece);
    return true;
  }

  #takeContent(): boolean {
    const streamed = this.#streamed;
    const part = streamed === null ? this.#input.content() : this.#input.contentLine();
    if (part === null) return false;
    if (part.isEnd) this.#endContent();
    if (streamed === null) this.#passUnseen(part.bytes);
    else this.#passLine(streamed, part.bytes, part.isEnd);
    return true;
  }

  #endContent(): void {
    this.#says = 'commands';
    this.#streamed = null;
    this.#world.expected.push('client');
  }

  /** What no rule looks at goes on in the pieces that it came in. */
  #passUnseen(bytes: Buffer): void {
    this.#judge.pass('client', bytes, false);
    this.#pacing.inPieces('client', bytes, (piece) => this.#world.pass(piece, piece));
  }

  #passLine(message: StreamedMessage, line: Buffer, isEnd: boolean): void {
    const judged = message.judge(line, isEnd, this.#world.asksForLines());
    this.#pacing.after('client', judged.plan, line, () => {
      const isOver = judged.plan.end !== null && !isPostponed(judged.plan);
      const parts = isOver ? [] : message.changed(line, judged.plan, isEnd);
      const isAskedAbout = !isEnd && (judged.plan.hold !== null || this.#world.asksForLines());
      if (!isAskedAbout) return this.#releaseLine(line, parts, judged.plan);
      const matter = (): Matter => ({ type: 'content-line', said: unstuffed(line), sent: meantBy(parts) });
      this.#world.decide(line, judged, matter, ({ plan, instead }) =>
        this.#releaseLine(line, instead === null ? parts : insteadOf(line, contentLines(instead)), plan),
      );
    });
  }

  #releaseLine(line: Buffer, parts: readonly OfferLine[], wanted: RulePlan): void {
    const plan = this.#world.postponed(wanted);
    if (plan.end !== null) {
      this.#sides.withholdNow('client', line);
      return this.#world.end(plan);
    }
    for (const { said, sent } of parts) {
      if (said !== null && sent !== null) this.#world.pass(said, sent);
      else this.#sides.passContent({ said, sent });
    }
    this.#world.note(plan);
  }

  #gather(): boolean {
    const part = this.#input.contentLine();
    if (part === null || this.#gathered === null) return false;
    const message = this.#gathered;
    const judged = message.take(part.bytes, part.isEnd, this.#world.asksForLines());
    if (part.isEnd) this.#endGathering(message);
    else if (this.#world.asksForLines()) this.#askForLine(message, part.bytes, judged);
    return true;
  }

  /** What was gathered is asked about as it came: rules act on all of it together, when it goes on. */
  #askForLine(message: GatheredMessage, line: Buffer, judged: Judged): void {
    const said = unstuffed(line);
    const matter = (): Matter => ({ type: 'content-line', said, sent: said });
    // The line stands in the message already: where that never goes on, it is recorded with it.
    this.#world.decide(NOTHING, { ...judged, plan: NO_PLAN }, matter, ({ plan, instead }) => {
      this.#world.note({ ...NO_PLAN, besides: plan.besides });
      if (plan.end !== null) message.end(plan);
      else if (instead !== null) message.replaceLast(instead);
    });
  }

  #endGathering(message: GatheredMessage): void {
    this.#says = 'commands';
    this.#world.expected.push('data');
    this.#pacing.after('client', message.plan, NOTHING, () => {
      const { plan, size } = message;
      const matter = (): Matter => ({ type: 'message', size, content: () => message.meant() });
      this.#world.decide(NOTHING, { plan, kind: 'content', line: message.firstLine }, matter, (decided) => {
        if (decided.instead !== null) message.replaceAll(decided.instead);
        this.#releaseGathered(message, decided.plan);
      });
    });
  }

  #releaseGathered(message: GatheredMessage, plan: RulePlan): void {
    for (const folder of plan.folders) this.#save(message, folder);
    if (plan.end === null) {
      this.#world.note(plan);
      return this.#sides.pass('client', message.command);
    }
    this.refuseGathered();
    // The server still waits for the message of a transaction that the client takes for over.
    this.#world.expected.splice(0, 1, 'reset');
    this.#sides.speak('client', RESET, 'the message is refused here');
    this.#world.end(plan);
  }

  /** As it goes on, or would have. */
  #save(message: GatheredMessage, folder: string): void {
    const saved = this.#world.save(folder, message.sent());
    if (saved.ok) return;
    const text = `The message could not be kept in ${folder}: ${saved.text}`;
    this.#sides.note({ event: 'error', code: saved.code, side: 'spy', text });
  }

  #letGo(): void {
    this.#sending = null;
    this.#gathered?.close();
    this.#gathered = null;
  }
}

/** A rule ends the conversation only when so many bytes more have gone on. */
function isPostponed({ end }: RulePlan): boolean {
  return end?.action === 'close' && end.afterBytes !== undefined;
}

/** What goes on of a line, as it is meant. */
function meantBy(parts: readonly OfferLine[]): Buffer {
  return Buffer.concat(parts.flatMap(({ sent }) => (sent === null ? [] : [unstuffed(sent)])));
}
