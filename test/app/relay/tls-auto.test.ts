import { once } from 'node:events';
import * as tls from 'node:tls';
import { describe, expect, test } from 'vitest';
import { connectPeer, startPeerServer } from '../../support/sockets.ts';
import { secureAsClient, secureAsServer } from '../../support/tls-peers.ts';
import { rowsAtEnd, startConversation, startRelaying, summaryAtEnd } from './relaying.ts';
import { authority, inShort, serverCertificate, tlsSettings } from './tls-relaying.ts';

const AUTO = { tls: tlsSettings({}), name: 'mx.test' };
const trusting = { ca: authority.certificate };

describe('a client’s STARTTLS, where everything is left to the two', () => {
  test('secures both sides, each when its 220 is due, and EHLO is said anew', async () => {
    const { client, server, ...relaying } = await startConversation(AUTO);
    client.say('EHLO c\r\n');
    await server.hears('EHLO c\r\n');
    server.say('250-mx.test\r\n250 STARTTLS\r\n');
    await client.hears('250 STARTTLS\r\n');
    client.say('STARTTLS\r\n');
    await server.hears('STARTTLS\r\n');
    server.say('220 go ahead\r\n');
    const securing = secureAsServer(server, serverCertificate);
    await client.hears('220 go ahead\r\n');
    const [inside, insideServer] = await Promise.all([secureAsClient(client, trusting), securing]);
    inside.say('EHLO c\r\n');
    await insideServer.hears('EHLO c\r\n');
    insideServer.say('250-mx.test\r\n250-AUTH PLAIN SCRAM-SHA-256-PLUS SCRAM-SHA-256\r\n250 SIZE 1000\r\n');
    await inside.hears('250-mx.test\r\n250-AUTH PLAIN SCRAM-SHA-256\r\n250 SIZE 1000\r\n');
    inside.say('QUIT\r\n');
    await insideServer.hears('QUIT\r\n');
    insideServer.say('221 bye\r\n');
    await inside.hears('221 bye\r\n');
    inside.socket.end();
    insideServer.socket.end();
    const rows = await rowsAtEnd(relaying);
    const told = inShort(rows).filter((row) => !/# (?:connected|upstream|ended|closed)/.test(row));
    expect(told.filter((row) => row.startsWith('# tls')).toSorted()).toEqual([
      '# tls client',
      '# tls server',
    ]);
    expect(told.filter((row) => !row.startsWith('# tls'))).toEqual([
      's< 220 a',
      'c> EHLO c',
      's< 250-mx.test',
      's< 250 STARTTLS',
      'c> STARTTLS',
      's< 220 go ahead',
      '[tls] c> EHLO c',
      '[tls] s< 250-mx.test',
      '[tls] s< 250-AUTH PLAIN SCRAM-SHA-256-PLUS SCRAM-SHA-256 => 250-AUTH PLAIN SCRAM-SHA-256',
      '[tls] s< 250 SIZE 1000',
      '[tls] c> QUIT',
      '[tls] s< 221 bye',
    ]);
    const events = rows.flatMap((row) =>
      row.type === 'event' && row.event.event === 'tls' ? [row.event] : [],
    );
    const facts = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', alpn: '', resumed: false };
    expect(events.find(({ side }) => side === 'server')).toMatchObject({
      ...facts,
      serverName: 'mx.test',
      verified: 'yes',
      reason: '',
      chain: [
        {
          subject: 'CN=mx.test',
          names: ['DNS:mx.test', 'IP Address:127.0.0.1'],
          fingerprint: expect.stringMatching(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
        },
        { subject: expect.stringContaining('CN=Test CA') },
      ],
    });
    expect(events.find(({ side }) => side === 'client')).toMatchObject({
      ...facts,
      serverName: 'spy.test',
      verified: 'not-asked',
      chain: [{ subject: 'CN=spy.test' }, { subject: expect.stringContaining('CN=Test CA') }],
      clientChain: [],
    });
    expect(await summaryAtEnd(relaying)).toMatchObject({ outcome: 'completed', tls: 'read' });
    const found = rows.flatMap((row) => (row.type === 'line' ? (row.findings ?? []) : []));
    expect(found).toContainEqual({ code: 'plus-hidden', severity: 'note' });
  });

  test('that the server refuses leaves both sides as they are', async () => {
    const { client, server } = await startConversation(AUTO);
    client.say('EHLO c\r\nSTARTTLS\r\nNOOP\r\n');
    await server.hears('EHLO c\r\nSTARTTLS\r\n');
    server.say('250-mx.test\r\n250 SIZE 10\r\n');
    await client.hears('250 SIZE 10\r\n');
    server.say('454 not now\r\n');
    await client.hears('454 not now\r\n');
    await server.hears('STARTTLS\r\nNOOP\r\n');
    server.say('250 ok\r\n');
    await client.hears('250 ok\r\n');
    expect(server.heard.toString()).toBe('EHLO c\r\nSTARTTLS\r\nNOOP\r\n');
  });

  test('lets no plaintext behind it into TLS, on either side', async () => {
    const { client, server, ...relaying } = await startConversation(AUTO);
    client.say('STARTTLS\r\nRSET\r\nMAIL FROM:<evil@test>\r\n');
    await server.hears('STARTTLS\r\n');
    server.say('220 go\r\n250 injected\r\n');
    const securing = secureAsServer(server, serverCertificate);
    await client.hears('220 go\r\n');
    const [inside, insideServer] = await Promise.all([secureAsClient(client, trusting), securing]);
    inside.say('NOOP\r\n');
    await insideServer.hears('NOOP\r\n');
    expect(insideServer.heard.toString()).toBe('NOOP\r\n');
    insideServer.say('250 ok\r\n');
    await inside.hears('250 ok\r\n');
    expect(inside.heard.toString()).toBe('250 ok\r\n');
    inside.socket.end();
    insideServer.socket.end();
    const rows = await rowsAtEnd(relaying);
    expect(inShort(rows).filter((row) => row.includes('withheld'))).toEqual([
      '[withheld] s< 250 injected',
      '[withheld] c> RSET',
      '[withheld] c> MAIL FROM:<evil@test>',
    ]);
    const found = rows.flatMap((row) => (row.type === 'line' ? (row.findings ?? []) : []));
    expect(found.filter(({ code }) => code === 'plaintext-after-starttls')).toHaveLength(3);
  });
});

describe('TLS from the first byte on', () => {
  test('is taken up on both sides where the client begins with it', async () => {
    const upstream = await startPeerServer();
    const relaying = await startRelaying(upstream.port, AUTO);
    const client = await connectPeer(relaying.port);
    const [inside, insideServer] = await Promise.all([
      secureAsClient(client, trusting),
      upstream.peer(0).then((peer) => secureAsServer(peer, serverCertificate)),
    ]);
    insideServer.say('220 a\r\n');
    await inside.hears('220 a\r\n');
    inside.say('QUIT\r\n');
    await insideServer.hears('QUIT\r\n');
    inside.socket.end();
    insideServer.socket.end();
    expect(inShort(await rowsAtEnd(relaying))).toContain('[tls] s< 220 a');
  });

  test.each(['tls', 'auto'] as const)(
    'is what the server’s side is set to; the client’s: %s',
    async (client) => {
      const upstream = await startPeerServer();
      const relaying = await startRelaying(upstream.port, {
        tls: tlsSettings({ client, server: 'tls' }),
        name: 'mx.test',
      });
      const plain = await connectPeer(relaying.port);
      const [inside, insideServer] = await Promise.all([
        client === 'tls' ? secureAsClient(plain, trusting) : plain,
        upstream.peer(0).then((peer) => secureAsServer(peer, serverCertificate)),
      ]);
      insideServer.say('220 a\r\n');
      await inside.hears('220 a\r\n');
      inside.say('NOOP\r\n');
      await insideServer.hears('NOOP\r\n');
      inside.socket.end();
      insideServer.socket.end();
      const mark = client === 'tls' ? '[tls] ' : '';
      expect(inShort(await rowsAtEnd(relaying))).toEqual(
        expect.arrayContaining(['[tls] s< 220 a', `${mark}c> NOOP`]),
      );
    },
  );

  test('half of it may be over while the other half goes on', async () => {
    const upstream = await startPeerServer();
    const relaying = await startRelaying(upstream.port, {
      tls: tlsSettings({ client: 'tls', server: 'tls' }),
    });
    const plain = await connectPeer(relaying.port);
    const [inside, insideServer] = await Promise.all([
      secureAsClient(plain, trusting),
      upstream.peer(0).then((peer) => secureAsServer(peer, serverCertificate)),
    ]);
    inside.say('QUIT\r\n');
    inside.socket.end();
    await insideServer.hears('QUIT\r\n');
    await insideServer.hearsEnd();
    const large = 'x'.repeat(300_000);
    insideServer.say(`221 ${large}\r\n`);
    insideServer.socket.end();
    await inside.hears(`${large}\r\n`);
    await inside.hearsEnd();
    expect(await inside.isClosed()).toBe('closed');
  });

  test('a client takes up an earlier session', async () => {
    const upstream = await startPeerServer((peer) => peer.say('220 a\r\n'));
    const relaying = await startRelaying(upstream.port, {
      tls: tlsSettings({ client: 'tls', server: 'plain' }),
    });
    const first = await secureAsClient(await connectPeer(relaying.port), trusting);
    if (!(first.socket instanceof tls.TLSSocket)) throw new Error('no TLS');
    const [session]: Buffer[] = await once(first.socket, 'session');
    first.socket.end();
    const second = await secureAsClient(await connectPeer(relaying.port), { ...trusting, session });
    await second.hears('220 a\r\n');
    second.socket.end();
    for (const peer of upstream.peers) peer.socket.end();
    const rows = await rowsAtEnd(relaying, 2);
    expect(rows).toContainEqual(
      expect.objectContaining({ event: expect.objectContaining({ event: 'tls', resumed: true }) }),
    );
  });
});
