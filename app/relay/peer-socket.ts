import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { Speaker } from '../smtp/words.ts';
import type { TlsFacts } from '../transcript/tls-facts.ts';
import type { SocketFailure } from './failure.ts';
import type { Handshake, HandshakeListener } from './handshake.ts';
import type { RelayEvent } from './relay-events.ts';

/**
 * Milliseconds that a peer has, once the conversation is over, to take something of what is left for it, or to close its
 * own side when there is nothing left.
 */
const LINGER = 2_000;

/**
 * How what a peer says comes here:
 *
 * - `listened for`: its socket tells
 * - `given`: whoever made the connection gives it to {@link PeerSocket.take}, as long as there is no TLS on it
 */
export type Reading = 'listened for' | 'given';

/** How TLS is taken up on a socket that nobody reads any more. */
export type ShakeHands = (socket: Socket, listener: HandshakeListener) => Handshake;

/** One side's connection: a socket, and from some point on perhaps TLS on it. */
export class PeerSocket {
  readonly #connection: Socket;
  readonly #side: Speaker;
  #tell: (event: RelayEvent) => void;
  /** What is read and written: the connection, or TLS on it. */
  #socket: Socket;
  #handshake: Handshake | null = null;
  #failure: SocketFailure | null = null;
  #hasEnded = false;
  #awaitsDrain = false;

  /** The connection is there; it is read from now on. `tell` gets what happens to it. */
  constructor(connection: Socket, side: Speaker, tell: (event: RelayEvent) => void, reading: Reading) {
    this.#connection = connection;
    this.#socket = connection;
    this.#side = side;
    this.#tell = tell;
    this.#attend(reading);
  }

  /** Takes what was read of the connection. */
  take(bytes: Buffer): void {
    this.#onData(bytes);
  }

  /** Returns whether more can be taken at once; `drained` tells when it can again. */
  send(bytes: Buffer): boolean {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableEnded || socket.write(bytes)) return true;
    if (!this.#awaitsDrain) socket.once('drain', this.#onDrain);
    this.#awaitsDrain = true;
    return false;
  }

  /** No more will be sent. */
  end(): void {
    this.#socket.end();
  }

  /** Stops reading. */
  pause(): void {
    this.#socket.pause();
  }

  /** Reads again. */
  resume(): void {
    this.#socket.resume();
  }

  /** Takes up TLS once what was sent is on its way; nothing else may be done with it until that is told of. */
  secure(shakeHands: ShakeHands): void {
    const connection = this.#connection;
    connection.pause();
    this.#leave();
    const begin = (): void => {
      this.#handshake = shakeHands(connection, {
        secured: (socket, facts) => this.#secured(socket, facts),
        failed: (failure) => {
          this.#handshake = null;
          this.#tell({ type: 'secure-failed', side: this.#side, failure });
        },
      });
    };
    if (connection.writableLength === 0) begin();
    else connection.write('', begin);
  }

  /** Whatever was sent goes through first; then the end, or the reset, follows. */
  close(reset: boolean): void {
    const socket = this.#socket;
    if (socket.destroyed) return;
    if (this.#handshake !== null) return this.#breakOff(this.#handshake);
    const resetNow = (): void => void this.#connection.resetAndDestroy();
    if (!reset) {
      // To close with words of the peer unread would make the system send a reset, which may overtake the last reply.
      socket.resume();
      socket.end();
    } else if (socket.writableLength === 0) resetNow();
    else if (socket.writableEnded) socket.once('finish', resetNow);
    else socket.write('', resetNow);
    if (!socket.destroyed) waitFor(socket);
  }

  /** Closes it in order; what still happens to it is of no interest any more. */
  dismiss(): void {
    this.#tell = () => {};
    this.close(false);
  }

  /** Lets go of it at once. */
  destroy(): void {
    this.#handshake?.abandon();
    this.#socket.destroy();
    this.#connection.destroy();
  }

  #breakOff(handshake: Handshake): void {
    handshake.abandon();
    this.#handshake = null;
    this.#connection.once('close', this.#onClose);
    this.#connection.destroy();
  }

  #secured(socket: Socket, facts: TlsFacts): void {
    this.#handshake = null;
    this.#socket = socket;
    this.#attend('listened for');
    this.#tell({ type: 'secured', side: this.#side, facts });
    this.#onDrain();
  }

  #attend(reading: Reading): void {
    const socket = this.#socket;
    if (reading === 'listened for') socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
  }

  #leave(): void {
    const socket = this.#socket;
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('drain', this.#onDrain);
    socket.off('error', this.#onError);
    socket.off('close', this.#onClose);
  }

  readonly #onData = (bytes: Buffer): void => this.#tell({ type: 'data', from: this.#side, bytes });

  readonly #onEnd = (): void => {
    this.#hasEnded = true;
    whenNotReset(this.#connection, () => this.#tell({ type: 'ended', by: this.#side }));
  };

  readonly #onDrain = (): void => {
    this.#awaitsDrain = false;
    this.#tell({ type: 'drained', side: this.#side });
  };

  readonly #onError = (error: Error): void => {
    this.#failure = failureOf(error);
  };

  readonly #onClose = (): void => {
    this.#tell({ type: 'closed', side: this.#side, failure: this.#isFarewellLost ? null : this.#failure });
  };

  /** To say the end of TLS to a peer that has said it too, and is gone, fails; and nothing is lost by that. */
  get #isFarewellLost(): boolean {
    return this.#socket !== this.#connection && this.#hasEnded && this.#socket.writableEnded;
  }
}

/** Lets go of a peer that neither takes what is left for it nor closes. */
function waitFor(socket: Socket): void {
  let left = socket.writableLength;
  const timer = setInterval(() => {
    if (socket.writableLength < left) left = socket.writableLength;
    else socket.destroy();
  }, LINGER);
  socket.once('close', () => clearInterval(timer));
}

/**
 * A reset that arrives together with bytes comes out of libuv as if the stream had ended in order
 * (https://github.com/libuv/libuv/blob/v1.x/src/unix/stream.c, uv__stream_io). A write of nothing tells the difference,
 * and puts nothing on the wire: it fails, and the socket with it, where there is no connection any more.
 */
function whenNotReset(socket: Socket, ended: () => void): void {
  // Behind bytes that wait, it would come too late.
  if (socket.writableEnded || socket.writableLength > 0) return ended();
  socket.write('', (error) => {
    if (error === null || error === undefined) ended();
  });
}

/** The system's code and words. */
export function failureOf(error: Error): SocketFailure {
  // With several addresses tried, Node gathers the reasons (node:net, autoSelectFamily); the first is the telling one.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return { code, text: cause instanceof Error ? cause.message : error.message };
}
