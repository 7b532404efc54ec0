import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { portOf, type TestServer } from './smtp-peers.ts';

/**
 * The least that a relay in Node can be: two sockets and two pipes, nothing looked at and nothing kept. What the spy
 * is measured against.
 */
export async function startPipeRelay(upstreamPort: number): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({ host: '127.0.0.1', port: upstreamPort, allowHalfOpen: true, noDelay: true });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.once('error', () => other.destroy());
      socket.pipe(other);
    }
  });
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1_024 });
  await once(server, 'listening');
  const close = async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  return { host: '127.0.0.1', port: portOf(server), close };
}
