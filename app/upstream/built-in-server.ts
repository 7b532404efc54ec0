import type { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { BuiltInConversation, type GoOn, type Interruption } from './built-in-conversation.ts';
import type { Mailbox } from './mailbox.ts';
import { DEFAULT_PROFILE, type ServerProfile } from './server-profile.ts';

/** How long a client may be silent: what RFC 5321 section 4.5.3.2.7 asks for. */
const LONGEST_SILENCE_MS = 5 * 60_000;

/** How long a client is given to close its side, or to fetch the last words, once the conversation is over. */
const LINGER_MS = 2_000;

/** Connections that may wait to be accepted. Node's default of 511 is what a burst of clients would overrun. */
const BACKLOG = 4_096;

/** The built-in mail server, listening. */
export interface BuiltInServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Stops listening, ends the conversations under way with 421, and resolves when all connections are closed. */
  close(): Promise<void>;
}

/**
 * Starts the built-in mail server on a free port of the loopback interface. It delivers nothing; `mailbox`: where it keeps
 * what it accepts, or null. Rejects with the system's error where no port can be had.
 */
export async function startBuiltInServer(
  profile: ServerProfile = DEFAULT_PROFILE,
  mailbox: Mailbox | null = null,
): Promise<BuiltInServer> {
  const connections = new Set<Connection>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const connection = new Connection(socket, new BuiltInConversation(profile, mailbox));
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  server.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG });
  await once(server, 'listening');
  let closing: Promise<void> | null = null;
  return {
    host: '127.0.0.1',
    port: portOf(server),
    close: () => (closing ??= closeServer(server, connections)),
  };
}

async function closeServer(server: Server, connections: Iterable<Connection>): Promise<void> {
  server.close();
  for (const connection of connections) connection.interrupt('shutdown');
  await once(server, 'close');
}

/** One client's connection, on which a conversation is held. */
class Connection {
  readonly #socket: Socket;
  readonly #conversation: BuiltInConversation;
  #isCongested = false;
  #hasClientEnded = false;
  /** What the conversation waits for, and will be told to go on by. */
  #awaited: Promise<GoOn> | null = null;

  constructor(socket: Socket, conversation: BuiltInConversation) {
    this.#socket = socket;
    this.#conversation = conversation;
    socket.setTimeout(LONGEST_SILENCE_MS, () => this.interrupt('timeout'));
    socket.on('data', (bytes: Buffer) => this.#say(conversation.receive(bytes)));
    socket.on('drain', () => {
      this.#isCongested = false;
      this.#mayRead();
    });
    socket.on('end', () => {
      this.#hasClientEnded = true;
      this.#mayFinish();
    });
    // A connection that breaks is the end of its conversation and of nothing else.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => conversation.abandon());
    socket.write(conversation.greet());
  }

  /** Cuts the conversation short. */
  interrupt(interruption: Interruption): void {
    // A client that waits for the disk is not silent.
    if (interruption === 'timeout' && this.#conversation.pending !== null) return;
    const lastWords = this.#conversation.interrupt(interruption);
    if (this.#socket.writable) this.#socket.write(lastWords);
    this.#finish();
  }

  #say(replies: string): void {
    if (replies !== '' && this.#socket.writable && !this.#socket.write(replies)) this.#isCongested = true;
    this.#await(this.#conversation.pending);
    this.#mayRead();
    this.#mayFinish();
  }

  #await(pending: Promise<GoOn> | null): void {
    if (pending === null || pending === this.#awaited) return;
    this.#awaited = pending;
    void pending.then((goOn) => this.#say(goOn()));
  }

  /** While its replies are not fetched, or its mail is not on the disk, a client is not read from: memory stays flat. */
  #mayRead(): void {
    if (this.#isCongested || this.#conversation.pending !== null) this.#socket.pause();
    else this.#socket.resume();
  }

  #mayFinish(): void {
    const { over, pending } = this.#conversation;
    if (over || (this.#hasClientEnded && pending === null)) this.#finish();
  }

  /**
   * Closes in order: the last words go out, then the client is heard (and ignored) until it closes too. To close with
   * bytes unread would reset the connection, and the last words might be lost with it.
   */
  #finish(): void {
    const socket = this.#socket;
    if (socket.writableEnded) return;
    socket.end();
    socket.resume();
    const linger = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(linger));
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server listens on no port');
  return address.port;
}
