import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import * as tls from 'node:tls';
import type { KeyAndCertificate } from '../../app/certificates/key-and-certificate.ts';
import { CommandLineReader } from '../../app/upstream/command-line-reader.ts';
import { MessageContent } from '../../app/upstream/message-content.ts';
import { portOf, type TestServer } from './smtp-peers.ts';

/**
 * A server that says yes to everything and keeps nothing, messages of any size: smtp-sink for machines that lack it. With
 * a certificate it speaks TLS from the first byte on.
 */
export async function startLoadSink(own: KeyAndCertificate | null = null): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const take = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    sayYes(socket);
  };
  const server =
    own === null
      ? createServer({ noDelay: true }, take)
      : tls.createServer({ noDelay: true, key: own.key, cert: own.certificate }, take);
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1_024 });
  await once(server, 'listening');
  const close = async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  return { host: '127.0.0.1', port: portOf(server), close };
}

function sayYes(socket: Socket): void {
  const lines = new CommandLineReader();
  let content: MessageContent | null = null;
  socket.write('220 sink\r\n');
  socket.on('data', (bytes: Buffer) => {
    for (let next = 0; next < bytes.length;) {
      if (content === null) {
        const step = lines.read(bytes, next);
        next = step.next;
        if (step.line === null) break;
        const verb = step.line.type === 'line' ? step.line.text.slice(0, 4).toUpperCase() : '';
        if (verb === 'DATA') content = new MessageContent(() => {});
        socket.write(REPLIES[verb] ?? '250 yes\r\n');
        if (verb === 'QUIT') socket.end();
      } else {
        const step = content.read(bytes, next);
        next = step.next;
        if (!step.ended) break;
        content = null;
        socket.write('250 yes\r\n');
      }
    }
  });
}

const REPLIES: Readonly<Record<string, string>> = { DATA: '354 go ahead\r\n', QUIT: '221 goodbye\r\n' };
