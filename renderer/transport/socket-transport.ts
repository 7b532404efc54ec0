import type { RequestName, RequestPayload, RequestResult, ViewerEvent } from '../../app/contract.ts';
import { pauseAfter } from './back-off.ts';
import { failure, isRequestResult, isViewerEvent, readSocketMessage, unreadableAnswer } from './envelope.ts';
import type { ConnectionStatus, ViewerTransport } from './viewer-transport.ts';

/** The part of a WebSocket that the transport uses. */
export interface Socket {
  send(text: string): void;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (message: { readonly data: unknown }) => void): void;
}

/** What the transport needs of the world around it. */
export interface SocketWorld {
  /** Begins to connect. */
  connect(): Socket;
  /** Calls back after that many milliseconds; returns what prevents it. */
  after(milliseconds: number, callback: () => void): () => void;
  /** Milliseconds since 1970. */
  now(): number;
}

type Answer = (result: unknown) => void;

/** The transport over a WebSocket of the web host. It connects at once, and again whenever the connection ends. */
export class SocketTransport implements ViewerTransport {
  readonly #world: SocketWorld;
  readonly #events = new Set<(event: ViewerEvent) => void>();
  readonly #watchers = new Set<(status: ConnectionStatus) => void>();
  readonly #waiting = new Map<number, Answer>();
  #status: ConnectionStatus = { state: 'connecting' };
  #socket: Socket | null = null;
  #everConnected = false;
  #failures = 0;
  #lastId = 0;
  #cancelPause: (() => void) | null = null;

  constructor(world: SocketWorld) {
    this.#world = world;
    this.#connect();
  }

  request<Name extends RequestName>(name: Name, payload: RequestPayload<Name>): Promise<RequestResult<Name>> {
    const socket = this.#socket;
    if (socket === null || this.#status.state !== 'connected') return Promise.resolve(notConnected());
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, (result) => resolve(isRequestResult<Name>(result) ? result : unreadableAnswer()));
      socket.send(JSON.stringify({ id, name, payload }));
    });
  }

  subscribe(listener: (event: ViewerEvent) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  watchConnection(listener: (status: ConnectionStatus) => void): () => void {
    this.#watchers.add(listener);
    listener(this.#status);
    return () => this.#watchers.delete(listener);
  }

  watchCommands(): () => void {
    // A browser's menu is not the viewer's.
    return () => undefined;
  }

  retry(): void {
    if (this.#cancelPause === null) return;
    this.#cancelPause();
    this.#cancelPause = null;
    this.#connect();
  }

  #connect(): void {
    const socket = this.#world.connect();
    this.#socket = socket;
    socket.addEventListener('open', () => this.#onOpen());
    socket.addEventListener('message', (message) => this.#onMessage(message.data));
    socket.addEventListener('close', () => this.#onClose());
  }

  #onOpen(): void {
    this.#failures = 0;
    this.#everConnected = true;
    this.#tell({ state: 'connected' });
  }

  #onMessage(data: unknown): void {
    const message = readSocketMessage(data);
    if (message === null) return;
    if (message.type === 'event') return this.#onEvent(message.event);
    const answer = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    answer?.(message.result);
  }

  #onEvent(event: unknown): void {
    if (!isViewerEvent(event)) return;
    for (const listener of this.#events) listener(event);
  }

  /** A browser says `close` for a connection that ended and for one that never came about. */
  #onClose(): void {
    this.#socket = null;
    this.#failures++;
    const since = this.#status.state === 'lost' ? this.#status.since : this.#world.now();
    this.#tell({ state: 'lost', since, everConnected: this.#everConnected });
    const unanswered = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const answer of unanswered) answer(notConnected());
    this.#cancelPause = this.#world.after(pauseAfter(this.#failures), () => {
      this.#cancelPause = null;
      this.#connect();
    });
  }

  #tell(status: ConnectionStatus): void {
    this.#status = status;
    for (const watcher of this.#watchers) watcher(status);
  }
}

function notConnected() {
  return failure(
    'not-connected',
    'This window has lost its connection to SMTP Spy.',
    'It connects again by itself once the program is running.',
  );
}
