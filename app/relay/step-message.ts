import type { Buffer } from 'node:buffer';
import { NO_PLAN, type RulePlan } from '../rules/rule-plan.ts';
import type { OfferLine } from './capability-changes.ts';
import { ClientInput } from './client-input.ts';
import { GatheredContent } from './gathered-content.ts';
import type { RuleJudge } from './rule-judge.ts';
import { ChangedContent } from './changed-content.ts';

/** What becomes of the content of a message: it goes on line by line, as the rules want each. */
export class StreamedMessage {
  readonly #judge: RuleJudge;
  readonly #content = new ChangedContent();

  constructor(judge: RuleJudge) {
    this.#judge = judge;
  }

  /** What the rules want done about the next line. The dot that ends the content is not asked about. */
  plan(line: Buffer, isEnd: boolean): RulePlan {
    if (!isEnd) return this.#judge.judge('client', line);
    this.#judge.pass('client', line, false);
    return NO_PLAN;
  }

  /** The line as it goes on. */
  changed(line: Buffer, plan: RulePlan, isEnd: boolean): readonly OfferLine[] {
    return isEnd ? [{ said: line, sent: line }] : this.#content.take(line, plan);
  }
}

/** A message that is looked at whole before any of it goes on. */
export class GatheredMessage {
  /** The DATA command that it came with. */
  readonly command: Buffer;
  readonly #judge: RuleJudge;
  readonly #content = new GatheredContent();
  /** What is done about single lines, by their number from 0. */
  readonly #plans = new Map<number, RulePlan>();
  #whole: RulePlan = NO_PLAN;
  #lines = 0;

  constructor(command: Buffer, judge: RuleJudge) {
    this.command = command;
    this.#judge = judge;
  }

  /** What is to be done about all of it, as far as it has come. */
  get plan(): RulePlan {
    return this.#whole;
  }

  /** Takes the next line. */
  take(line: Buffer, isEnd: boolean): void {
    this.#content.append(line);
    if (isEnd) return this.#judge.pass('client', line, false);
    const plan = this.#judge.judge('client', line);
    if (plan !== NO_PLAN) this.#add(plan);
    this.#lines += 1;
  }

  #add(plan: RulePlan): void {
    const own = plan.changes.filter(({ action }) => action === 'replace');
    const ofWhole = plan.changes.filter(({ action }) => action !== 'replace');
    if (own.length > 0) this.#plans.set(this.#lines, { ...NO_PLAN, changes: own });
    const before = this.#whole;
    const isNew = (event: RulePlan['events'][number]): boolean =>
      !before.events.some(({ rule, action }) => rule === event.rule && action === event.action);
    this.#whole = {
      events: [...before.events, ...plan.events.filter(isNew)],
      changes: [...before.changes, ...ofWhole.filter((change) => !before.changes.includes(change))],
      waitMs: before.waitMs + plan.waitMs,
      bytesPerSecond: plan.bytesPerSecond ?? before.bytesPerSecond,
      folders: [...before.folders, ...plan.folders.filter((folder) => !before.folders.includes(folder))],
      recipients: before.recipients,
      end: before.end ?? plan.end,
      endedBy: before.end === null ? plan.endedBy : before.endedBy,
    };
  }

  /** All lines, as they came and as they go on. To be gone through once. */
  *changed(): Generator<readonly OfferLine[], void, undefined> {
    const content = new ChangedContent(this.#whole);
    let number = 0;
    for (const line of this.#linesAgain()) {
      const isEnd = number === this.#lines;
      yield isEnd ? [{ said: line, sent: line }] : content.take(line, this.#plans.get(number) ?? NO_PLAN);
      number += 1;
    }
  }

  /** All lines as they go on. To be gone through once. */
  *sent(): Generator<Buffer, void, undefined> {
    for (const parts of this.changed()) for (const { sent } of parts) if (sent !== null) yield sent;
  }

  /** All of it as it came. To be gone through once. */
  *said(): Generator<Buffer, void, undefined> {
    yield* this.#content.pieces();
  }

  /** Lets go of it. */
  close(): void {
    this.#content.close();
  }

  *#linesAgain(): Generator<Buffer, void, undefined> {
    const input = new ClientInput();
    for (const piece of this.#content.pieces()) {
      input.push(piece);
      for (let part = input.line(); part !== null; part = input.line()) yield part;
    }
  }
}
