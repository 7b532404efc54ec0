import type { Buffer } from 'node:buffer';
import * as net from 'node:net';
import type { Captures } from '../capture/captures.ts';
import type { SessionRecorder } from '../capture/recorder.ts';
import type { Speaker } from '../smtp/words.ts';
import type { ServerEndpoint } from '../transcript/row.ts';
import type { SocketFailure } from './failure.ts';
import { Relay, type RelayCommand, type RelayEvent } from './relay.ts';

/** The mail server as people name it, and where it is really reached. */
export interface Upstream {
  /** What the record and the viewers show. */
  readonly name: { readonly host: string; readonly port: number };
  readonly connectTo: { readonly host: string; readonly port: number };
}

/** From where to where a conversation goes. */
export interface Way {
  /** The listener's address as a client would name it: `127.0.0.1:2525`. */
  readonly listener: string;
  readonly upstream: Upstream;
  /** The server is this listener itself. */
  readonly leadsBack: boolean;
}

/** How long the relay waits for a server, in milliseconds. */
export interface RelayTimeouts {
  /** For the connection to be there. */
  readonly connect: number;
  /** For the first byte of the greeting. RFC 5321 section 4.5.3.2.1 has clients wait five minutes. */
  readonly greeting: number;
}

/** As patient as RFC 5321 asks a client to be, and with a connection as most clients are. */
export const DEFAULT_TIMEOUTS: RelayTimeouts = { connect: 30_000, greeting: 300_000 };

/**
 * With several addresses for one name, each gets this many milliseconds before the next is tried. Node's own 250 is too
 * short for a mail server on another continent.
 */
const NEXT_ADDRESS_AFTER = 1_500;

/**
 * Milliseconds that a peer has, once the conversation is over, to take something of what is left for it, or to close its
 * own side when there is nothing left.
 */
const LINGER = 2_000;

/** Owns the two sockets of one conversation, and does what its relay says. */
export class Conversation {
  readonly #relay = new Relay();
  readonly #client: net.Socket;
  readonly #way: Way;
  readonly #timeouts: RelayTimeouts;
  readonly #recorder: SessionRecorder;
  readonly #onFinish: (conversation: Conversation) => void;
  #server: net.Socket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #toldFull = false;

  constructor(
    client: net.Socket,
    way: Way,
    captures: Captures,
    timeouts: RelayTimeouts,
    onFinish: (conversation: Conversation) => void,
  ) {
    this.#client = client;
    this.#way = way;
    this.#timeouts = timeouts;
    this.#onFinish = onFinish;
    const server: ServerEndpoint = { ...way.upstream.name, address: null };
    const endpoint = { address: client.remoteAddress ?? '', port: client.remotePort ?? 0 };
    this.#recorder = captures.begin({ listener: way.listener, client: endpoint, server }, () =>
      this.#recordHasRoom(),
    );
    this.#attend(client, 'client');
    this.#tell({ type: 'client-connected', client: endpoint, server });
  }

  /** Ends it now: the program stops. */
  stop(): void {
    this.#tell({ type: 'stop' });
  }

  #tell(event: RelayEvent): void {
    for (const command of this.#relay.handle(event)) this.#do(command);
  }

  #do(command: RelayCommand): void {
    switch (command.type) {
      case 'send':
        return this.#send(command.to, command.bytes);
      case 'record-bytes':
        this.#recorder.bytes(command.origin, command.bytes);
        return this.#mayBeFull();
      case 'record-event':
        return this.#recorder.event(command.event);
      case 'connect':
        return this.#connect();
      case 'end':
        this.#socket(command.to)?.end();
        return;
      case 'close':
        return this.#close(command.side, command.reset);
      case 'pause':
        this.#socket(command.side)?.pause();
        return;
      case 'resume':
        this.#socket(command.side)?.resume();
        return;
      case 'await-greeting':
        return this.#awaitGreeting();
      case 'greeting-came':
        return this.#stopTimer();
      case 'finish':
        return this.#finish();
    }
  }

  #socket(side: Speaker): net.Socket | null {
    return side === 'client' ? this.#client : this.#server;
  }

  #send(to: Speaker, bytes: Buffer): void {
    const socket = this.#socket(to);
    if (socket === null || socket.destroyed || socket.writableEnded) return;
    if (!socket.write(bytes)) this.#tell({ type: 'congested', side: to });
  }

  #attend(socket: net.Socket, side: Speaker): void {
    let failure: SocketFailure | null = null;
    socket.on('data', (bytes: Buffer) => this.#tell({ type: 'data', from: side, bytes }));
    socket.on('end', () => whenNotReset(socket, () => this.#tell({ type: 'ended', by: side })));
    socket.on('drain', () => this.#tell({ type: 'drained', side }));
    socket.on('error', (error) => {
      failure = failureOf(error);
    });
    socket.on('close', () => this.#tell({ type: 'closed', side, failure }));
  }

  #connect(): void {
    if (this.#way.leadsBack) {
      const failure = { code: 'ELOOP', text: 'the server is this listener itself' };
      return this.#tell({ type: 'server-unreachable', failure });
    }
    const began = performance.now();
    const { name, connectTo } = this.#way.upstream;
    const socket = net.connect({
      ...connectTo,
      allowHalfOpen: true,
      noDelay: true,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER,
    });
    const fail = (failure: SocketFailure): void => {
      this.#stopTimer();
      this.#server = null;
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.destroy();
      this.#tell({ type: 'server-unreachable', failure });
    };
    const onError = (error: Error): void => fail(failureOf(error));
    this.#server = socket;
    this.#timer = setTimeout(
      () => fail({ code: 'ETIMEDOUT', text: `no connection within ${this.#timeouts.connect} ms` }),
      this.#timeouts.connect,
    );
    socket.once('error', onError);
    socket.once('connect', () => {
      this.#stopTimer();
      socket.off('error', onError);
      this.#attend(socket, 'server');
      // Asking the socket costs a system call; an address that was named as such is known.
      const address = net.isIP(connectTo.host) === 0 ? (socket.remoteAddress ?? null) : connectTo.host;
      const server = { ...name, address };
      this.#tell({ type: 'server-connected', server, tookMs: performance.now() - began });
    });
  }

  /** Whatever was sent goes through first; then the end, or the reset, follows. */
  #close(side: Speaker, reset: boolean): void {
    const socket = this.#socket(side);
    if (socket === null || socket.destroyed) return;
    if (!reset) {
      // To close with words of the peer unread would make the system send a reset, which may overtake the last reply.
      socket.resume();
      socket.end();
    } else if (socket.writableLength === 0) socket.resetAndDestroy();
    else if (socket.writableEnded) socket.once('finish', () => socket.resetAndDestroy());
    else socket.write('', () => socket.resetAndDestroy());
    if (!socket.destroyed) this.#waitFor(socket);
  }

  /** Lets go of a peer that neither takes what is left for it nor closes. */
  #waitFor(socket: net.Socket): void {
    let left = socket.writableLength;
    const timer = setInterval(() => {
      if (socket.writableLength < left) left = socket.writableLength;
      else socket.destroy();
    }, LINGER);
    socket.once('close', () => clearInterval(timer));
  }

  #awaitGreeting(): void {
    const afterMs = this.#timeouts.greeting;
    this.#timer = setTimeout(() => this.#tell({ type: 'greeting-timeout', afterMs }), afterMs);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #mayBeFull(): void {
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
    this.#stopTimer();
    this.#client.destroy();
    this.#server?.destroy();
    this.#recorder.close();
    this.#onFinish(this);
  }
}

/**
 * A reset that arrives together with bytes comes out of libuv as if the stream had ended in order
 * (https://github.com/libuv/libuv/blob/v1.x/src/unix/stream.c, uv__stream_io). A write of nothing tells the difference,
 * and puts nothing on the wire: it fails, and the socket with it, where there is no connection any more.
 */
function whenNotReset(socket: net.Socket, ended: () => void): void {
  // Behind bytes that wait, it would come too late.
  if (socket.writableEnded || socket.writableLength > 0) return ended();
  socket.write('', (error) => {
    if (error === null || error === undefined) ended();
  });
}

function failureOf(error: Error): SocketFailure {
  // With several addresses tried, Node gathers the reasons (node:net, autoSelectFamily); the first is the telling one.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return { code, text: cause instanceof Error ? cause.message : error.message };
}
