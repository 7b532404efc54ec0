import type { Buffer } from 'node:buffer';
import { beginsTlsRecord } from '../../smtp/framing.ts';
import type { HostAndPort } from '../../smtp/host-and-port.ts';
import type { FailureWords } from '../failure.ts';
import type { Verdict } from '../inquiry.ts';
import type { Diversion } from './diversion.ts';
import { Diversions } from './diversions.ts';
import type { RelayRules } from '../relay-rules.ts';
import { RuleJudge } from '../rule-judge.ts';
import type { RelaySecurity, ServerSecurity } from '../security.ts';
import type { WishedClose } from './step-ends.ts';
import type { StepSides } from './step-sides.ts';
import { Steps } from './steps.ts';
import type { TlsTrouble } from '../tls-trouble.ts';

/** What going in step needs of the relay that it is part of. */
export interface InStepWorld {
  /** Passes on what the client says, towards the server and whatever stands before that. */
  pass(bytes: Buffer): void;
  /** The client has said its last, and all of it has gone on. */
  clientEnded(): void;
  /** The conversation is to end. `by`: who wants that. */
  close(close: WishedClose, by: string, lastWords: Buffer | null): void;
  /** That server is to be connected to, in the place of the one that was left. */
  connect(to: HostAndPort): void;
  /** The other server cannot be reached. */
  failed(words: FailureWords): void;
  /** The other server cannot be spoken to as it should be. */
  cannotSecure(trouble: TlsTrouble): void;
}

/**
 * All that a conversation has only while somebody interferes with it: the steps in which it is relayed, what judges them, and its
 * way to other servers. Made when that is wanted; it may be over before the conversation is, and begin again.
 */
export class InStep {
  readonly #sides: StepSides;
  readonly #security: RelaySecurity;
  readonly #serverSecurity: ServerSecurity;
  readonly #world: InStepWorld;
  /** Null where bytes pass as they come. */
  #steps: Steps | null = null;
  /** With what it is to be relayed in step, as soon as nothing is under way; null: it is not to be. */
  #wanted: RelayRules | null = null;
  #diversions: Diversions | null = null;
  #hasClientSpoken = false;

  /** `serverSecurity`: as it is set for the listener, where `security` is for the server's port. */
  constructor(sides: StepSides, security: RelaySecurity, serverSecurity: ServerSecurity, world: InStepWorld) {
    this.#sides = sides;
    this.#security = security;
    this.#serverSecurity = serverSecurity;
    this.#world = world;
  }

  /** It is relayed in step, or will be as soon as nothing is under way. */
  get isWanted(): boolean {
    return this.#steps !== null || this.#wanted !== null;
  }

  /** Its way to another server; null where it is on none. */
  get diversion(): Diversion | null {
    return this.#diversions?.underWay ?? null;
  }

  /** Something is held up in it. */
  get isHeld(): boolean {
    return this.#steps?.isHeld ?? false;
  }

  /** Goes in step as soon as nothing is under way: see {@link settle}. */
  want(rules: RelayRules): void {
    this.#wanted = rules;
  }

  /** Goes in step now. `isBeginning`: nothing has been said before; else nothing is under way. */
  go(rules: RelayRules, isBeginning: boolean): void {
    const sides = this.#sides;
    const world = this.#world;
    const judge = new RuleJudge(() => rules.current(), rules.follower, {
      now: () => rules.now(),
      isLate: rules.isLate,
      random: () => rules.random(),
      isTls: (speaker) => sides.of(speaker).channel === 'tls',
    });
    const diversions = new Diversions(sides, this.#security, this.#serverSecurity, {
      connect: (to) => world.connect(to),
      failed: (words) => world.failed(words),
      cannotSecure: (trouble) => world.cannotSecure(trouble),
    });
    this.#diversions = diversions;
    this.#steps = new Steps(sides, judge, rules.askers, isBeginning, {
      pass: (bytes) => world.pass(bytes),
      clientEnded: () => world.clientEnded(),
      close: (close, by, lastWords) => world.close(close, by, lastWords),
      ask: (token, asker, inquiry) => sides.want({ type: 'ask', token, asker, inquiry }),
      withdraw: (token) => sides.want({ type: 'withdraw', token }),
      wait: (token, ms) => sides.want({ type: 'wait', token, ms }),
      save: (folder, lines) => rules.save(folder, lines),
      passesTlsUnread: this.#passesTlsUnread,
      isWith: (server) => diversions.isWith(server),
      divert: (to, said, goOn) => diversions.divert(to, said, goOn),
    });
    sides.attach(this.#steps, judge);
  }

  /** The conversation begins, with this server; `connect` goes there, perhaps later. */
  begin(server: HostAndPort, connect: () => void): void {
    this.#diversions?.begin(server);
    if (this.#steps === null) connect();
    else this.#steps.begin(connect);
  }

  /**
   * Something has happened. When nothing looks at the conversation any more, bytes pass as they come again; when that is wanted and
   * nothing is under way (`isAtRest`), it goes in step from here on.
   */
  settle(isAtRest: boolean): void {
    if (this.#steps?.isOver === true) this.#leave();
    const rules = this.#wanted;
    if (rules === null || !isAtRest) return;
    this.#wanted = null;
    this.go(rules, false);
  }

  /** A client that begins with TLS cannot be asked to wait for its turn: that is the opening's, or passes unread. */
  clientSaid(bytes: Buffer): void {
    if (this.#steps === null) return this.#world.pass(bytes);
    const isFirst = !this.#hasClientSpoken;
    this.#hasClientSpoken = true;
    const { channel } = this.#sides.client;
    // Where TLS is awaited, whatever comes instead is the opening's, too.
    const isTls = channel === 'securing' || (channel === 'plain' && beginsTlsRecord(bytes[0]));
    if (!isFirst || !isTls) return this.#steps.clientSaid(bytes);
    if (this.#passesTlsUnread) this.#leave();
    this.#world.pass(bytes);
  }

  /** The client will say no more. */
  clientEnded(): void {
    if (this.#steps === null) this.#world.clientEnded();
    else this.#steps.clientEnded();
  }

  /** The server takes more again. */
  drained(): void {
    this.#steps?.drained();
  }

  /** A time that was waited for is over. */
  waited(token: number): void {
    if (this.#diversions?.waited(token) !== true) this.#steps?.waited(token);
  }

  /** Somebody has decided. */
  decided(token: number, verdict: Verdict): void {
    this.#steps?.decided(token, verdict);
  }

  /** Nothing goes on any more. */
  abandon(): void {
    this.#diversions?.abandon();
    this.#steps?.abandon();
  }

  /** The way to another server is given up, and nothing goes on any more; where it is on none, nothing happens. */
  abandonDiversion(): void {
    if (this.#diversions?.abandon() === true) this.#steps?.abandon();
  }

  get #passesTlsUnread(): boolean {
    return this.#security.client === 'pass';
  }

  #leave(): void {
    const rest = this.#steps?.takeRest();
    this.#steps = null;
    this.#sides.detach();
    if (rest !== undefined && rest.length > 0) this.#world.pass(rest);
  }
}
