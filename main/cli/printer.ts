import { MessageConditions } from '../../app/capture/message-conditions.ts';
import { SessionFacts, type SessionItem } from '../../app/capture/session-facts.ts';
import type { SessionSource } from '../../app/capture/session-source.ts';
import { formatItem } from '../../app/exchange/item-text.ts';
import { RuleLookout } from './rule-lookout.ts';
import type { SearchedSession } from '../../app/transcript/query.ts';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import type { TranscriptEvent } from '../../app/transcript/row.ts';
import { formatJsonEvent, formatJsonSession } from '../../app/transcript/json-format.ts';
import { formatEvent } from '../../app/transcript/text-format.ts';
import { sanitizeForTerminal } from '../../app/transcript/visible.ts';
import type { RuleSet } from '../../app/rules/rule-set.ts';
import type { PrintArguments } from './arguments.ts';
import type { Output } from './output.ts';

/** Lines formatted and printed at once. */
const ITEMS_AT_ONCE = 500;

/** Sessions that are over and are remembered as printed: notices of them may still be under way. */
const MOST_FINISHED = 1_000;

/** How a printer prints, beyond what the command line says. */
export interface PrinterOptions extends PrintArguments {
  /** Rules that are only looked at: what they would have done stands behind the lines. */
  readonly triedRules?: RuleSet;
  /** Each line carries its session's number. */
  readonly numbered: boolean;
  /** Is called once for each session that is printed to its end. */
  readonly onOver?: (summary: SessionSummary) => void;
}

/** Prints sessions as far as they are on the disk, each row once. */
export class Printer {
  readonly #outputs: readonly Output[];
  readonly #options: PrinterOptions;
  readonly #reading = new Map<number, SessionFacts>();
  readonly #conditions = new Map<number, MessageConditions>();
  readonly #lookouts = new Map<number, RuleLookout>();
  readonly #finished = new Set<number>();

  /** Prints to all these outputs, at the pace of the slowest. */
  constructor(outputs: readonly Output[], options: PrinterOptions) {
    this.#outputs = outputs;
    this.#options = options;
  }

  /** Prints what is new of a session. Rejects as reading a file does. */
  async print(source: SessionSource): Promise<void> {
    const { session, index } = source;
    if (this.#finished.has(session)) return;
    await source.catchUp();
    const reading = this.#reading.get(session) ?? new SessionFacts(source, this.#options.reveal);
    this.#reading.set(session, reading);
    for (;;) {
      // Somebody else may read on meanwhile, and come upon the end: what was there before that is printed first.
      const isOver = !index.isOpen;
      await this.#conditionsOf(source).goOn();
      await this.#printOn(reading, source);
      if (isOver) return this.#finish(source);
      if (index.isOpen) return;
    }
  }

  async #printOn(reading: SessionFacts, source: SessionSource): Promise<void> {
    const lookout = this.#lookout(source);
    for await (const items of reading.readOn()) {
      if (this.#outputs.every((output) => output.closed)) break;
      for (let from = 0; from < items.length; from += ITEMS_AT_ONCE) {
        const some = items.slice(from, from + ITEMS_AT_ONCE);
        const { session } = this.#conditionsOf(source);
        if (lookout !== null) await this.#writeWithRules(some, session, lookout);
        else await this.#write(some.map((item) => formatItem(item, session, this.#options)).join(''));
      }
    }
  }

  #conditionsOf(source: SessionSource): MessageConditions {
    const known = this.#conditions.get(source.session);
    if (known !== undefined) return known;
    const conditions = new MessageConditions(source, this.#options.filter?.conditions ?? []);
    this.#conditions.set(source.session, conditions);
    return conditions;
  }

  #lookout(source: SessionSource): RuleLookout | null {
    const { triedRules: rules } = this.#options;
    if (rules === undefined) return null;
    const lookout = this.#lookouts.get(source.session) ?? new RuleLookout(source, rules);
    this.#lookouts.set(source.session, lookout);
    return lookout;
  }

  /** Behind each line what the rules would have done about it. */
  async #writeWithRules(
    items: readonly SessionItem[],
    searched: SearchedSession,
    lookout: RuleLookout,
  ): Promise<void> {
    for (const item of items) {
      const acted = item.type === 'line' ? await lookout.upTo(item.n) : [];
      await this.#write(
        formatItem(item, searched, this.#options) +
          acted.map((event) => this.#formatRule(event, searched)).join(''),
      );
    }
  }

  #formatRule(event: TranscriptEvent, { session }: SearchedSession): string {
    const { format, numbered } = this.#options;
    return format === 'jsonl'
      ? formatJsonEvent(event, session)
      : formatEvent(event, numbered ? { session } : {});
  }

  /** The session is over: nothing more of it will be printed. */
  async #finish(source: SessionSource): Promise<void> {
    this.#reading.delete(source.session);
    this.#conditions.delete(source.session);
    await this.#lookouts.get(source.session)?.end();
    this.#lookouts.delete(source.session);
    this.#finished.add(source.session);
    if (this.#finished.size > MOST_FINISHED) this.#finished.delete(Math.min(...this.#finished));
    const summary = source.index.summary();
    if (this.#options.format === 'jsonl') await this.#write(formatJsonSession(summary));
    this.#options.onOver?.(summary);
  }

  /** What could move a terminal's cursor, or colour it, is made harmless there. A file gets the words as they were. */
  async #write(text: string): Promise<void> {
    for (const output of this.#outputs) {
      await output.write(output.terminal ? sanitizeForTerminal(text) : text);
    }
  }
}
