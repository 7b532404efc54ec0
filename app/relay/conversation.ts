import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { Captures, SessionOrigin } from '../capture/captures.ts';
import type { BytesOrigin } from '../capture/entry.ts';
import type { SessionRecorder } from '../capture/recorder.ts';
import type { Enrolled } from '../capture/roster.ts';
import type { TurnedAway } from '../gate/gate.ts';
import type { HostAndPort } from '../smtp/host-and-port.ts';
import { otherSpeaker, type Speaker } from '../smtp/words.ts';
import type { ServerEndpoint } from '../transcript/session-event.ts';
import { Connecting } from './connecting.ts';
import type { Deadline, Deadlines } from './deadlines.ts';
import { shakeHandsWithClient, shakeHandsWithServer } from './handshake.ts';
import type { Asker, AskerSource, ConversationEnd, Inquiry, Verdict } from './inquiry.ts';
import { PeerSocket } from './peer-socket.ts';
import { Relay } from './relay.ts';
import type { RelayCommand, RelayEvent } from './relay-events.ts';
import { lateRules, relayRules, type Interference } from './relay-rules.ts';
import { securityForPort } from './security.ts';
import type { TlsContexts } from './tls-contexts.ts';

/** The mail server as people name it, and where it is really reached. */
export interface Upstream {
  /** What the record and the viewers show. */
  readonly name: HostAndPort;
  readonly connectTo: HostAndPort;
}

/** From where to where a conversation goes. */
export interface Way {
  /** The listener's address as a client would name it: `127.0.0.1:2525`. */
  readonly listener: string;
  readonly upstream: Upstream;
  /** Whether connecting there comes out at this listener again. */
  readonly leadsBack: (to: HostAndPort) => boolean;
  readonly tls: TlsContexts;
  readonly deadlines: Deadlines;
  /** Why the client is not let in; null: it is. */
  readonly turnedAway: TurnedAway | null;
  readonly interference: Interference;
}

/** How long the relay waits for a server, in milliseconds. */
export interface RelayTimeouts {
  /** For the connection to be there. */
  readonly connect: number;
  /** For the first byte of the greeting. RFC 5321 section 4.5.3.2.1 has clients wait five minutes. */
  readonly greeting: number;
  /** For a TLS handshake. */
  readonly handshake: number;
  /** For the first byte of a client that should begin with TLS: those that do, do at once. */
  readonly clientSilence: number;
  /** After so long without a greeting, that is worth a word. */
  readonly lateGreeting: number;
}

/** As patient as RFC 5321 asks a client to be, and with a connection as most clients are. */
export const DEFAULT_TIMEOUTS: RelayTimeouts = {
  connect: 30_000,
  greeting: 300_000,
  handshake: 30_000,
  clientSilence: 5_000,
  lateGreeting: 10_000,
};

const NOBODY: readonly Asker[] = [];

/** Owns the two sockets of one conversation, and does what its relay says. */
export class Conversation implements Enrolled {
  /** {@link Enrolled} */
  place = -1;
  readonly #relay: Relay;
  readonly #client: PeerSocket;
  readonly #way: Way;
  /** Where the conversation goes now. */
  #upstream: Upstream;
  readonly #timeouts: RelayTimeouts;
  readonly #recorder: SessionRecorder;
  readonly #origin: SessionOrigin;
  readonly #onFinish: (conversation: Conversation) => void;
  #server: PeerSocket | null = null;
  /** The connection to the server, while it is not there yet. */
  #connecting: Connecting | null = null;
  /** For the server's greeting. */
  #greetingDeadline: Deadline | null = null;
  /** For a client that should begin with TLS. */
  #clientDeadline: Deadline | null = null;
  /** Made when there is something to wait for: without rules there never is. */
  #waits: Set<NodeJS.Timeout> | null = null;
  #askers: readonly Asker[];
  /** Questions that are open, by their tokens, and who wants to know when one is withdrawn. Made when there is somebody to ask. */
  #asked: Map<number, (() => void) | null> | null = null;
  /** How it ended: recorded last. */
  #closing: ConversationEnd | null = null;
  #toldFull = false;

  constructor(
    client: Socket,
    way: Way,
    captures: Captures,
    timeouts: RelayTimeouts,
    onFinish: (conversation: Conversation) => void,
  ) {
    this.#way = way;
    this.#upstream = way.upstream;
    this.#timeouts = timeouts;
    this.#onFinish = onFinish;
    const server: ServerEndpoint = { ...way.upstream.name, address: null };
    const endpoint = { address: client.remoteAddress ?? '', port: client.remotePort ?? 0 };
    const security = securityForPort(way.tls.settings.security, way.upstream.name.port);
    const origin = { listener: way.listener, client: endpoint, server };
    this.#origin = origin;
    const { turnedAway } = way;
    this.#recorder = captures.begin(origin, () => this.#recordHasRoom());
    const rules = turnedAway === null ? relayRules(way.interference, origin, this.#recorder) : null;
    this.#relay = new Relay(security, rules, way.tls.settings.security.server);
    this.#askers = rules?.askers ?? NOBODY;
    this.#client = new PeerSocket(client, 'client', this.#tell, 'listened for');
    if (turnedAway === null) this.#tell({ type: 'client-connected', client: endpoint, server });
    else this.#tell({ type: 'client-turned-away', client: endpoint, server, turnedAway });
  }

  /**
   * Has somebody asked about what is said from the next command on that nothing is under way before. Returns whether that can
   * be; where they are asked already, that goes on.
   */
  askLater(asker: AskerSource): boolean {
    if (this.#relay.isInStep) return true;
    if (!this.#relay.canGoInStep) return false;
    const rules = lateRules(asker, this.#origin, this.#recorder);
    this.#askers = [...this.#askers, ...rules.askers];
    this.#tell({ type: 'go-in-step', rules });
    return true;
  }

  /** The number that the record gave it; null as long as it has none. */
  get session(): number | null {
    return this.#recorder.info?.session ?? null;
  }

  /** Ends it now: the program stops. */
  stop(): void {
    this.#tell({ type: 'stop' });
  }

  readonly #tell = (event: RelayEvent): void => {
    for (const command of this.#relay.handle(event)) this.#do(command);
  };

  #do(command: RelayCommand): void {
    switch (command.type) {
      case 'send':
        return this.#send(command.to, command.bytes);
      case 'forward':
        this.#send(otherSpeaker(command.origin.from), command.bytes);
        return this.#record(command.origin, command.bytes);
      case 'record-bytes':
        return this.#record(command.origin, command.bytes);
      case 'record-event':
        if (command.event.event !== 'closed') return this.#recorder.event(command.event);
        this.#closing = command.event;
        return;
      case 'connect':
        return this.#connect(command.to);
      case 'leave-server':
        this.#server?.dismiss();
        this.#server = null;
        return;
      case 'end':
        return this.#peer(command.to)?.end();
      case 'close':
        return this.#peer(command.side)?.close(command.reset);
      case 'secure':
        return this.#secure(command.side, command.early);
      case 'pause':
        return this.#peer(command.side)?.pause();
      case 'resume':
        return this.#peer(command.side)?.resume();
      case 'wait':
        return this.#wait(command.token, command.ms);
      case 'ask':
        return this.#ask(command.token, command.asker, command.inquiry);
      case 'withdraw':
        this.#asked?.get(command.token)?.();
        this.#asked?.delete(command.token);
        return;
      case 'await-client':
        return this.#awaitClient();
      case 'await-greeting':
        return this.#awaitGreeting();
      case 'greeting-came':
        return this.#greetingCame();
      case 'finish':
        return this.#finish();
    }
  }

  #peer(side: Speaker): PeerSocket | null {
    return side === 'client' ? this.#client : this.#server;
  }

  #send(to: Speaker, bytes: Buffer): void {
    if (this.#peer(to)?.send(bytes) === false) this.#tell({ type: 'congested', side: to });
  }

  #secure(side: Speaker, early: Buffer | null): void {
    const { tls } = this.#way;
    const { host } = this.#upstream.name;
    const { handshake } = this.#timeouts;
    this.#peer(side)?.secure((socket, listener) =>
      side === 'client'
        ? shakeHandsWithClient(socket, early, tls, handshake, listener)
        : shakeHandsWithServer(socket, host, tls, handshake, listener),
    );
  }

  #connect(to: HostAndPort | null): void {
    if (to !== null) this.#upstream = { name: to, connectTo: to };
    const { name, connectTo } = this.#upstream;
    if (this.#way.leadsBack(connectTo)) {
      const failure = { code: 'ELOOP', text: 'the server is this listener itself' };
      return this.#tell({ type: 'server-unreachable', failure });
    }
    this.#connecting = new Connecting(connectTo, this.#timeouts.connect, this.#way.deadlines, this.#tell, {
      connected: (server, address, tookMs) => {
        this.#connecting = null;
        this.#server = server;
        this.#tell({ type: 'server-connected', server: { ...name, address }, tookMs });
      },
      failed: (failure) => {
        this.#connecting = null;
        this.#tell({ type: 'server-unreachable', failure });
      },
    });
  }

  #wait(token: number, ms: number): void {
    const waits = (this.#waits ??= new Set());
    const timer = setTimeout(() => {
      waits.delete(timer);
      this.#tell({ type: 'waited', token });
    }, ms);
    waits.add(timer);
  }

  #ask(token: number, asker: Asker, inquiry: Inquiry): void {
    const asked = (this.#asked ??= new Map<number, (() => void) | null>());
    asked.set(token, null);
    const take = (verdict: Verdict): void => {
      if (asked.delete(token)) this.#tell({ type: 'verdict', token, verdict });
    };
    const whenWithdrawn = (listener: () => void): void => void asked.set(token, listener);
    void asker.decide(inquiry, whenWithdrawn).then(take);
  }

  #awaitGreeting(): void {
    const afterMs = this.#timeouts.greeting;
    const lateMs = Math.min(this.#timeouts.lateGreeting, afterMs);
    const giveUp = (): void => this.#tell({ type: 'greeting-timeout', afterMs });
    const { deadlines } = this.#way;
    this.#greetingDeadline = deadlines.set(lateMs, () => {
      if (lateMs === afterMs) return giveUp();
      this.#greetingDeadline = deadlines.set(afterMs - lateMs, giveUp);
      this.#tell({ type: 'greeting-late', afterMs: lateMs });
    });
  }

  #awaitClient(): void {
    const isSilent = (): void => this.#tell({ type: 'client-silent' });
    this.#clientDeadline = this.#way.deadlines.set(this.#timeouts.clientSilence, isSilent);
  }

  #greetingCame(): void {
    if (this.#greetingDeadline !== null) this.#way.deadlines.lift(this.#greetingDeadline);
    this.#greetingDeadline = null;
  }

  #record(origin: BytesOrigin, bytes: Buffer): void {
    this.#recorder.bytes(origin, bytes);
    if (this.#toldFull || !this.#recorder.isFull) return;
    this.#toldFull = true;
    this.#tell({ type: 'record-full' });
  }

  #recordHasRoom(): void {
    if (!this.#toldFull) return;
    this.#toldFull = false;
    this.#tell({ type: 'record-room' });
  }

  #finish(): void {
    if (this.#clientDeadline !== null) this.#way.deadlines.lift(this.#clientDeadline);
    this.#greetingCame();
    for (const timer of this.#waits ?? []) clearTimeout(timer);
    this.#client.destroy();
    this.#server?.destroy();
    this.#connecting?.abandon();
    const farewells = this.#askers.flatMap((asker) => asker.ended(this.#closing) ?? []);
    if (farewells.length === 0) this.#closeRecord();
    else void Promise.all(farewells).then(() => this.#closeRecord());
  }

  /** Its last entry is how the conversation ended. */
  #closeRecord(): void {
    if (this.#closing !== null) this.#recorder.event(this.#closing);
    this.#recorder.close();
    this.#onFinish(this);
  }
}
