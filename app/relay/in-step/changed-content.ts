import { Buffer } from 'node:buffer';
import { ContentChanger } from '../../rules/change-content.ts';
import { NO_PLAN, type RulePlan } from '../../rules/rule-plan.ts';
import type { OfferLine } from '../capability-changes.ts';
import { splitLine } from '../reply-lines.ts';

/** What each line of a message goes on as, while it passes. Dots are unstuffed for the rules, and stuffed again. */
export class ChangedContent {
  readonly #changer: ContentChanger;

  /** `plan`: what is done to the message as a whole. */
  constructor(plan: RulePlan = NO_PLAN) {
    this.#changer = new ContentChanger(plan.changes);
  }

  /** The line as it goes on, and what stands in front of it or in its place. `plan`: what is done to this line alone. */
  take(line: Buffer, plan: RulePlan): readonly OfferLine[] {
    const { text, ending } = splitLine(line);
    const isStuffed = text.startsWith('.');
    const { lines, changed } = this.#changer.line(isStuffed ? text.slice(1) : text, plan.changes);
    if (!changed) return [{ said: line, sent: line }];
    const sent = lines.map((words) =>
      Buffer.from((words.startsWith('.') ? `.${words}` : words) + ending, 'latin1'),
    );
    const last = sent.at(-1);
    if (last === undefined) return [{ said: line, sent: null }];
    const inserted = sent.slice(0, -1).map((words): OfferLine => ({ said: null, sent: words }));
    return [...inserted, { said: line, sent: last.equals(line) ? line : last }];
  }
}
