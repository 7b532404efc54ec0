import type { Buffer } from 'node:buffer';
import type { TurnedAway } from '../gate/gate.ts';
import { hostAndPortName, type HostAndPort } from '../smtp/host-and-port.ts';
import { otherSpeaker, type Speaker } from '../smtp/words.ts';
import type { Endpoint, ServerEndpoint } from '../transcript/session-event.ts';
import type { TlsFacts } from '../transcript/tls-facts.ts';
import { Ending } from './ending.ts';
import {
  describeSilence,
  describeUnreachable,
  describeWaiting,
  type FailureWords,
  type SocketFailure,
} from './failure.ts';
import { InStep } from './in-step/in-step.ts';
import { Opening } from './opening.ts';
import type { RelayCommand, RelayEvent } from './relay-events.ts';
import type { RelayRules } from './relay-rules.ts';
import type { RelaySecurity, ServerSecurity } from './security.ts';
import { StepSides } from './in-step/step-sides.ts';
import { describeTlsFailure, DISTRUSTED_AFTER_ALL, type TlsFailure, type TlsTrouble } from './tls-trouble.ts';

const NOTHING: readonly RelayCommand[] = [];

/**
 * Relays one conversation, without its sockets: events in, commands out, nothing else. Passes bytes as they came, before
 * anything looks at them; keeps back-pressure and half-close; and knows how each conversation may fail. What concerns TLS
 * is the opening's (opening.ts); what the spy has to say when it ends, the ending's (ending.ts).
 */
export class Relay {
  readonly #sides = new StepSides();
  readonly #ending = new Ending(this.#sides);
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

  #turnAway(client: Endpoint, server: ServerEndpoint, turnedAway: TurnedAway): void {
    this.#sides.client.socket = 'open';
    this.#serverName = `${server.host}:${server.port}`;
    this.#sides.note({ event: 'connected', client });
    this.#ending.turnAway(client.address, turnedAway, this.#security.client === 'tls');
  }

  /** A client that was to begin with TLS does not, and what it would be told in there is left unsaid. */
  #clientIsSilent(): void {
    if (this.#ending.closing === null) this.#opening?.clientIsSilent();
    else if (this.#ending.hasLastWords) this.#sides.close('client', false);
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
    if (from === 'client' && this.#ending.awaitsTls) return this.#ending.beginTls(bytes);
    if (this.#ending.isBySpy || this.#sides.of(otherSpeaker(from)).socket === 'closed') {
      return this.#sides.withhold(from, bytes);
    }
    if (from === 'client') this.#isSilentInTls = false;
    if (from === 'client' && this.#inStep !== null) this.#inStep.clientSaid(bytes);
    else this.#takeIn(from, bytes);
    if (from !== 'server' || this.#greeted) return;
    this.#greeted = true;
    this.#sides.want({ type: 'greeting-came' });
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
    return !this.isInStep && !this.#finished && this.#opening !== null && this.#ending.closing === null;
  }

  /** Nothing is under way: the next command may be the first that is relayed in step. */
  get #isAtRest(): boolean {
    return this.#greeted && this.#ending.closing === null && this.#opening?.isAtRest === true;
  }

  #whatIsInStep(): InStep {
    this.#inStep ??= new InStep(this.#sides, this.#security, this.#serverSecurity, {
      pass: (bytes) => this.#passOn('client', bytes),
      clientEnded: () => this.#passEnd(),
      close: (close, by, lastWords) => this.#ending.wish(close, by, lastWords),
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

  #secured(side: Speaker, facts: TlsFacts): void {
    this.#sides.of(side).channel = 'tls';
    this.#sides.note({ event: 'tls', side, ...facts });
    if (this.#ending.isBySpy) {
      if (side === 'client') this.#ending.sayLastWords();
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
    if (this.#ending.closing === null) this.#fail(side, describeTlsFailure(side, this.#serverName, failure));
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
    this.#ending.ended(by);
    this.#sides.note({ event: 'ended', by });
    if (this.#ending.hasLastWords) return;
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
    else this.#ending.gone(side, failure);
    if (this.#isOver) return this.#finish();
    // The spy's last words wait for the client's TLS; and a reset would overtake them.
    if (this.#ending.hasLastWords) return;
    this.#sides.close(otherSpeaker(side), failure !== null && !this.#ending.isBySpy);
  }

  /** A server that will say no more, before one has taken over the conversation. */
  #isServerPassedOver(): boolean {
    const diversion = this.#inStep?.diversion ?? null;
    diversion?.serverGone();
    return diversion !== null;
  }

  /** Some clients look at the certificate when the handshake is done, and go away without a word or an alert. */
  #hasDistrusted(side: Speaker): boolean {
    return side === 'client' && this.#isSilentInTls && this.#ending.closing === null;
  }

  /** Nothing can come any more: without a client there need be no server. */
  get #isOver(): boolean {
    const { client, server } = this.#sides;
    return client.socket === 'closed' && (server.socket === 'closed' || server.socket === 'none');
  }

  #noteWaiting(afterMs: number): void {
    // Within a handshake, that has words of its own.
    if (this.#ending.closing !== null || this.#sides.server.channel === 'securing') return;
    const text = describeWaiting(this.#serverName, afterMs);
    this.#sides.note({ event: 'error', code: 'greeting-late', side: 'server', text });
  }

  /** While either side is on its way out, nobody waits for a greeting. */
  #timeOut(afterMs: number): void {
    if (this.#ending.closing === null) this.#giveUp('timeout', describeSilence(this.#serverName, afterMs));
  }

  #giveUp(how: 'unreachable' | 'timeout' | 'tls-failed', words: FailureWords): void {
    this.#inStep?.abandonDiversion();
    this.#ending.giveUp(how, words);
  }

  #stop(): void {
    const isHeld = this.#inStep?.isHeld ?? false;
    this.#inStep?.abandon();
    this.#ending.stop(isHeld);
    this.#finish();
  }

  #finish(): void {
    this.#finished = true;
    this.#inStep?.abandon();
    const { closing } = this.#ending;
    if (closing !== null) this.#sides.note(closing);
    this.#sides.want({ type: 'finish' });
  }
}
