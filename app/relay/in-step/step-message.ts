import type { Buffer } from 'node:buffer';
import { NO_PLAN, type RuleAct, type RulePlan } from '../../rules/rule-plan.ts';
import type { TranscriptLine } from '../../transcript/row.ts';
import type { OfferLine } from '../capability-changes.ts';
import { ClientInput } from './client-input.ts';
import { GatheredContent } from './gathered-content.ts';
import { alignContent, contentLines } from './content-alignment.ts';
import { unstuffed } from './dot-stuffing.ts';
import { UNJUDGED, type Judged, type RuleJudge } from '../rule-judge.ts';
import { ChangedContent } from './changed-content.ts';

/** What becomes of the content of a message: it goes on line by line, as the rules want each. */
export class StreamedMessage {
  readonly #judge: RuleJudge;
  readonly #content = new ChangedContent();

  constructor(judge: RuleJudge) {
    this.#judge = judge;
  }

  /**
   * What the rules want done about the next line. The dot that ends the content is not asked about. `isAskedAbout`: somebody
   * else is, about each line.
   */
  judge(line: Buffer, isEnd: boolean, isAskedAbout: boolean): Judged {
    if (!isEnd) return this.#judge.judge('client', line, isAskedAbout);
    this.#judge.pass('client', line, false);
    return UNJUDGED;
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
  /** What goes on in place of single lines, by their number from 0. */
  readonly #insteads = new Map<number, Buffer>();
  /** What goes on in place of all of it, as it is meant; null: nothing does. */
  #instead: Buffer | null = null;
  #whole: RulePlan = NO_PLAN;
  #firstLine: TranscriptLine | null = null;
  #lines = 0;

  constructor(command: Buffer, judge: RuleJudge) {
    this.command = command;
    this.#judge = judge;
  }

  /** What is to be done about all of it, as far as it has come. */
  get plan(): RulePlan {
    return this.#whole;
  }

  /** Its first line; null as long as there is none. */
  get firstLine(): TranscriptLine | null {
    return this.#firstLine;
  }

  /** Has this done instead of letting it go on. */
  end({ end, endedBy }: RulePlan): void {
    this.#whole = { ...this.#whole, end: this.#whole.end ?? end, endedBy: this.#whole.endedBy || endedBy };
  }

  /** Bytes, as they came over the wire. */
  get size(): number {
    return this.#content.length;
  }

  /** Takes the next line. `isAskedAbout`: somebody else than the rules is asked about each. */
  take(line: Buffer, isEnd: boolean, isAskedAbout: boolean): Judged {
    this.#content.append(line);
    if (isEnd) {
      this.#judge.pass('client', line, false);
      return UNJUDGED;
    }
    // With the first line, whoever is asked about the message is asked.
    const judged = this.#judge.judge('client', line, isAskedAbout || this.#firstLine === null);
    this.#firstLine ??= judged.line;
    if (judged.plan !== NO_PLAN) this.#add(judged.plan);
    this.#lines += 1;
    return judged;
  }

  /** Has this go on in place of the line that was taken last, as it is meant; what rules want done is done to it. */
  replaceLast(bytes: Buffer): void {
    this.#insteads.set(this.#lines - 1, bytes);
  }

  /** Has this go on in place of all of it, as it is meant. */
  replaceAll(bytes: Buffer): void {
    this.#instead = bytes;
  }

  #add(plan: RulePlan): void {
    const own = plan.changes.filter(({ action }) => action === 'replace');
    const ofWhole = plan.changes.filter(({ action }) => action !== 'replace');
    if (own.length > 0) this.#plans.set(this.#lines, { ...NO_PLAN, changes: own });
    const before = this.#whole;
    const isNew = (act: RuleAct): boolean =>
      !before.acts.some(
        ({ rule, action }) => rule.name === act.rule.name && action.action === act.action.action,
      );
    this.#whole = {
      acts: [...before.acts, ...plan.acts.filter(isNew)],
      besides: before.besides,
      changes: [...before.changes, ...ofWhole.filter((change) => !before.changes.includes(change))],
      divert: null,
      waitMs: before.waitMs + plan.waitMs,
      bytesPerSecond: plan.bytesPerSecond ?? before.bytesPerSecond,
      folders: [...before.folders, ...plan.folders.filter((folder) => !before.folders.includes(folder))],
      recipients: before.recipients,
      hold: before.hold ?? plan.hold,
      end: before.end ?? plan.end,
      endedBy: before.end === null ? plan.endedBy : before.endedBy,
    };
  }

  /** All lines, as they came and as they go on. To be gone through once. */
  *changed(): Generator<readonly OfferLine[], void, undefined> {
    if (this.#instead !== null) return yield* this.#replaced(this.#instead);
    const content = new ChangedContent(this.#whole);
    let number = 0;
    for (const line of this.#linesAgain()) {
      const isEnd = number === this.#lines;
      const plan = this.#plans.get(number) ?? NO_PLAN;
      const instead = this.#insteads.get(number);
      if (isEnd) yield [{ said: line, sent: line }];
      else if (instead === undefined) yield content.take(line, plan);
      else
        yield besideOne(
          line,
          contentLines(instead).flatMap((other) => content.take(other, plan)),
        );
      number += 1;
    }
  }

  *#replaced(instead: Buffer): Generator<readonly OfferLine[], void, undefined> {
    const said = [...this.#linesAgain()];
    const end = said.pop();
    for (const line of alignContent(said, contentLines(instead))) yield [line];
    if (end !== undefined) yield [{ said: end, sent: end }];
  }

  /** All of it as it is meant and goes on, without the dot that ends it. To be gone through once. */
  *meant(): Generator<Buffer, void, undefined> {
    let last: Buffer | null = null;
    for (const line of this.sent()) {
      if (last !== null) yield unstuffed(last);
      last = line;
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

/** What stands in place of one line: the last beside it, and those before it as further ones. */
function besideOne(line: Buffer, instead: readonly OfferLine[]): readonly OfferLine[] {
  return insteadOf(
    line,
    instead.flatMap(({ sent }) => (sent === null ? [] : [sent])),
  );
}

/** Sets several lines beside the one that they stand for: the last beside it, and those before it as further ones. */
export function insteadOf(said: Buffer, sent: readonly Buffer[]): readonly OfferLine[] {
  const before = sent.slice(0, -1).map((line): OfferLine => ({ said: null, sent: line }));
  return [...before, { said, sent: sent.at(-1) ?? null }];
}
