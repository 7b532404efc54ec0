import type { Buffer } from 'node:buffer';
import type { TurnedAway } from '../gate/gate.ts';
import { beginsTlsRecord } from '../smtp/framing.ts';
import type { Speaker } from '../smtp/words.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import {
  closingReply,
  describeBreak,
  lastWordsReason,
  ruledClosingReply,
  STOPPED_REPLY,
  type FailureWords,
  type SocketFailure,
} from './failure.ts';
import type { RelaySides } from './relay-sides.ts';
import type { WishedClose } from './in-step/step-ends.ts';
import { describeTurnedAway, turningAwayReply } from './turning-away.ts';

/** How a conversation ended, as it is recorded. */
export type Closing = Extract<SessionEvent, { event: 'closed' }>;

/** How a conversation ends: who ended it, and what the client hears of that from the spy. */
export class Ending {
  readonly #sides: RelaySides;
  /** Who ended first: what follows is only the consequence. */
  #closing: Closing | null = null;
  /** What the client is still to be told: as soon as it is secured. */
  #lastWords: Buffer | null = null;

  constructor(sides: RelaySides) {
    this.#sides = sides;
  }

  /** How it ended; null as long as nobody has ended it. */
  get closing(): Closing | null {
    return this.#closing;
  }

  /** The spy has ended it. */
  get isBySpy(): boolean {
    return this.#closing?.by === 'spy';
  }

  /** The client is still to be told something. */
  get hasLastWords(): boolean {
    return this.#lastWords !== null;
  }

  /** That is to be inside of TLS, with which the client was to begin and has not so far: see {@link beginTls}. */
  get awaitsTls(): boolean {
    return this.#lastWords !== null && this.#sides.client.channel === 'securing';
  }

  /** The server never hears of this client. One that is to begin with TLS (`inTls`) is told why inside of that. */
  turnAway(address: string, turnedAway: TurnedAway, inTls: boolean): void {
    const sides = this.#sides;
    const words = describeTurnedAway(address, turnedAway);
    this.#closing = { event: 'closed', by: 'spy', how: turnedAway.why, text: words.full };
    this.#lastWords = turningAwayReply(turnedAway, words);
    if (this.#lastWords === null) return sides.close('client', false);
    if (!inTls) return this.sayLastWords();
    sides.awaitTls('client');
    return sides.want({ type: 'await-client' });
  }

  /** The conversation cannot go on: the client is told so in a reply of the spy's own, as a server of mail would. */
  giveUp(how: 'unreachable' | 'timeout' | 'tls-failed', words: FailureWords): void {
    const { client } = this.#sides;
    this.#closing = { event: 'closed', by: 'spy', how, text: words.full };
    this.#lastWords = closingReply(words, how);
    if (client.socket !== 'closed' && client.channel !== 'securing') this.sayLastWords();
    this.#closeServer(false);
  }

  /** Rules, and those who are asked, may end a conversation. `by`: who does. */
  wish({ how, text }: WishedClose, by: string, lastWords: Buffer | null): void {
    const full = `${by.slice(0, 1).toUpperCase()}${by.slice(1)} ended the conversation.`;
    this.#closing = { event: 'closed', by: 'spy', how: 'rule', text: full };
    if (how === 'politely') {
      this.#lastWords = lastWords ?? ruledClosingReply(text ?? 'The conversation is closed by a rule');
      if (this.#sides.client.channel !== 'securing') this.sayLastWords();
    } else this.#sides.close('client', how === 'reset');
    this.#closeServer(how === 'reset');
  }

  /** The program ends. `isHeld`: the client waits for something that a person was to decide. */
  stop(isHeld: boolean): void {
    // Where an end had begun, or the spy had given up, that says more than that it was stopped then.
    const text = 'SMTP Spy was stopped while the conversation was going on.';
    this.#closing ??= { event: 'closed', by: 'spy', how: 'stopped', text };
    // Whoever is held up learns that no answer will come (RFC 5321 section 3.8).
    if (isHeld && this.#sides.client.socket === 'open') this.#sides.speak('server', STOPPED_REPLY, text);
    this.#sides.close('client', false);
    this.#sides.close('server', false);
  }

  /** One side has said its last. */
  ended(by: Speaker): void {
    this.#closing ??= { event: 'closed', by, how: 'end', text: '' };
  }

  /** A connection is gone. One that breaks when the end has begun already is told of beside that. */
  gone(side: Speaker, failure: SocketFailure | null): void {
    if (failure === null) return this.ended(side);
    const text = describeBreak(side, failure);
    if (this.#closing === null) this.#closing = { event: 'closed', by: side, how: 'reset', text };
    else this.#sides.note({ event: 'error', code: failure.code, side, text });
  }

  /** What the client says instead of nothing, where it {@link awaitsTls}. */
  beginTls(bytes: Buffer): void {
    if (beginsTlsRecord(bytes[0])) return this.#sides.secure('client', bytes);
    this.#sides.giveUpTls('client');
    this.#sides.withhold('client', bytes);
    this.sayLastWords();
  }

  /** Tells the client what it is to be told, where there is something, and closes its side. */
  sayLastWords(): void {
    if (this.#lastWords === null) return;
    const reason = this.#closing === null ? '' : lastWordsReason(this.#closing);
    this.#sides.speak('server', this.#lastWords, reason);
    this.#sides.close('client', false);
    this.#lastWords = null;
  }

  #closeServer(reset: boolean): void {
    const { socket } = this.#sides.server;
    if (socket !== 'none' && socket !== 'closed') this.#sides.close('server', reset);
  }
}
