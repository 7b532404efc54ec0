import type { Buffer } from 'node:buffer';
import type { TurnedAway } from '../gate/gate.ts';
import { beginsTlsRecord } from '../smtp/framing.ts';
import { hostAndPortName, type HostAndPort } from '../smtp/host-and-port.ts';
import { otherSpeaker, type Speaker } from '../smtp/words.ts';
import type { Endpoint, ServerEndpoint, SessionEvent } from '../transcript/row.ts';
import type { TlsFacts } from '../transcript/tls-facts.ts';
import {
  closingReply,
  describeBreak,
  describeSilence,
  describeUnreachable,
  describeWaiting,
  lastWordsReason,
  ruledClosingReply,
  STOPPED_REPLY,
  type FailureWords,
  type SocketFailure,
} from './failure.ts';
import { InStep } from './in-step.ts';
import { Opening } from './opening.ts';
import type { RelayCommand, RelayEvent } from './relay-events.ts';
import type { RelayRules } from './relay-rules.ts';
import type { RelaySecurity, ServerSecurity } from './security.ts';
import { StepSides } from './step-sides.ts';
import type { WishedClose } from './step-ends.ts';
import { describeTurnedAway, turningAwayReply } from './turning-away.ts';
import { describeTlsFailure, DISTRUSTED_AFTER_ALL, type TlsFailure, type TlsTrouble } from './tls-trouble.ts';

type Closing = Extract<SessionEvent, { event: 'closed' }>;

const NOTHING: readonly RelayCommand[] = [];

/**
 * Relays one conversation, without its sockets: events in, commands out, nothing else. Passes bytes as they came, before
 * anything looks at them; keeps back-pressure and half-close; and knows how each conversation may fail. What concerns TLS
 * is the opening's (opening.ts).
 */
export class Relay {
  readonly #sides = new StepSides();
  readonly #security: RelaySecurity;
  readonly #serverSecurity: ServerSecurity;
  /** Null where TLS is none of the spy's business. */
  readonly #opening: Opening | null;
  /** Null where bytes have passed as they came: nobody interferes with the conversation. */
  #inStep: InStep | null = null;
  #serverName = '';
  #greeted = false;
  /** The client has said nothing since its side was secured. */
  #isSilentInTls = false;
  /** Who ended first: what follows is only the consequence. */
  #closing: Closing | null = null;
  /** What the client is to be told as soon as it is secured. */
  #lastWords: Buffer | null = null;
  #finished = false;

  /**
   * `rules`: null where there are none. `serverSecurity`: as it is set for the listener, where `security` is for the server's
   * port.
   */
  constructor(
    security: RelaySecurity,
    rules: RelayRules | null = null,
    serverSecurity: ServerSecurity = security.server,
  ) {
    this.#serverSecurity = serverSecurity;
    this.#security = security;
    const fail = (side: Speaker, trouble: TlsTrouble): void => this.#fail(side, trouble);
    this.#opening = security.client === 'pass' ? null : new Opening(security, this.#sides, fail);
    if (rules !== null) this.#whatIsInStep().go(rules, true);
  }

  /** Takes what happened, and says what is to be done. */
  handle(event: RelayEvent): readonly RelayCommand[] {
    if (this.#finished) return NOTHING;
    this.#take(event);
    this.#inStep?.settle(this.#isAtRest);
    return this.#sides.takeCommands();
  }

  #take(event: RelayEvent): void {
    const sides = this.#sides;
    switch (event.type) {
      case 'data':
        return this.#data(event.from, event.bytes);
      case 'client-connected':
        return this.#clientConnected(event.client, event.server);
      case 'client-turned-away':
        return this.#turnAway(event.client, event.server, event.turnedAway);
      case 'server-connected':
        return this.#serverConnected(event.server, event.tookMs);
      case 'server-unreachable':
        return this.#giveUp('unreachable', describeUnreachable(this.#serverName, event.failure));
      case 'greeting-timeout':
        return this.#timeOut(event.afterMs);
      case 'greeting-late':
        return this.#noteWaiting(event.afterMs);
      case 'client-silent':
        return this.#clientIsSilent();
      case 'secured':
        return this.#secured(event.side, event.facts);
      case 'secure-failed':
        return this.#secureFailed(event.side, event.failure);
      case 'ended':
        return this.#ended(event.by);
      case 'closed':
        return this.#closed(event.side, event.failure);
      case 'congested':
        return sides.hold(otherSpeaker(event.side), 'peer-congested');
      case 'drained':
        sides.release(otherSpeaker(event.side), 'peer-congested');
        return event.side === 'server' ? this.#inStep?.drained() : undefined;
      case 'waited':
        return this.#inStep?.waited(event.token);
      case 'verdict':
        return this.#inStep?.decided(event.token, event.verdict);
      case 'record-full':
        sides.hold('client', 'record-full');
        return sides.hold('server', 'record-full');
      case 'record-room':
        sides.release('client', 'record-full');
        return sides.release('server', 'record-full');
      case 'go-in-step':
        if (this.canGoInStep) this.#whatIsInStep().want(event.rules);
        return;
      case 'stop':
        return this.#stop();
    }
  }

  #clientConnected(client: Endpoint, server: ServerEndpoint): void {
    this.#sides.client.socket = 'open';
    this.#serverName = `${server.host}:${server.port}`;
    this.#sides.note({ event: 'connected', client });
    const connect = (): void => this.#sides.want({ type: 'connect', to: null });
    if (this.#inStep === null) connect();
    else this.#inStep.begin(server, connect);
    this.#opening?.begin();
  }

  /** The server never hears of this client. One that is to begin with TLS is told why inside of that. */
  #turnAway(client: Endpoint, server: ServerEndpoint, turnedAway: TurnedAway): void {
    const sides = this.#sides;
    sides.client.socket = 'open';
    this.#serverName = `${server.host}:${server.port}`;
    sides.note({ event: 'connected', client });
    const words = describeTurnedAway(client.address, turnedAway);
    this.#closing = { event: 'closed', by: 'spy', how: turnedAway.why, text: words.full };
    this.#lastWords = turningAwayReply(turnedAway, words);
    if (this.#lastWords === null) return sides.close('client', false);
    if (this.#security.client !== 'tls') return this.#sayLastWords();
    sides.awaitTls('client');
    return sides.want({ type: 'await-client' });
  }

  /** A client that was to begin with TLS does not, and what it would be told in there is left unsaid. */
  #clientIsSilent(): void {
    if (this.#closing === null) this.#opening?.clientIsSilent();
    else if (this.#lastWords !== null) this.#sides.close('client', false);
  }

  #serverConnected(server: ServerEndpoint, tookMs: number): void {
    const sides = this.#sides;
    sides.server.socket = 'open';
    sides.note({ event: 'upstream-connected', server, tookMs });
    sides.want({ type: 'await-greeting' });
    const diversion = this.#inStep?.diversion ?? null;
    if (diversion === null) this.#opening?.serverConnected();
    else diversion.connected();
    sides.becameReady('server');
  }

  #data(from: Speaker, bytes: Buffer): void {
    if (from === 'client' && this.#awaitsTlsForLastWords) return this.#beginLastTls(bytes);
    if (this.#closing?.by === 'spy' || this.#sides.of(otherSpeaker(from)).socket === 'closed') {
      return this.#sides.withhold(from, bytes);
    }
    if (from === 'client') this.#isSilentInTls = false;
    if (from === 'client' && this.#inStep !== null) this.#inStep.clientSaid(bytes);
    else this.#takeIn(from, bytes);
    if (from !== 'server' || this.#greeted) return;
    this.#greeted = true;
    this.#sides.want({ type: 'greeting-came' });
  }

  /** The client is to be told something inside of TLS, with which it was to begin and has not so far. */
  get #awaitsTlsForLastWords(): boolean {
    return this.#lastWords !== null && this.#sides.client.channel === 'securing';
  }

  #beginLastTls(bytes: Buffer): void {
    if (beginsTlsRecord(bytes[0])) return this.#sides.secure('client', bytes);
    this.#sides.giveUpTls('client');
    this.#sides.withhold('client', bytes);
    this.#sayLastWords();
  }

  /** What a server says before it has taken over the conversation is not for the client. */
  #takeIn(from: Speaker, bytes: Buffer): void {
    const diversion = from === 'server' ? (this.#inStep?.diversion ?? null) : null;
    if (diversion === null) this.#passOn(from, bytes);
    else diversion.take(bytes);
  }

  #passOn(from: Speaker, bytes: Buffer): void {
    if (this.#opening === null) this.#sides.forward(from, bytes);
    else this.#opening.take(from, bytes);
  }

  /** It is relayed in step, or will be as soon as nothing is under way. */
  get isInStep(): boolean {
    return this.#inStep?.isWanted ?? false;
  }

  /** It passes as it comes, and could be relayed in step from some command on: where TLS is looked at, commands are, too. */
  get canGoInStep(): boolean {
    return !this.isInStep && !this.#finished && this.#opening !== null && this.#closing === null;
  }

  /** Nothing is under way: the next command may be the first that is relayed in step. */
  get #isAtRest(): boolean {
    return this.#greeted && this.#closing === null && this.#opening?.isAtRest === true;
  }

  #whatIsInStep(): InStep {
    this.#inStep ??= new InStep(this.#sides, this.#security, this.#serverSecurity, {
      pass: (bytes) => this.#passOn('client', bytes),
      clientEnded: () => this.#passEnd(),
      close: (close, by, lastWords) => this.#closeByWish(close, by, lastWords),
      connect: (to) => this.#connectTo(to),
      failed: (words) => this.#giveUp('unreachable', words),
      cannotSecure: (trouble) => this.#fail('server', trouble),
    });
    return this.#inStep;
  }

  #connectTo(to: HostAndPort): void {
    this.#serverName = hostAndPortName(to);
    this.#greeted = false;
    this.#sides.want({ type: 'connect', to });
  }

  /** Rules, and those who are asked, may end a conversation. */
  #closeByWish({ how, text }: WishedClose, by: string, lastWords: Buffer | null): void {
    const full = `${by.slice(0, 1).toUpperCase()}${by.slice(1)} ended the conversation.`;
    this.#closing = { event: 'closed', by: 'spy', how: 'rule', text: full };
    if (how === 'politely') {
      this.#lastWords = lastWords ?? ruledClosingReply(text ?? 'The conversation is closed by a rule');
      if (this.#sides.client.channel !== 'securing') this.#sayLastWords();
    } else this.#sides.close('client', how === 'reset');
    const { server } = this.#sides;
    if (server.socket !== 'none' && server.socket !== 'closed') this.#sides.close('server', how === 'reset');
  }

  #secured(side: Speaker, facts: TlsFacts): void {
    this.#sides.of(side).channel = 'tls';
    this.#sides.note({ event: 'tls', side, ...facts });
    if (this.#closing?.by === 'spy') {
      if (side === 'client') this.#sayLastWords();
      return;
    }
    if (facts.verified === 'no' && !this.#security.insecure) {
      const failure = { code: facts.reason, text: facts.reason };
      return this.#fail(side, describeTlsFailure(side, this.#serverName, failure));
    }
    if (side === 'client') this.#isSilentInTls = true;
    this.#sides.becameReady(side);
    this.#opening?.secured(side);
    if (side === 'server') this.#inStep?.diversion?.secured();
  }

  #secureFailed(side: Speaker, failure: TlsFailure): void {
    this.#sides.of(side).socket = 'closed';
    if (this.#closing === null) this.#fail(side, describeTlsFailure(side, this.#serverName, failure));
    if (this.#isOver) this.#finish();
  }

  /** One side cannot be secured. */
  #fail(side: Speaker, trouble: TlsTrouble): void {
    this.#sides.note({ event: 'tls-failed', side, code: trouble.code, text: trouble.full });
    this.#giveUp('tls-failed', trouble);
  }

  #ended(by: Speaker): void {
    const side = this.#sides.of(by);
    if (side.socket !== 'open') return;
    side.socket = 'ended';
    if (by === 'server' && this.#isServerPassedOver()) return;
    if (this.#hasDistrusted(by)) return this.#fail('client', DISTRUSTED_AFTER_ALL);
    this.#closing ??= { event: 'closed', by, how: 'end', text: '' };
    this.#sides.note({ event: 'ended', by });
    if (this.#lastWords !== null) return;
    if (by === 'server') this.#sides.end('client');
    else if (this.#inStep === null) this.#passEnd();
    else this.#inStep.clientEnded();
  }

  /** The client has said its last, and all of that has gone on. */
  #passEnd(): void {
    if (this.#opening === null || this.#opening.clientEnded()) this.#sides.end('server');
  }

  #closed(side: Speaker, failure: SocketFailure | null): void {
    this.#sides.of(side).socket = 'closed';
    if (side === 'server' && this.#isServerPassedOver()) return;
    if (side === 'client') this.#inStep?.abandon();
    if (this.#hasDistrusted(side)) this.#fail('client', DISTRUSTED_AFTER_ALL);
    else this.#noteClosing(side, failure);
    if (this.#isOver) return this.#finish();
    // The spy's last words wait for the client's TLS; and a reset would overtake them.
    if (this.#lastWords !== null) return;
    this.#sides.close(otherSpeaker(side), failure !== null && this.#closing?.by !== 'spy');
  }

  /** A server that will say no more, before one has taken over the conversation. */
  #isServerPassedOver(): boolean {
    const diversion = this.#inStep?.diversion ?? null;
    diversion?.serverGone();
    return diversion !== null;
  }

  /** Some clients look at the certificate when the handshake is done, and go away without a word or an alert. */
  #hasDistrusted(side: Speaker): boolean {
    return side === 'client' && this.#isSilentInTls && this.#closing === null;
  }

  /** Nothing can come any more: without a client there need be no server. */
  get #isOver(): boolean {
    const { client, server } = this.#sides;
    return client.socket === 'closed' && (server.socket === 'closed' || server.socket === 'none');
  }

  /** A connection that breaks when the end has begun already is told of beside that. */
  #noteClosing(side: Speaker, failure: SocketFailure | null): void {
    if (failure === null) {
      this.#closing ??= { event: 'closed', by: side, how: 'end', text: '' };
      return;
    }
    const text = describeBreak(side, failure);
    if (this.#closing === null) this.#closing = { event: 'closed', by: side, how: 'reset', text };
    else this.#sides.note({ event: 'error', code: failure.code, side, text });
  }

  #noteWaiting(afterMs: number): void {
    // Within a handshake, that has words of its own.
    if (this.#closing !== null || this.#sides.server.channel === 'securing') return;
    const text = describeWaiting(this.#serverName, afterMs);
    this.#sides.note({ event: 'error', code: 'greeting-late', side: 'server', text });
  }

  /** While either side is on its way out, nobody waits for a greeting. */
  #timeOut(afterMs: number): void {
    if (this.#closing === null) this.#giveUp('timeout', describeSilence(this.#serverName, afterMs));
  }

  /** The conversation cannot go on: the client is told so in a reply of the spy's own, as a server of mail would. */
  #giveUp(how: 'unreachable' | 'timeout' | 'tls-failed', words: FailureWords): void {
    const { client, server } = this.#sides;
    this.#inStep?.abandonDiversion();
    this.#closing = { event: 'closed', by: 'spy', how, text: words.full };
    this.#lastWords = closingReply(words, how);
    if (client.socket !== 'closed' && client.channel !== 'securing') this.#sayLastWords();
    if (server.socket !== 'none' && server.socket !== 'closed') this.#sides.close('server', false);
  }

  #sayLastWords(): void {
    if (this.#lastWords === null) return;
    const reason = this.#closing === null ? '' : lastWordsReason(this.#closing);
    this.#sides.speak('server', this.#lastWords, reason);
    this.#sides.close('client', false);
    this.#lastWords = null;
  }

  #stop(): void {
    const isHeld = this.#inStep?.isHeld ?? false;
    this.#inStep?.abandon();
    // Where an end had begun, or the spy had given up, that says more than that it was stopped then.
    const text = 'SMTP Spy was stopped while the conversation was going on.';
    this.#closing ??= { event: 'closed', by: 'spy', how: 'stopped', text };
    // Whoever is held up learns that no answer will come (RFC 5321 section 3.8).
    if (isHeld && this.#sides.client.socket === 'open') this.#sides.speak('server', STOPPED_REPLY, text);
    this.#sides.close('client', false);
    this.#sides.close('server', false);
    this.#finish();
  }

  #finish(): void {
    this.#finished = true;
    this.#inStep?.abandon();
    if (this.#closing !== null) this.#sides.note(this.#closing);
    this.#sides.want({ type: 'finish' });
  }
}
