import type { Buffer } from 'node:buffer';
import type { OfferLine } from '../capability-changes.ts';
import { PassingReply, saidIn } from '../reply-lines.ts';
import { ServerReplies, ServerReply } from '../server-replies.ts';

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
    // Where earlier ones wait, all of them would be copied each time that one more comes.
    if (!this.#replies.isEmpty) this.#queueWhole();
    this.#replies.push(bytes);
  }

  /** Takes a whole reply, which was changed already on its way. */
  pushReply(lines: readonly OfferLine[]): void {
    this.#queueWhole();
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
    if (this.#waiting.length > 0) return this.#waiting.shift();
    const reply = this.#replies.next();
    return reply === null ? undefined : new PassingReply(reply);
  }

  /** What was said of all that is on its way, taken out: none of it will arrive. */
  abandon(): Buffer[] {
    this.#takeRest();
    return this.#waiting
      .splice(0)
      .flatMap((waiting) => (typeof waiting === 'function' ? [] : [waiting.said]));
  }

  /** What has come whole is looked for when it is its turn, or something comes to stand behind it. */
  #queueWhole(): void {
    for (let reply = this.#replies.next(); reply !== null; reply = this.#replies.next()) {
      this.#waiting.push(new PassingReply(reply));
    }
  }

  /** What has come of a reply that never became whole. */
  #takeRest(): void {
    this.#queueWhole();
    const piece = this.#replies.takeRest();
    if (piece.length > 0) this.#waiting.push(new PassingReply(new ServerReply(0, piece, false)));
  }
}
