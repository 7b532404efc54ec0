import { Buffer } from 'node:buffer';
import { ruleEvent, type RuleEnd, type RulePlan } from '../../rules/rule-plan.ts';
import { replyBytes } from './step-replies.ts';
import type { StepSides } from './step-sides.ts';

/** How a rule, or whoever was asked, ends a conversation. */
export type WishedClose = Extract<RuleEnd, { action: 'close' }>;

/** What ends need of the steps that they are part of. */
export interface EndsWorld {
  /** Takes what comes next of the client. */
  goOn(): void;
  /** Nothing goes on any more. */
  stall(): void;
  /** Ends the conversation; `by`: whose wish that is, in a sentence. `lastWords`: what the client is told; null: as usual. */
  close(close: WishedClose, by: string, lastWords: Buffer | null): void;
}

const ACCEPTED = Buffer.from('250 2.1.5 Ok\r\n');
const POLITELY: WishedClose = { action: 'close', how: 'politely' };

/** What is done instead of letting something go on. */
export class StepEnds {
  readonly #sides: StepSides;
  readonly #world: EndsWorld;
  /** The conversation ends when so many bytes more have gone to the server. */
  #closesAfter: { left: number; readonly close: WishedClose; readonly by: string } | null = null;

  constructor(sides: StepSides, world: EndsWorld) {
    this.#sides = sides;
    this.#world = world;
  }

  /** Does what a plan wants done instead of letting something go on, and notes what else there is to be noted of it. */
  end(plan: RulePlan): void {
    const { end, endedBy } = plan;
    this.note(plan);
    switch (end?.action) {
      case undefined:
        return;
      case 'reply':
        this.#sides.speakToClient(replyBytes(end), `${endedBy} answers`);
        return this.#world.goOn();
      case 'remove-recipient':
        this.#sides.speakToClient(ACCEPTED, `${endedBy} leaves this recipient out`);
        return this.#world.goOn();
      case 'drop':
        return this.#world.goOn();
      case 'close':
        return this.#close(end, endedBy, null);
      case 'stall':
        this.#world.stall();
        this.#sides.hold('client', 'not-its-turn');
        return this.#sides.hold('server', 'not-its-turn');
    }
  }

  /** The client is not to be relayed at all. Returns whether that is so. */
  refuse(plan: RulePlan): boolean {
    const { end, endedBy } = plan;
    if (end?.action === 'reply') this.#close(POLITELY, endedBy, replyBytes(end));
    else if (end?.action === 'close' || end?.action === 'stall') this.end(plan);
    else return false;
    return true;
  }

  /** Notes what rules did. */
  note(plan: RulePlan): void {
    for (const act of plan.acts) this.#sides.note(ruleEvent(act));
    for (const event of plan.besides) this.#sides.note(event);
  }

  /**
   * An end that is to come in the middle of something lets this go on, and cuts off what comes behind it. One that would come
   * no sooner than another that is on its way already, as where a rule means each line, comes to nothing.
   */
  postponed(plan: RulePlan): RulePlan {
    const { acts, end, endedBy } = plan;
    if (end?.action !== 'close' || end.afterBytes === undefined) return plan;
    const isSooner = this.#closesAfter === null || end.afterBytes < this.#closesAfter.left;
    if (isSooner) this.#closesAfter = { left: end.afterBytes, close: end, by: endedBy };
    return { ...plan, acts: isSooner ? acts : acts.filter(({ action }) => action !== end), end: null };
  }

  /** Passes on content, up to where it is to be cut off. */
  passCounted(said: Buffer, sent: Buffer, pass: (said: Buffer, sent: Buffer) => void): void {
    const end = this.#closesAfter;
    if (end === null) return pass(said, sent);
    end.left -= sent.length;
    if (end.left >= 0) return pass(said, sent);
    const cut = sent.subarray(0, sent.length + end.left);
    pass(said === sent ? cut : said, cut);
    if (said === sent) this.#sides.withholdNow('client', sent.subarray(cut.length));
    this.#closesAfter = null;
    this.#close(end.close, end.by, null);
  }

  #close(close: WishedClose, by: string, lastWords: Buffer | null): void {
    this.#world.stall();
    this.#world.close(close, by, lastWords);
  }
}
