import { connect, isIP, type Socket } from 'node:net';
import { connect as secureConnect } from 'node:tls';
import { ReplyReader, type Reply } from './reply-reader.ts';

/**
 * What stands in the way of a reply.
 *
 * - `unreachable`: there is no connection to be had
 * - `silent`: the time limit ran out
 * - `closed`: the connection ended, or broke
 * - `not-smtp`: what came is no reply
 */
export type Obstacle =
  | { readonly code: 'unreachable' | 'not-smtp'; readonly detail: string }
  | { readonly code: 'silent' | 'closed' };

/** A reply, or why there is none. */
export type ReplyOutcome =
  { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly obstacle: Obstacle };

/** A client's connection to a mail server. After anything but a reply it is of no more use. */
export class ClientConnection {
  #socket: Socket;
  #pieces: AsyncIterator<unknown>;
  #replies = new ReplyReader();
  readonly #stepLimitMs: number;
  #connected = false;

  /**
   * Begins to connect; whether that works shows when the greeting is asked for.
   * @param stepLimitMs How long any one answer of the server may take, in milliseconds.
   */
  constructor(host: string, port: number, stepLimitMs: number) {
    this.#stepLimitMs = stepLimitMs;
    this.#socket = connect({ host, port, noDelay: true });
    this.#pieces = piecesOf(this.#socket);
    this.#socket.once('connect', () => (this.#connected = true));
    // What goes wrong is told by the pieces; but an error event that nobody listens to ends the program.
    this.#socket.on('error', () => undefined);
  }

  /** This end's address and port as the server sees them; null while there is no connection. */
  get local(): { readonly address: string; readonly port: number } | null {
    const { localAddress, localPort } = this.#socket;
    return localAddress === undefined || localPort === undefined
      ? null
      : { address: localAddress, port: localPort };
  }

  /** Says something, and waits for the reply. */
  exchange(words: string, limitMs = this.#stepLimitMs): Promise<ReplyOutcome> {
    if (this.#socket.writable) this.#socket.write(words);
    return this.reply(limitMs);
  }

  /** Says something that may be long. Resolves when there is room for more, or nobody listens any longer. */
  async send(bytes: Uint8Array): Promise<void> {
    if (!this.#socket.writable || this.#socket.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.on('drain', done);
      this.#socket.on('close', done);
    });
  }

  /**
   * Takes up TLS with a server of this name, which its certificate has to prove unless `insecure`. What the server had said
   * in clear behind its last reply is dropped (RFC 3207 section 4.2). Resolves to the system's words for what went wrong;
   * empty where nothing did.
   */
  async secure(name: string, insecure: boolean): Promise<string> {
    await this.#pieces.return?.();
    const host = isIP(name) === 0 ? { servername: name } : { host: name };
    const socket = secureConnect({ socket: this.#socket, ...host, rejectUnauthorized: !insecure });
    this.#replies = new ReplyReader();
    this.#socket = socket;
    const failure = await new Promise<string>((resolve) => {
      const limit = setTimeout(() => resolve('no answer'), this.#stepLimitMs);
      const end = (words: string): void => {
        clearTimeout(limit);
        resolve(words);
      };
      socket.once('secureConnect', () => end(''));
      socket.once('close', () => end('the connection was closed'));
      socket.on('error', (error) => end(error.message));
    });
    if (failure !== '') socket.destroy();
    this.#pieces = piecesOf(socket);
    return failure;
  }

  /** Waits for a reply that comes unasked: the greeting. */
  async reply(limitMs = this.#stepLimitMs): Promise<ReplyOutcome> {
    let silent = false;
    const limit = setTimeout(() => {
      silent = true;
      this.#socket.destroy();
    }, limitMs);
    try {
      return await this.#nextReply();
    } catch (error) {
      return { ok: false, obstacle: this.#obstacle(error, silent) };
    } finally {
      clearTimeout(limit);
    }
  }

  /** Lets go of the connection at once. */
  close(): void {
    this.#socket.destroy();
  }

  async #nextReply(): Promise<ReplyOutcome> {
    for (;;) {
      const reading = this.#replies.next();
      if (reading.type === 'reply') return { ok: true, reply: reading.reply };
      if (reading.type === 'no-reply')
        return { ok: false, obstacle: { code: 'not-smtp', detail: reading.text } };
      const piece = await this.#pieces.next();
      if (piece.done === true) return { ok: false, obstacle: { code: 'closed' } };
      if (piece.value instanceof Uint8Array) this.#replies.push(piece.value);
    }
  }

  #obstacle(error: unknown, silent: boolean): Obstacle {
    if (!this.#connected) return { code: 'unreachable', detail: silent ? 'no answer' : systemWords(error) };
    return { code: silent ? 'silent' : 'closed' };
  }
}

/** What a socket gives; to stop asking leaves the socket as it is. */
function piecesOf(socket: Socket): AsyncIterator<unknown> {
  return socket.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
}

const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'there is no way to that machine',
  ENETUNREACH: 'there is no way to that network',
};

/** The system's error for people. Of several addresses tried, Node tells the code and no message. */
function systemWords(error: unknown): string {
  if (!(error instanceof Error)) return 'no connection';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return SYSTEM_WORDS[code] ?? (error.message === '' ? code : error.message);
}
