import { once } from 'node:events';
import * as net from 'node:net';
import { onTestFinished } from 'vitest';
import { eventually } from './eventually.ts';
import { portOf } from './smtp-peers.ts';

/** One end of a connection, for a test to speak and listen with. It is gone when the test is over. */
export class Peer {
  readonly socket: net.Socket;
  #pieces: Buffer[] = [];
  #hasEnded = false;
  #closed: string | null = null;

  /** Gathers what is heard from now on, unless the socket is told otherwise. */
  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => this.#pieces.push(bytes));
    socket.on('end', () => (this.#hasEnded = true));
    socket.on('error', (error: NodeJS.ErrnoException) => (this.#closed = error.code ?? error.message));
    socket.on('close', () => (this.#closed ??= 'closed'));
    onTestFinished(() => void socket.destroy());
  }

  /** All that was heard so far. */
  get heard(): Buffer {
    const whole = Buffer.concat(this.#pieces);
    this.#pieces = [whole];
    return whole;
  }

  /** Whether the other side has said all it had to say. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Says this: each character is the byte of its number. */
  say(words: string): void {
    this.socket.write(Buffer.from(words, 'latin1'));
  }

  /** Resolves when all that was heard ends in these words. */
  async hears(words: string): Promise<void> {
    await eventually(JSON.stringify(words), () => this.heard.toString('latin1').endsWith(words));
  }

  /** Resolves when the other side has said all it had to say. */
  async hearsEnd(): Promise<void> {
    await eventually('the end', () => this.#hasEnded);
  }

  /** Resolves when the connection is gone, to `closed`, or to the code of what broke it. */
  async isClosed(): Promise<string> {
    return eventually('the connection to close', () => this.#closed);
  }
}

/** Connects to a port of this machine; the connection may be half-closed. */
export async function connectPeer(port: number, host = '127.0.0.1'): Promise<Peer> {
  const peer = new Peer(net.connect({ host, port, allowHalfOpen: true, noDelay: true }));
  await once(peer.socket, 'connect');
  return peer;
}

/** A server that does nothing but take connections. */
export interface PeerServer {
  readonly port: number;
  /** Connections so far. */
  readonly peers: readonly Peer[];
  /** Resolves to the connection of this number, from 0. */
  peer(at: number): Promise<Peer>;
}

/** Listens on a port of this machine until the test is over. */
export async function startPeerServer(greet: (peer: Peer) => void = () => {}): Promise<PeerServer> {
  const peers: Peer[] = [];
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const peer = new Peer(socket);
    peers.push(peer);
    greet(peer);
  });
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1_024 });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const peer = (at: number): Promise<Peer> => eventually(`connection ${at}`, () => peers[at] ?? null);
  return { port: portOf(server), peers, peer };
}
