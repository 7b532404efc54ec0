import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { BuiltInConversation, type Interruption } from './built-in-conversation.ts';
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
 * Starts the built-in mail server on a free port of the loopback interface. It accepts every message and keeps none.
 * Rejects with the system's error where no port can be had.
 */
export async function startBuiltInServer(profile: ServerProfile = DEFAULT_PROFILE): Promise<BuiltInServer> {
  const endings = new Set<() => void>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const end = converse(socket, profile);
    endings.add(end);
    socket.once('close', () => endings.delete(end));
  });
  server.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG });
  await once(server, 'listening');
  let closing: Promise<void> | null = null;
  return {
    host: '127.0.0.1',
    port: portOf(server),
    close: () => (closing ??= closeServer(server, endings)),
  };
}

async function closeServer(server: Server, endings: Iterable<() => void>): Promise<void> {
  server.close();
  for (const end of endings) end();
  await once(server, 'close');
}

/** Holds one conversation, and returns what cuts it short. */
function converse(socket: Socket, profile: ServerProfile): () => void {
  const conversation = new BuiltInConversation(profile);
  const interrupt = (interruption: Interruption) => {
    const lastWords = conversation.interrupt(interruption);
    if (socket.writable) socket.write(lastWords, 'latin1');
    finish(socket);
  };
  socket.setTimeout(LONGEST_SILENCE_MS, () => interrupt('timeout'));
  socket.on('data', (bytes: Buffer) => {
    const replies = conversation.receive(bytes);
    // A client that does not fetch its replies is not read from either: memory stays flat.
    if (replies !== '' && !socket.write(replies, 'latin1')) socket.pause();
    if (conversation.over) finish(socket);
  });
  socket.on('drain', () => socket.resume());
  socket.on('end', () => finish(socket));
  // A connection that breaks is the end of its conversation and of nothing else.
  socket.on('error', () => socket.destroy());
  socket.write(conversation.greet(), 'latin1');
  return () => interrupt('shutdown');
}

/**
 * Closes in order: the last words go out, then the client is heard (and ignored) until it closes too. To close with
 * bytes unread would reset the connection, and the last words might be lost with it.
 */
function finish(socket: Socket): void {
  if (socket.writableEnded) return;
  socket.end();
  socket.resume();
  const linger = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(linger));
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server listens on no port');
  return address.port;
}
