import { once } from 'node:events';
import * as tls from 'node:tls';
import { describe, expect, test } from 'vitest';
import type { RelaySecurity } from '../../../app/relay/security.ts';
import type { SessionEvent } from '../../../app/transcript/session-event.ts';
import { testAuthority } from '../../support/certificates.ts';
import { connectPeer, startPeerServer, type Peer } from '../../support/sockets.ts';
import { programTest, runProgram } from '../../support/programs.ts';
import { secureAsClient, secureAsServer } from '../../support/tls-peers.ts';
import { rowsAtEnd, startRelaying, summaryAtEnd, type Relaying } from './relaying.ts';
import {
  clientConnected,
  closed,
  data,
  ended,
  PlayedRelay,
  secured,
  serverConnected,
} from './relay-script.ts';
import { authority, inShort, serverCertificate, tlsSettings } from './tls-relaying.ts';

type Failed = Extract<SessionEvent, { event: 'tls-failed' }>;

const trusting = { ca: authority.certificate };

const AUTO: RelaySecurity = {
  client: 'auto',
  server: 'auto',
  insecure: false,
  stripStarttls: false,
  hidePlus: false,
};

/** What is said of the side that could not be secured, once the conversation is over. */
async function failureOf(relaying: Relaying): Promise<Failed> {
  expect(await summaryAtEnd(relaying)).toMatchObject({ outcome: 'failed' });
  const rows = await rowsAtEnd(relaying);
  const [failed, ...more] = rows.flatMap((row) =>
    row.type === 'event' && row.event.event === 'tls-failed' ? [row.event] : [],
  );
  if (failed === undefined) throw new Error(inShort(rows).join('\n'));
  expect(more).toEqual([]);
  const closed = rows.findLast((row) => row.type === 'event');
  expect(closed).toMatchObject({ event: { event: 'closed', how: 'tls-failed', text: failed.text } });
  return failed;
}

/** A listener in front of a server that does this with each connection. */
async function relayingTo(
  serve: (peer: Peer) => unknown,
  security: Parameters<typeof tlsSettings>[0],
  settings: Parameters<typeof tlsSettings>[1] = {},
): Promise<Relaying> {
  const upstream = await startPeerServer((peer) => void serve(peer));
  const timeouts = { handshake: 400, clientSilence: 200 };
  return startRelaying(upstream.port, { name: 'mx.test', tls: tlsSettings(security, settings), timeouts });
}

const greets = (peer: Peer): void => peer.say('220 a\r\n');

const greetsAndEnds = (peer: Peer): void => {
  greets(peer);
  peer.socket.on('end', () => peer.socket.end());
};

describe('with the client', () => {
  const ON_TLS = { client: 'tls', server: 'plain' } as const;

  // With TLS 1.3 the client looks at it before its last word, and with TLS 1.2 behind it.
  test.each([
    ['TLSv1.3', 'closed'],
    ['TLSv1.2', 'closed-after-handshake'],
  ] as const)('that does not trust the spy’s certificate, in %s', async (maxVersion, code) => {
    const relaying = await relayingTo(greets, ON_TLS);
    const peer = await connectPeer(relaying.port);
    await expect(secureAsClient(peer, { maxVersion })).rejects.toThrow(/self.signed|verify/);
    expect(await failureOf(relaying)).toMatchObject({
      side: 'client',
      code,
      text: expect.stringContaining('does not trust the spy’s certificate'),
    });
  });

  programTest('openssl', 'that does not trust the spy’s certificate, and says so', async () => {
    const relaying = await relayingTo(greets, ON_TLS);
    const connect = ['-connect', `127.0.0.1:${relaying.port}`, '-servername', 'spy.test'];
    await runProgram('openssl', ['s_client', ...connect, '-verify_return_error']);
    expect(await failureOf(relaying)).toMatchObject({
      side: 'client',
      code: expect.stringContaining('UNKNOWN_CA'),
      text: expect.stringContaining('does not trust the spy’s certificate'),
    });
  });

  test('that speaks plain text to a TLS port', async () => {
    const relaying = await relayingTo(greets, ON_TLS);
    const peer = await connectPeer(relaying.port);
    peer.say('EHLO c\r\n');
    await peer.hears(
      '421 4.7.0 SMTP Spy: plain text was spoken to a port that wants TLS from the first byte\r\n',
    );
    peer.socket.end();
    expect(await failureOf(relaying)).toMatchObject({
      side: 'client',
      text: expect.stringContaining('this port wants TLS'),
    });
  });

  test('that waits at a TLS port for a greeting in plain text', async () => {
    const relaying = await relayingTo(greets, ON_TLS);
    const peer = await connectPeer(relaying.port);
    await peer.hears('421 4.7.0 SMTP Spy: this port wants TLS from the first byte\r\n');
    peer.socket.end();
    expect(await failureOf(relaying)).toMatchObject({
      side: 'client',
      code: 'silent-on-tls-port',
      text: expect.stringContaining('may be waiting for a greeting in plain text'),
    });
  });

  test.each(['plain', 'starttls', 'auto'] as const)(
    'that begins with TLS where %s greets first',
    async (client) => {
      const relaying = await relayingTo(greets, { client, server: 'plain' });
      const peer = await connectPeer(relaying.port);
      await peer.hears('220 a\r\n');
      const socket = tls.connect({ socket: peer.socket, servername: 'spy.test' });
      socket.on('error', () => undefined);
      expect(await failureOf(relaying)).toMatchObject({
        side: 'client',
        code: 'tls-on-plain-port',
        text: expect.stringContaining('to a port that begins in plain text'),
      });
    },
  );

  test('that is too old, unless it is let in by choice', async () => {
    const old = {
      ...trusting,
      maxVersion: 'TLSv1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const;
    const relaying = await relayingTo(greets, ON_TLS);
    await expect(secureAsClient(await connectPeer(relaying.port), old)).rejects.toThrow(/protocol version/);
    expect(await failureOf(relaying)).toMatchObject({
      side: 'client',
      text: expect.stringContaining('no version of TLS in common'),
    });
    const open = await relayingTo(greets, ON_TLS, { minVersion: '1.0' });
    const inside = await secureAsClient(await connectPeer(open.port), old);
    await inside.hears('220 a\r\n');
  });

  test('that goes away in the middle of the handshake', async () => {
    const relaying = await relayingTo(greets, ON_TLS);
    const peer = await connectPeer(relaying.port);
    peer.socket.write(Buffer.from([0x16, 3, 1, 0, 200, 1]));
    peer.socket.end();
    expect(await failureOf(relaying)).toMatchObject({ side: 'client', code: 'closed' });
  });

  test('for whom there is no certificate', async () => {
    const relaying = await relayingTo(greets, ON_TLS, {
      certificateFor: () => Promise.reject(new Error('the disk is full')),
    });
    await expect(secureAsClient(await connectPeer(relaying.port))).rejects.toThrow();
    expect(await failureOf(relaying)).toMatchObject({
      side: 'client',
      code: 'no-certificate',
      text: 'The spy has no certificate to show to the client: the disk is full.',
    });
  });
});

describe('with the server', () => {
  const TO_TLS = { client: 'auto', server: 'tls' } as const;

  /** The client is told why in a reply, as a server of mail would. */
  async function told(relaying: Relaying): Promise<string> {
    const client = await connectPeer(relaying.port);
    await client.hearsEnd();
    client.socket.end();
    return client.heard.toString();
  }

  const bad = {
    'has expired': async () => authority.issue(['mx.test'], 500),
    'is for another name': async () => authority.issue(['other.test']),
    'is from an authority that nobody here knows': async () => (await testAuthority()).issue(['mx.test']),
  };

  test.each(Object.entries(bad))('whose certificate %s', async (words, issue) => {
    const certificate = await issue();
    const serve = (peer: Peer) => secureAsServer(peer, certificate).then(greetsAndEnds, () => undefined);
    const relaying = await relayingTo(serve, TO_TLS);
    expect(await told(relaying)).toMatch(
      /^421 4\.7\.0 SMTP Spy: the certificate of mx\.test:\d+ [^\r\n]+\r\n$/,
    );
    const failed = await failureOf(relaying);
    expect(failed.side).toBe('server');
    expect(failed.text).toContain(
      words === 'is from an authority that nobody here knows' ? 'nobody here knows' : words,
    );
    const insecure = await relayingTo(serve, { ...TO_TLS, insecure: true });
    const client = await connectPeer(insecure.port);
    await client.hears('220 a\r\n');
    client.say('QUIT\r\n');
    client.socket.end();
    const { findings } = await summaryAtEnd(insecure);
    expect(findings.warning).toBeGreaterThan(0);
    const verified = (await rowsAtEnd(insecure)).flatMap((row) =>
      row.type === 'event' && row.event.event === 'tls' ? [row.event.verified] : [],
    );
    expect(verified).toEqual(['no']);
  });

  test('that speaks plain text where TLS should begin', async () => {
    const relaying = await relayingTo(greets, TO_TLS);
    expect(await told(relaying)).toMatch(/^421 4\.7\.0 .*answered in plain text/);
    expect((await failureOf(relaying)).text).toContain('this port wants STARTTLS, or no TLS');
  });

  test('that closes in the handshake', async () => {
    const relaying = await relayingTo((peer) => {
      peer.socket.once('data', () => peer.socket.end());
    }, TO_TLS);
    expect(await told(relaying)).toMatch(/^421 4\.7\.0 .*closed the connection in the TLS handshake/);
    expect(await failureOf(relaying)).toMatchObject({ side: 'server' });
  });

  test('that says nothing in the handshake', async () => {
    const relaying = await relayingTo(() => undefined, TO_TLS);
    expect(await told(relaying)).toMatch(/^421 4\.7\.0 .*in time/);
    expect(await failureOf(relaying)).toMatchObject({ side: 'server', code: 'timeout' });
  });

  test.each([
    ['does not offer STARTTLS', ['250 a\r\n'], 'starttls-not-offered'],
    ['refuses STARTTLS', ['250-a\r\n250 STARTTLS\r\n', '454 no\r\n'], 'starttls-refused'],
  ] as const)('that %s', async (_what, replies, code) => {
    const relaying = await relayingTo(
      (peer) => {
        greets(peer);
        let said = 0;
        peer.socket.on('data', () => {
          peer.say(replies[said] ?? '221 bye\r\n');
          said += 1;
        });
      },
      { client: 'plain', server: 'starttls' },
    );
    expect(await told(relaying)).toMatch(
      /^421 4\.7\.0 SMTP Spy: the server (?:does not offer|refused) STARTTLS/,
    );
    expect(await failureOf(relaying)).toMatchObject({ side: 'server', code });
  });

  test('while the client is secured: it is told inside TLS', async () => {
    const certificate = await authority.issue(['other.test']);
    const relaying = await relayingTo(
      (peer) => {
        greets(peer);
        peer.socket.on('data', (bytes: Buffer) => {
          if (bytes.toString() !== 'STARTTLS\r\n') return;
          peer.say('220 go\r\n');
          secureAsServer(peer, certificate).catch(() => undefined);
        });
      },
      { client: 'auto', server: 'auto' },
    );
    const client = await connectPeer(relaying.port);
    await client.hears('220 a\r\n');
    client.say('STARTTLS\r\n');
    await client.hears('220 go\r\n');
    const inside = await secureAsClient(client, trusting);
    await inside.hearsEnd();
    inside.socket.end();
    expect(inside.heard.toString()).toMatch(
      /^421 4\.7\.0 SMTP Spy: the certificate of mx\.test:\d+ is for another name\r\n$/,
    );
    expect((await failureOf(relaying)).side).toBe('server');
    expect(inShort(await rowsAtEnd(relaying)).findLast((row) => row.includes('421'))).toMatch(
      /^\[tls injected\] s< 421/,
    );
  });

  test.each(['ended and closed', 'closed', 'broken'])(
    'while the client is secured: what it is told waits for that, however the server goes (%s)',
    (how) => {
      const relay = new PlayedRelay({ ...AUTO, client: 'starttls', server: 'starttls' });
      for (const event of [clientConnected, serverConnected, data('server', '220 a\r\n')]) relay.on(event);
      relay.on(data('server', '250 STARTTLS\r\n')).on(data('client', 'STARTTLS\r\n'));
      relay.on(data('server', '220 go\r\n'));
      const wanted = relay.commands.length;
      relay.on(secured('server', { verified: 'no', reason: 'CERT_HAS_EXPIRED' }));
      if (how === 'ended and closed') relay.on(ended('server'));
      relay.on(closed('server', how === 'broken' ? 'ECONNRESET' : undefined));
      const towardsClient = relay.commands
        .slice(wanted)
        .filter(({ type }) => ['send', 'end', 'close'].includes(type));
      expect(towardsClient).toEqual([{ type: 'close', side: 'server', reset: false }]);
      relay.on(secured('client'));
      expect(relay.saidTo('client')).toMatch(/421 4\.7\.0 .* has expired\r\n$/);
      expect(relay.commands.at(-1)).toEqual({ type: 'close', side: 'client', reset: false });
    },
  );

  test('that wants a client certificate gets it', async () => {
    const clientCertificate = await authority.issue(['client.test']);
    const shown: unknown[] = [];
    const serve = async (peer: Peer): Promise<void> => {
      const inside = await secureAsServer(peer, serverCertificate, {
        requestCert: true,
        ca: authority.certificate,
      });
      if (inside.socket instanceof tls.TLSSocket) shown.push(inside.socket.getPeerCertificate().subject);
      greets(inside);
    };
    const relaying = await relayingTo(serve, TO_TLS, { clientCertificate });
    const client = await connectPeer(relaying.port);
    await client.hears('220 a\r\n');
    expect(shown).toEqual([{ CN: 'client.test' }]);
  });
});

test('secrets of both sides go to the key log', async () => {
  const lines: string[] = [];
  const upstream = await startPeerServer((peer) => void secureAsServer(peer, serverCertificate).then(greets));
  const relaying = await startRelaying(upstream.port, {
    name: 'mx.test',
    tls: tlsSettings({ client: 'tls', server: 'tls' }, { keyLog: (line) => lines.push(line.toString()) }),
  });
  const peer = await connectPeer(relaying.port);
  const own: string[] = [];
  peer.socket.removeAllListeners('data');
  const socket = tls.connect({ ...trusting, servername: 'spy.test', socket: peer.socket });
  socket.on('keylog', (line: Buffer) => own.push(line.toString()));
  await once(socket, 'data');
  socket.destroy();
  expect(own.length).toBeGreaterThan(3);
  expect(lines).toEqual(expect.arrayContaining(own));
  expect(lines.length).toBe(2 * own.length);
});
