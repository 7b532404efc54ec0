import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { portOf } from './smtp-peers.ts';

/** Passes bytes on to a server, and keeps them: what really crossed the wire. */
export interface Wiretap {
  readonly port: number;
  fromClient(): Buffer;
  fromServer(): Buffer;
}

/** Puts a wiretap in front of a server on this machine. It is gone when the test is over. */
export async function tap(serverPort: number): Promise<Wiretap> {
  const client: Buffer[] = [];
  const server: Buffer[] = [];
  const sockets: Socket[] = [];
  const listener = createServer({ allowHalfOpen: true }, (incoming) => {
    const outgoing = connect({ host: '127.0.0.1', port: serverPort, allowHalfOpen: true });
    for (const socket of [incoming, outgoing]) {
      sockets.push(socket);
      socket.on('error', () => socket.destroy());
    }
    incoming.on('data', (bytes: Buffer) => client.push(bytes));
    outgoing.on('data', (bytes: Buffer) => server.push(bytes));
    incoming.pipe(outgoing);
    outgoing.pipe(incoming);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(() => {
    listener.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    port: portOf(listener),
    fromClient: () => Buffer.concat(client),
    fromServer: () => Buffer.concat(server),
  };
}
