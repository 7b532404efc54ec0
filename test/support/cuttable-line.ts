import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a server on 127.0.0.1 by the other address of this machine, ::1, and the same port, which can be cut. */
export interface CuttableLine {
  /** Ends all connections, and takes no new ones. */
  cut(): Promise<void>;
  restore(): Promise<void>;
}

/** Lays the line; null on a machine without IPv6. */
export async function layLine(port: number): Promise<CuttableLine | null> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    near.on('error', () => far.destroy()).pipe(far);
    far.on('error', () => near.destroy()).pipe(near);
  });
  const restore = async () => {
    server.listen(port, '::1');
    await once(server, 'listening');
  };
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  onTestFinished(async () => {
    if (server.listening) await cut();
  });
  try {
    await restore();
    return { cut, restore };
  } catch {
    return null;
  }
}
