import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import * as net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import * as tls from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { portOf } from '../../support/smtp-peers.ts';
import { connectPeer, startPeerServer, type Peer } from '../../support/sockets.ts';
import { secureAsClient, secureAsServer } from '../../support/tls-peers.ts';
import { inShort, authority, serverCertificate, tlsSettings } from './tls-relaying.ts';
import { rowsAtEnd, startRelaying, summaryAtEnd, type Relaying } from './relaying.ts';

const trusting = { ca: authority.certificate };
const MEBIBYTE = 1_048_576;

interface Secured extends Relaying {
  readonly client: Peer;
  readonly server: Peer;
}

/** A conversation inside TLS on both sides. */
async function secured(
  options: { upstream?: (port: number) => Promise<number>; downstream?: typeof dripping } = {},
  maxVersion: tls.SecureVersion = 'TLSv1.3',
): Promise<Secured> {
  const { upstream: between = (port: number) => Promise.resolve(port), downstream = between } = options;
  const upstream = await startPeerServer();
  const relaying = await startRelaying(await between(upstream.port), {
    name: 'mx.test',
    tls: tlsSettings({ client: 'tls', server: 'tls' }),
  });
  const client = await connectPeer(await downstream(relaying.port));
  const [inside, insideServer] = await Promise.all([
    secureAsClient(client, { ...trusting, maxVersion }),
    upstream.peer(0).then((peer) => secureAsServer(peer, serverCertificate, { maxVersion })),
  ]);
  return { ...relaying, client: inside, server: insideServer };
}

/** Passes bytes on one by one, each in a segment of its own, for the first `count` of each direction. */
async function dripping(port: number, count = 6_000): Promise<number> {
  const sockets: net.Socket[] = [];
  const server = net.createServer({ noDelay: true }, (client) => {
    const onward = net.connect({ port, host: '127.0.0.1', noDelay: true });
    sockets.push(client, onward);
    drip(client, onward, count);
    drip(onward, client, count);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return portOf(server);
}

function drip(from: net.Socket, to: net.Socket, count: number): void {
  let left = count;
  let last = Promise.resolve();
  from.on('error', () => undefined);
  from.on('data', (bytes: Buffer) => {
    const single = Math.min(left, bytes.length);
    left -= single;
    last = writeSlowly(to, bytes, single, last);
  });
  from.on('end', () => void last.then(() => to.end()));
}

/** Writes the first `single` bytes one by one and then the rest, behind what is written already. */
async function writeSlowly(
  to: net.Socket,
  bytes: Buffer,
  single: number,
  before: Promise<void>,
): Promise<void> {
  await before;
  for (let at = 0; at < single; at += 1) {
    to.write(bytes.subarray(at, at + 1));
    await new Promise(setImmediate);
  }
  if (single < bytes.length) to.write(bytes.subarray(single));
}

test('a handshake in single bytes, on both sides', async () => {
  const { client, server, ...relaying } = await secured({ upstream: dripping });
  server.say('220 a\r\n');
  await client.hears('220 a\r\n');
  client.say('QUIT\r\n');
  await server.hears('QUIT\r\n');
  client.socket.end();
  server.socket.end();
  expect(inShort(await rowsAtEnd(relaying))).toEqual(
    expect.arrayContaining(['# tls client', '# tls server', '[tls] s< 220 a', '[tls] c> QUIT']),
  );
});

test('nothing is lost where a peer is slow to read, in either direction', async () => {
  const { client, server, ...relaying } = await secured();
  const sent = { client: randomBytes(12 * MEBIBYTE), server: randomBytes(6 * MEBIBYTE) };
  const heard = { client: createHash('sha256'), server: createHash('sha256') };
  for (const [side, peer] of Object.entries({ client, server })) {
    peer.socket.removeAllListeners('data');
    peer.socket.on('data', (bytes: Buffer) => {
      (side === 'client' ? heard.client : heard.server).update(bytes);
      peer.socket.pause();
      setImmediate(() => peer.socket.resume());
    });
  }
  server.socket.pause();
  client.socket.end(sent.client);
  await wait(200);
  server.socket.resume();
  await server.hearsEnd();
  server.socket.end(sent.server);
  await client.hearsEnd();
  const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  expect(heard.server.digest('hex')).toBe(sha256(sent.client));
  expect(heard.client.digest('hex')).toBe(sha256(sent.server));
  expect(await summaryAtEnd(relaying)).toMatchObject({
    bytesFromClient: sent.client.length,
    bytesFromServer: sent.server.length,
  });
});

describe('TLS 1.2 is negotiated anew in the middle of the conversation', () => {
  test.each(['client', 'server'] as const)('as the %s wants it', async (who) => {
    const { client, server, ...relaying } = await secured({}, 'TLSv1.2');
    server.say('220 a\r\n');
    await client.hears('220 a\r\n');
    const { socket } = who === 'client' ? client : server;
    if (!(socket instanceof tls.TLSSocket)) throw new Error('no TLS');
    const renegotiated = new Promise<Error | null>((resolve) => {
      socket.renegotiate({ rejectUnauthorized: false, requestCert: false }, resolve);
    });
    client.say('NOOP\r\n');
    await server.hears('NOOP\r\n');
    expect(await renegotiated).toBe(null);
    server.say('250 ok\r\n');
    await client.hears('250 ok\r\n');
    client.socket.end();
    server.socket.end();
    expect(inShort(await rowsAtEnd(relaying))).toContain('[tls] s< 250 ok');
  });
});

test('a peer that breaks off is felt on the other side', async () => {
  const { client, server, ...relaying } = await secured();
  server.say('220 a\r\n');
  await client.hears('220 a\r\n');
  client.say('NOOP\r\n');
  await server.hears('NOOP\r\n');
  const closed = eventually('the server’s end', () => server.socket.destroyed || server.hasEnded);
  client.socket.destroy();
  await closed;
  server.socket.destroy();
  expect(await summaryAtEnd(relaying)).toMatchObject({ outcome: 'aborted-by-client' });
});
