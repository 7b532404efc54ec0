import { Buffer } from 'node:buffer';
import * as net from 'node:net';
import type { HostAndPort } from '../smtp/host-and-port.ts';
import type { Deadline, Deadlines } from './deadlines.ts';
import type { SocketFailure } from './failure.ts';
import { failureOf, PeerSocket } from './peer-socket.ts';
import type { RelayEvent } from './relay-events.ts';

/**
 * With several addresses for one name, each gets this many milliseconds before the next is tried. Node's own 250 is too
 * short for a mail server on another continent.
 */
const NEXT_ADDRESS_AFTER = 1_500;

/**
 * What servers say is read into this, one after the other, and copied out at once. Node would make a buffer of this length
 * for each reply, which costs more than the copy of its few bytes, and more again when it is collected.
 */
const READ_INTO = Buffer.allocUnsafeSlow(64 * 1024);

/** How connecting came out. */
export interface ConnectingListener {
  /** `address`: where the server is; null where the system does not say. */
  connected(server: PeerSocket, address: string | null, tookMs: number): void;
  failed(failure: SocketFailure): void;
}

/** A connection to a server, while it is not there yet. */
export class Connecting {
  readonly #to: HostAndPort;
  readonly #tell: (event: RelayEvent) => void;
  readonly #listener: ConnectingListener;
  readonly #socket: net.Socket;
  readonly #deadlines: Deadlines;
  readonly #deadline: Deadline;
  readonly #began = performance.now();
  #server: PeerSocket | null = null;
  #isOver = false;

  /** Begins it. `patienceMs`: milliseconds that it may take. `tell` gets what happens to the connection when it is there. */
  constructor(
    to: HostAndPort,
    patienceMs: number,
    deadlines: Deadlines,
    tell: (event: RelayEvent) => void,
    listener: ConnectingListener,
  ) {
    this.#to = to;
    this.#deadlines = deadlines;
    this.#tell = tell;
    this.#listener = listener;
    this.#socket = net.connect({
      host: to.host,
      port: to.port,
      allowHalfOpen: true,
      noDelay: true,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER,
      onread: { buffer: READ_INTO, callback: (length) => this.#read(length) },
    });
    this.#deadline = deadlines.set(patienceMs, () =>
      this.#fail({ code: 'ETIMEDOUT', text: `no connection within ${patienceMs} ms` }),
    );
    this.#socket.on('error', (error) => this.#fail(failureOf(error)));
    this.#socket.on('connect', () => this.#connected());
  }

  /** Nobody waits for it any more: its listener hears nothing. */
  abandon(): void {
    if (this.#isOver) return;
    this.#finish();
    this.#socket.destroy();
  }

  #connected(): void {
    const { host } = this.#to;
    this.#finish();
    this.#server = new PeerSocket(this.#socket, 'server', this.#tell, 'given');
    // Asking the socket costs a system call; an address that was named as such is known.
    const address = net.isIP(host) === 0 ? (this.#socket.remoteAddress ?? null) : host;
    this.#listener.connected(this.#server, address, performance.now() - this.#began);
  }

  #fail(failure: SocketFailure): void {
    if (this.#isOver) return;
    this.abandon();
    this.#listener.failed(failure);
  }

  #finish(): void {
    this.#isOver = true;
    this.#deadlines.lift(this.#deadline);
  }

  #read(length: number): boolean {
    const bytes = Buffer.allocUnsafe(length);
    READ_INTO.copy(bytes, 0, 0, length);
    this.#server?.take(bytes);
    return true;
  }
}
