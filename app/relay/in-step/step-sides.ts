import type { Buffer } from 'node:buffer';
import { otherSpeaker, type Speaker } from '../../smtp/words.ts';
import type { OfferLine } from '../capability-changes.ts';
import { RelaySides } from '../relay-sides.ts';
import type { RuleJudge } from '../rule-judge.ts';
import type { Steps } from './steps.ts';
import { splitLine } from '../reply-lines.ts';

/**
 * The sides of a conversation that is relayed in step. What others want sent to the client goes to the steps first, and
 * keeps its order; what they record, the judge gets to know. Steps themselves use the methods that do things now.
 */
export class StepSides extends RelaySides {
  #steps: Steps | null = null;
  #judge: RuleJudge | null = null;
  /** The line that is being passed on as another. */
  #instead: { readonly said: Buffer; readonly sent: Buffer } | null = null;

  /** Whose sides they are. */
  attach(steps: Steps, judge: RuleJudge): void {
    this.#steps = steps;
    this.#judge = judge;
  }

  /** From here on all goes as it comes. */
  detach(): void {
    this.#steps = null;
    this.#judge = null;
  }

  override forward(from: Speaker, bytes: Buffer): void {
    if (from === 'server' && this.#steps !== null) this.#steps.serverSaid(bytes);
    else if (this.#instead === null) super.forward(from, bytes);
    else {
      const { said, sent } = this.#instead;
      this.note({ event: 'sent-as', from, text: splitLine(sent).text });
      super.keep(from, said);
      super.pass(from, bytes);
    }
  }

  override alter(lines: readonly OfferLine[]): void {
    if (this.#steps === null) super.alter(lines);
    else this.#steps.serverReplied(lines);
  }

  override keep(from: Speaker, bytes: Buffer): void {
    if (from === 'server') this.#judge?.pass(from, bytes, false);
    super.keep(from, bytes);
  }

  override pass(from: Speaker, bytes: Buffer): void {
    if (from === 'client') return super.pass(from, bytes);
    this.#inOrder(() => {
      super.pass(from, bytes);
      this.#steps?.answered();
    });
  }

  override withhold(from: Speaker, bytes: Buffer): void {
    if (from === 'server') this.#judge?.pass(from, bytes, false);
    super.withhold(from, bytes);
  }

  override speak(from: Speaker, bytes: Buffer, reason: string): void {
    if (from === 'client') {
      this.#judge?.pass(from, bytes, true);
      return super.speak(from, bytes, reason);
    }
    this.#inOrder(() => {
      this.speakToClient(bytes, reason);
      this.#steps?.answered();
    });
  }

  override secure(speaker: Speaker, early: Buffer | null): void {
    if (speaker === 'server') return super.secure(speaker, early);
    this.#inOrder(() => {
      this.#steps?.dropInput();
      super.secure(speaker, early);
    });
  }

  override end(to: Speaker): void {
    if (to === 'server') super.end(to);
    else this.#inOrder(() => super.end(to));
  }

  override close(side: Speaker, reset: boolean): void {
    if (side === 'server') super.close(side, reset);
    else this.#inOrder(() => super.close(side, reset));
  }

  /** Sends the client what the server said now, and records it. */
  forwardNow(bytes: Buffer): void {
    super.forward('server', bytes);
  }

  /** Sends the client a reply now, and records it as it was said and as it goes on. */
  alterNow(lines: readonly OfferLine[]): void {
    super.alter(lines);
  }

  /** Records what was judged already, and does not send it on. */
  withholdNow(from: Speaker, bytes: Buffer): void {
    super.withhold(from, bytes);
  }

  /** Says something of the spy's own to the server that the judge hears nothing of: it goes by what the client can know. */
  speakToServer(bytes: Buffer, reason: string): void {
    super.speak('client', bytes, reason);
  }

  /** Says something of the spy's own to the client now. */
  speakToClient(bytes: Buffer, reason: string): void {
    this.#judge?.pass('server', bytes, true);
    super.speak('server', bytes, reason);
  }

  /** Has a line passed on as another: `pass` does that, and both are recorded. */
  passInstead(said: Buffer, sent: Buffer, pass: () => void): void {
    this.#instead = { said, sent };
    pass();
    this.#instead = null;
  }

  /** Sends the server a line of content as it was changed, and records both. */
  passContent({ said, sent }: OfferLine): void {
    if (said === null) {
      if (sent !== null) this.insert(sent);
    } else if (sent === null) super.withhold('client', said);
    else {
      if (!sent.equals(said)) this.note({ event: 'sent-as', from: 'client', text: splitLine(sent).text });
      super.keep('client', said);
      super.pass('client', sent);
    }
  }

  /** Sends the server a line of content that the client never said. */
  insert(bytes: Buffer): void {
    super.pass('client', bytes);
    this.recordOwn('client', bytes);
  }

  #inOrder(action: () => void): void {
    if (this.#steps === null) action();
    else this.#steps.inOrder(action);
  }

  /** Whether a side takes no more for now. */
  isCongested(side: Speaker): boolean {
    return this.of(otherSpeaker(side)).holds.includes('peer-congested');
  }
}
