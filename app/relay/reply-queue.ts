import type { Buffer } from 'node:buffer';
import type { OfferLine } from './capability-changes.ts';
import { PassingReply, saidIn } from './reply-lines.ts';
import { ServerReplies, ServerReply } from './server-replies.ts';

/** What is on its way to the client, in order: replies, and whatever has to come behind them. */
export class ReplyQueue {
  readonly #replies = new ServerReplies();
  readonly #waiting: ((() => void) | PassingReply)[] = [];

  /** Nothing is on its way, and of no reply only a part has come. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#replies.isEmpty;
  }

  /** Takes what the server said. */
  push(bytes: Buffer): void {
    this.#replies.push(bytes);
    for (let reply = this.#replies.next(); reply !== null; reply = this.#replies.next()) {
      this.#waiting.push(new PassingReply(reply));
    }
  }

  /** Takes a whole reply, which was changed already on its way. */
  pushReply(lines: readonly OfferLine[]): void {
    const code = Number(lines[0]?.said?.toString('latin1', 0, 3) ?? 0);
    this.#waiting.push(new PassingReply(new ServerReply(code, saidIn(lines), true), lines));
  }

  /** Takes something that is to be done when all that came before it has gone. */
  pushAction(action: () => void): void {
    this.#takeRest();
    this.#waiting.push(action);
  }

  /** What comes next, taken out; undefined where nothing does. */
  next(): (() => void) | PassingReply | undefined {
    return this.#waiting.shift();
  }

  /** What was said of all that is on its way, taken out: none of it will arrive. */
  abandon(): Buffer[] {
    this.#takeRest();
    return this.#waiting
      .splice(0)
      .flatMap((waiting) => (typeof waiting === 'function' ? [] : [waiting.said]));
  }

  /** What has come of a reply that never became whole. */
  #takeRest(): void {
    const piece = this.#replies.takeRest();
    if (piece.length > 0) this.#waiting.push(new PassingReply(new ServerReply(0, piece, false)));
  }
}
