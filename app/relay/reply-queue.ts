import type { Buffer } from 'node:buffer';
import type { OfferLine } from './capability-changes.ts';
import { ReplyLines, type GatheredReply } from './reply-lines.ts';
import { saidIn } from './step-replies.ts';

/** What is on its way to the client, in order: replies, and whatever has to come behind them. */
export class ReplyQueue {
  readonly #replies = new ReplyLines();
  readonly #waiting: ((() => void) | GatheredReply)[] = [];

  /** Nothing is on its way, and of no reply only a part has come. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#replies.isEmpty;
  }

  /** Takes what the server said. */
  push(bytes: Buffer): void {
    this.#waiting.push(...this.#replies.push(bytes));
  }

  /** Takes a whole reply, which was changed already on its way. */
  pushReply(lines: readonly OfferLine[]): void {
    const code = Number(lines[0]?.said?.toString('latin1', 0, 3) ?? 0);
    this.#waiting.push({ code, lines, isWhole: true });
  }

  /** Takes something that is to be done when all that came before it has gone. */
  pushAction(action: () => void): void {
    this.#waiting.push(...this.#replies.takeRest(), action);
  }

  /** What comes next, taken out; undefined where nothing does. */
  next(): (() => void) | GatheredReply | undefined {
    return this.#waiting.shift();
  }

  /** What was said of all that is on its way, taken out: none of it will arrive. */
  abandon(): Buffer[] {
    this.#waiting.push(...this.#replies.takeRest());
    return this.#waiting
      .splice(0)
      .flatMap((waiting) => (typeof waiting === 'function' ? [] : [saidIn(waiting.lines)]));
  }
}
