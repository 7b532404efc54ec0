import * as fc from 'fast-check';
import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { describe, expect, test } from 'vitest';
import { SessionWalk, type WalkState } from '../../../app/capture/session-walk.ts';
import { HandshakeReader } from '../../../app/smtp/tls/handshake-reader.ts';
import type { Speaker } from '../../../app/smtp/words.ts';
import type { SessionEvent } from '../../../app/transcript/session-event.ts';
import { testAuthority } from '../../support/certificates.ts';
import { portOf } from '../../support/smtp-peers.ts';

type Piece = readonly [from: Speaker, bytes: Buffer];

/** What a client and a server of this machine say to each other in a real handshake. */
async function handshake(options: tls.ConnectionOptions): Promise<Piece[]> {
  const { key, certificate } = await certificateOfServer;
  const server = tls.createServer({ key, cert: certificate, ALPNProtocols: ['smtp'] }, (socket) =>
    socket.end(),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pieces: Piece[] = [];
  const middle = net.createServer((client) => {
    const onward = net.connect(portOf(server), '127.0.0.1');
    client.on('data', (bytes: Buffer) => pieces.push(['client', bytes]));
    onward.on('data', (bytes: Buffer) => pieces.push(['server', bytes]));
    client.pipe(onward).pipe(client);
    for (const socket of [client, onward]) socket.on('error', () => undefined);
  });
  middle.listen(0, '127.0.0.1');
  await once(middle, 'listening');
  const socket = tls.connect({
    port: portOf(middle),
    host: '127.0.0.1',
    rejectUnauthorized: false,
    servername: 'mx.test',
    ALPNProtocols: ['smtp', 'other'],
    ...options,
  });
  socket.resume();
  await once(socket, 'close');
  server.close();
  middle.close();
  return pieces;
}

const certificateOfServer = testAuthority().then((authority) => authority.issue(['mx.test', '127.0.0.1']));

/** What is seen of it, with the walk taken up anew between all pieces, as a reader of a record does. */
function seen(pieces: readonly Piece[], inInstalments = false): SessionEvent[] {
  const events: SessionEvent[] = [];
  const listener = {
    line: () => undefined,
    event: (_row: number, _time: number, event: SessionEvent) => void events.push(event),
  };
  let walk = new SessionWalk(listener);
  for (const [from, payload] of pieces) {
    walk.take({ kind: 'bytes', time: 0, payload, from, tls: false, injected: false, withheld: false });
    if (!inInstalments) continue;
    const state: WalkState = structuredClone(walk.state());
    walk = new SessionWalk(listener, state);
  }
  walk.finish();
  return events;
}

const ASKED = {
  event: 'client-hello',
  serverName: 'mx.test',
  alpn: ['smtp', 'other'],
} as const;

describe('what can be seen of TLS that passes', () => {
  test('1.3: all but the certificate, which is said inside', async () => {
    expect(seen(await handshake({}))).toEqual([
      { event: 'opaque' },
      { ...ASKED, versions: ['TLSv1.3', 'TLSv1.2'] },
      { event: 'server-hello', version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', alpn: '', chain: [] },
    ]);
  });

  test('1.2: the certificates as well', async () => {
    const pieces = await handshake({ maxVersion: 'TLSv1.2' });
    const [opaque, asked, chosen, ...more] = seen(pieces);
    expect(opaque).toEqual({ event: 'opaque' });
    expect(asked).toEqual({ ...ASKED, versions: ['TLSv1.2'] });
    expect(chosen).toMatchObject({
      event: 'server-hello',
      version: 'TLSv1.2',
      cipher: expect.stringMatching(/^TLS_ECDHE_ECDSA_/),
      alpn: 'smtp',
      chain: [
        { subject: 'CN=mx.test', names: ['DNS:mx.test', 'IP Address:127.0.0.1'] },
        { subject: expect.stringContaining('CN=Test CA') },
      ],
    });
    expect(more).toEqual([]);
  });

  test('the same wherever the network splits it', async () => {
    const pieces = await handshake({ maxVersion: 'TLSv1.2' });
    const whole = seen(pieces);
    const early = pieces.slice(0, 2);
    for (const [place, [from, bytes]] of early.entries()) {
      for (let at = 1; at < bytes.length; at += 1) {
        const halves: Piece[] = [
          [from, bytes.subarray(0, at)],
          [from, bytes.subarray(at)],
        ];
        const split = [...pieces.slice(0, place), ...halves, ...pieces.slice(place + 1)];
        expect(seen(split, at % 50 === 0)).toEqual(whole);
      }
    }
  });

  test('nothing, whatever the bytes are, makes it fail or keep much', () => {
    const record = fc
      .tuple(fc.constantFrom(1, 2, 11, 20, 0), fc.nat(70_000), fc.uint8Array({ maxLength: 600 }))
      .map(([type, length, body]) =>
        Uint8Array.of(22, 3, 1, 0, 0, type, length >> 16, (length >> 8) & 255, length & 255, ...body),
      );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom<Speaker>('client', 'server'), record)), (records) => {
        const reader = new HandshakeReader();
        for (const [from, bytes] of records) reader.take(from, bytes, 0, bytes.length);
        const { client, server } = reader.state();
        expect((client?.length ?? 0) + (server?.length ?? 0)).toBeLessThanOrEqual(2 * 65_536);
      }),
    );
  });
});
