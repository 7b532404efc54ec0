import * as net from 'node:net';
import type { Captures } from '../capture/captures.ts';
import { Roster } from '../capture/roster.ts';
import type { Gate } from '../gate/gate.ts';
import type { Endpoint } from '../transcript/session-event.ts';
import type { AskerSource } from './inquiry.ts';
import { Deadlines } from './deadlines.ts';
import { Conversation, type RelayTimeouts, type Upstream, type Way } from './conversation.ts';
import type { Interference } from './relay-rules.ts';
import { TlsContexts } from './tls-contexts.ts';
import type { TlsSettings } from './tls-settings.ts';
import { leadsBack } from './way-back.ts';

/** Both of loopback's addresses: which of them "localhost" is differs between clients. */
const LOOPBACK = ['127.0.0.1', '::1'] as const;

/** Connections that may wait to be taken. Node's own 511 is short of what a load test opens at once. */
const BACKLOG = 1_024;

/** Times that another free port is tried when the one found for IPv4 is taken on IPv6. */
const TRIES = 10;

/** Why a port could not be opened. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  /** The system's code: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`. */
  readonly code: string;
  readonly address: string;
  readonly port: number;

  constructor(code: string, address: string, port: number, options: ErrorOptions) {
    super(`cannot listen on ${address} port ${port}: ${code}`, options);
    this.code = code;
    this.address = address;
    this.port = port;
  }
}

/** What a listener is made with. */
export interface RelayListenerOptions {
  readonly captures: Captures;
  readonly timeouts: RelayTimeouts;
  /** Asked for each conversation. */
  readonly upstream: () => Upstream;
  readonly tls: TlsSettings;
  /** Decides which clients are let in. */
  readonly gate: Gate;
  readonly interference: Interference;
  /** A conversation began or ended. */
  readonly onConversation: () => void;
}

/** Takes clients' connections, and relays each. */
export class RelayListener {
  readonly #options: RelayListenerOptions;
  readonly #tls: TlsContexts;
  readonly #servers: net.Server[] = [];
  readonly #deadlines = new Deadlines();
  readonly #conversations = new Roster<Conversation>();
  #addresses: Endpoint[] = [];

  constructor(options: RelayListenerOptions) {
    this.#options = options;
    this.#tls = new TlsContexts(options.tls);
  }

  /** Where it listens; empty when it does not. */
  get addresses(): readonly Endpoint[] {
    return this.#addresses;
  }

  /** Conversations under way. */
  get conversations(): number {
    return this.#conversations.size;
  }

  /**
   * Opens the port. An empty host means loopback: 127.0.0.1, and ::1 where the machine has it. Port 0 means any that is
   * free. Rejects with a {@link ListenError}, and then nothing is left open.
   */
  async start(host: string, port: number): Promise<readonly Endpoint[]> {
    if (host !== '') this.#addresses = [await this.#listen(host, port)];
    else this.#addresses = await this.#listenOnLoopback(port);
    return this.#addresses;
  }

  /** Takes no more clients. Conversations under way go on. */
  async stop(): Promise<void> {
    this.#addresses = [];
    const servers = this.#servers.splice(0);
    // A closed server waits for its conversations; nobody need wait for that.
    for (const server of servers) server.close();
    await Promise.resolve();
  }

  /**
   * Has somebody asked about what is said from now on in conversations that pass as they come: in one, or (null) in all.
   * Returns how many of them those are.
   */
  askLater(asker: AskerSource, session: number | null): number {
    let asked = 0;
    for (const conversation of this.#conversations.all) {
      if (session !== null && conversation.session !== session) continue;
      if (conversation.askLater(asker)) asked += 1;
    }
    return asked;
  }

  /** Ends all conversations. */
  stopConversations(): void {
    for (const conversation of this.#conversations.all) conversation.stop();
  }

  async #listenOnLoopback(port: number): Promise<Endpoint[]> {
    for (let tries = 1; ; tries += 1) {
      const first = await this.#listen(LOOPBACK[0], port);
      try {
        return [first, await this.#listen(LOOPBACK[1], first.port)];
      } catch (error) {
        if (!(error instanceof ListenError)) throw error;
        if (isMissingFamily(error.code)) return [first];
        await this.stop();
        if (port !== 0 || tries === TRIES) throw error;
      }
    }
  }

  #listen(host: string, port: number): Promise<Endpoint> {
    const server = net.createServer({ allowHalfOpen: true, noDelay: true });
    return new Promise((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException): void => {
        reject(new ListenError(error.code ?? 'unknown', host, port, { cause: error }));
      };
      server.once('error', onError);
      server.listen({ host, port, backlog: BACKLOG, exclusive: true }, () => {
        server.off('error', onError);
        // Accepting may fail later, for want of file descriptors: the client is then turned away by the system, and
        // those that are under way go on.
        server.on('error', () => {});
        this.#servers.push(server);
        const address = server.address();
        const isPort = address !== null && typeof address === 'object';
        const endpoint = isPort ? { address: address.address, port: address.port } : { address: host, port };
        const name = formatEndpoint(endpoint);
        server.on('connection', (client) => this.#take(client, endpoint, name));
        resolve(endpoint);
      });
    });
  }

  #take(client: net.Socket, endpoint: Endpoint, listener: string): void {
    const { captures, timeouts, gate, onConversation } = this.#options;
    const upstream = this.#options.upstream();
    const way: Way = {
      listener,
      upstream,
      leadsBack: (to) => leadsBack(to, endpoint),
      tls: this.#tls,
      deadlines: this.#deadlines,
      turnedAway: gate.meet(client.remoteAddress ?? '', performance.now()),
      interference: this.#options.interference,
    };
    const conversation = new Conversation(client, way, captures, timeouts, (finished) => {
      this.#conversations.remove(finished);
      onConversation();
    });
    this.#conversations.add(conversation);
    onConversation();
  }
}

/** The machine has no IPv6, or has it switched off. */
function isMissingFamily(code: string): boolean {
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL';
}

/** An address and its port as people write them: `127.0.0.1:2525`, `[::1]:2525`. */
export function formatEndpoint({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
