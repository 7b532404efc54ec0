import { Buffer } from 'node:buffer';
import type { RulePlan } from '../../rules/rule-plan.ts';
import type { OfferLine } from '../capability-changes.ts';
import type { Matter } from '../inquiry.ts';
import { alignLines, sentIn, type PassingReply } from '../reply-lines.ts';
import type { Judged } from '../rule-judge.ts';
import type { Expected } from './step-exchange.ts';
import type { Decided } from './step-gate.ts';
import { looksIntoMessages, type StepParts } from './step-parts.ts';
import {
  changedReply,
  codeOf,
  firstLine,
  OUT_OF_STEP,
  staysInStep,
  textsOf,
  withoutChanges,
  type ChangedReply,
} from './step-replies.ts';

/**
 * Commands behind which no recipients are left when the server has accepted them: what it refuses leaves all as it was (RFC 5321
 * section 4.1.4, RFC 3207 section 4.2).
 */
const LEAVES_NO_RECIPIENTS = new Set(['EHLO', 'HELO', 'LHLO', 'STARTTLS', 'MAIL', 'DATA', 'BDAT', 'RSET']);

/** What the server's half needs of the steps that it is part of. */
export interface AnswersWorld {
  /** The client has been answered: takes what comes next of it. */
  goOn(): void;
  /** The client has been told to begin with TLS. */
  startTlsAccepted(): void;
}

/** The server's half of the steps: each of its replies is decided on, and goes on as that wants it. */
export class StepAnswers {
  readonly #parts: StepParts;
  readonly #world: AnswersWorld;

  constructor(parts: StepParts, world: AnswersWorld) {
    this.#parts = parts;
    this.#world = world;
  }

  /** The next of what the server has said, when nothing before it waits. */
  take(reply: PassingReply): void {
    const { exchange, gate, judge, pacing } = this.#parts;
    exchange.mayBeginWithHeader = false;
    if (!reply.isWhole) return this.#send(reply, null);
    const expected = exchange.expected[0] ?? 'client';
    if (expected !== 'client') return this.#takeOwn(expected, reply);
    gate.waits('server');
    const judged = judge.judge('server', reply.said, !gate.isIdle || pacing.isPaced('server'));
    pacing.after('server', judged.plan, reply.said, () => this.#decide(reply, judged));
  }

  #decide(reply: PassingReply, judged: Judged): void {
    const changed = this.#change(reply, judged.plan);
    const matter = (): Matter => {
      return { type: 'reply', said: reply.said, sent: changed === null ? reply.sent : sentIn(changed.lines) };
    };
    const goOn = ({ plan, instead }: Decided): void => {
      const ruled = changed?.isByRules === true ? plan : withoutChanges(plan);
      const sent = instead === null ? (changed?.lines ?? null) : alignLines(reply.lines, textsOf(instead));
      this.#release(reply, ruled, sent);
    };
    this.#parts.gate.decide({ side: 'server', said: reply.said, judged, matter }, goOn);
  }

  #change(reply: PassingReply, plan: RulePlan): ChangedReply | null {
    const { verb } = this.#parts.exchange;
    const listsCapabilities = reply.code === 250 && (verb === 'EHLO' || verb === 'LHLO');
    const hidesChunks = listsCapabilities && looksIntoMessages(this.#parts);
    return changedReply(reply, plan, { listsCapabilities, hidesChunks });
  }

  /** `changed`: its lines as they go on; null: as they came. */
  #release(reply: PassingReply, plan: RulePlan, changed: readonly OfferLine[] | null): void {
    const { diversion, ends, exchange, sides } = this.#parts;
    const { code } = reply;
    diversion.said.answered(code);
    if (plan.end !== null) {
      for (const { said } of reply.lines) if (said !== null) sides.withholdNow('server', said);
      exchange.expected.shift();
      return ends.end(plan);
    }
    const keepsStep = changed === null || staysInStep(exchange.verb, code, codeOf(changed));
    if (!keepsStep) sides.note(OUT_OF_STEP);
    const sent = keepsStep ? changed : null;
    this.#send(reply, sent);
    ends.note(plan);
    this.#replied(sent === null ? code : codeOf(sent));
  }

  #send(reply: PassingReply, changed: readonly OfferLine[] | null): void {
    const { sides } = this.#parts;
    if (changed === null && reply.isAsSaid) sides.forwardNow(reply.said);
    else sides.alterNow(changed ?? reply.lines);
  }

  /** The client has the reply. */
  #replied(code: number): void {
    const { content, exchange, gate, judge } = this.#parts;
    const { verb } = exchange;
    if (judge.owesMore) return this.#world.goOn();
    exchange.expected.shift();
    gate.isAnswered('client');
    if (verb === 'STARTTLS' && code === 220) this.#world.startTlsAccepted();
    if (verb === 'DATA' && code === 354) content.begin();
    const isAccepted = code >= 200 && code < 300;
    if (verb === 'RCPT' && isAccepted) {
      exchange.taken += 1;
      this.#addRecipients();
    } else if (isAccepted && LEAVES_NO_RECIPIENTS.has(verb)) exchange.taken = 0;
    this.#world.goOn();
  }

  #addRecipients(): void {
    const { diversion, exchange, sides } = this.#parts;
    const { recipients } = exchange;
    exchange.recipients = [];
    for (const path of recipients) {
      exchange.expected.push('recipient');
      const line = Buffer.from(`RCPT TO:<${path}>\r\n`);
      diversion.said.added(line);
      sides.speak('client', line, 'a rule adds a recipient');
    }
  }

  /** A reply to a command that the client never said, or not then. */
  #takeOwn(expected: Exclude<Expected, 'client'>, reply: PassingReply): void {
    const { diversion, exchange, judge, sides } = this.#parts;
    exchange.expected.shift();
    if (expected === 'data') return this.#dataAnswered(reply);
    if (expected === 'recipient') diversion.said.addedAnswered(reply.code);
    for (const { said } of reply.lines) {
      if (said === null) continue;
      judge.pass('server', said, false);
      sides.withholdNow('server', said);
    }
    this.#world.goOn();
  }

  /** The server has answered the DATA of a gathered message: its refusal is that of the message. */
  #dataAnswered(reply: PassingReply): void {
    const { content, exchange } = this.#parts;
    if (reply.code === 354) return content.sendGathered(firstLine(reply));
    content.refuseGathered();
    exchange.expected.unshift('client');
    this.take(reply);
  }
}
