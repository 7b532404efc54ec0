import { describe, expect, test } from 'vitest';
import type { GateSettings, TurnedAway } from '../../../app/gate/gate.ts';
import type { RelayEvent } from '../../../app/relay/relay-events.ts';
import { PASS_THROUGH } from '../../../app/relay/security.ts';
import { connectPeer, startPeerServer } from '../../support/sockets.ts';
import { secureAsClient } from '../../support/tls-peers.ts';
import { closed, data, PlayedRelay, secureFailed, secured, type Step } from './relay-script.ts';
import { rowsAtEnd, startRelaying, summaryAtEnd } from './relaying.ts';
import { authority, inShort, tlsSettings } from './tls-relaying.ts';

const CLIENT = { address: '192.0.2.7', port: 50_000 };

function turnedAway(refusal: TurnedAway): RelayEvent {
  const server = { host: 'mx.example', port: 25, address: null };
  return { type: 'client-turned-away', client: CLIENT, server, turnedAway: refusal };
}

const blocked = (answer: TurnedAway['answer']) =>
  turnedAway({ why: 'blocked', answer, network: '192.0.2.0/24' });

describe('a client that is turned away', () => {
  test('is told so, the server is not asked, and what it says goes nowhere', () => {
    const reply = '"554 5.7.1 SMTP Spy: 192.0.2.7 is on the block list\\r\\n"';
    const script: Step[] = [
      [
        blocked('554'),
        'note connected',
        'note injected',
        `send to client ${reply}`,
        `record server ${reply}, injected`,
        'close client',
      ],
      [data('client', 'EHLO a\r\n'), 'record client "EHLO a\\r\\n", withheld'],
      [closed('client'), 'note closed by spy: blocked', 'finish'],
    ];
    expect(new PlayedRelay().play(script)).toEqual(script);
  });

  test('in silence hears nothing', () => {
    const script: Step[] = [
      [blocked('silent'), 'note connected', 'close client'],
      [
        closed('client', 'ECONNRESET'),
        'note error of client: ECONNRESET',
        'note closed by spy: blocked',
        'finish',
      ],
    ];
    expect(new PlayedRelay().play(script)).toEqual(script);
  });

  test('for its many connections learns when it may come again', () => {
    const relay = new PlayedRelay().on(
      turnedAway({ why: 'rate-limited', answer: '421', perMinute: 30, waitMs: 12_001 }),
    );
    expect(relay.saidTo('client')).toBe(
      '421 4.7.0 SMTP Spy: too many connections from 192.0.2.7, try again in 13 s\r\n',
    );
    relay.on(closed('client'));
    expect(relay.events.at(-1)).toEqual({
      event: 'closed',
      by: 'spy',
      how: 'rate-limited',
      text: '192.0.2.7 may connect 30 times a minute, and did so already; in 13 s it may again. It was turned away with 421, and the server was not asked.',
    });
  });

  describe('where clients begin with TLS', () => {
    const onTls = () => new PlayedRelay({ ...PASS_THROUGH, client: 'tls' });

    test('is told inside of that', () => {
      const relay = onTls().on(blocked('421'));
      expect(relay.saidTo('client')).toBe('');
      relay.on(data('client', '\x16\x03\x01')).on(secured('client'));
      expect(relay.saidTo('client')).toMatch(/^421 4\.7\.0 /);
      expect(relay.commands.at(-1)).toMatchObject({ type: 'close', side: 'client' });
    });

    test('and does not, is told in plain text', () => {
      const relay = onTls().on(blocked('421')).on(data('client', 'EHLO a\r\n'));
      expect(relay.saidTo('client')).toMatch(/^421 4\.7\.0 /);
    });

    test.each([
      ['says nothing', [{ type: 'client-silent' }, closed('client')]],
      ['breaks the handshake off', [data('client', '\x16\x03\x01'), secureFailed('client', 'ECONNRESET')]],
    ] as const)('and %s, is let go', (_how, events) => {
      const relay = onTls().on(blocked('421'));
      for (const event of events) relay.on(event);
      expect(relay.saidTo('client')).toBe('');
      expect(relay.commands.at(-1)).toEqual({ type: 'finish' });
      expect(relay.events.at(-1)).toMatchObject({ event: 'closed', how: 'blocked' });
    });
  });
});

/** A relay with this gate, and whether its server was ever asked. */
async function gated(gate: Partial<GateSettings>, onTls = false) {
  const upstream = await startPeerServer((peer) => peer.say('220 a\r\n'));
  const relaying = await startRelaying(upstream.port, {
    gate,
    ...(onTls && { tls: tlsSettings({ client: 'tls', server: 'plain' }) }),
  });
  return { relaying, asked: () => upstream.peers.length };
}

describe('over sockets', () => {
  test('the blocked get their answer, and stand in the record', async () => {
    const { relaying, asked } = await gated({ block: ['127.0.0.0/8'] });
    const client = await connectPeer(relaying.port);
    await client.hearsEnd();
    client.socket.end();
    expect(client.heard.toString()).toBe('554 5.7.1 SMTP Spy: 127.0.0.1 is on the block list\r\n');
    expect(await summaryAtEnd(relaying)).toMatchObject({
      outcome: 'blocked',
      reason:
        '127.0.0.1 is on the block list, by 127.0.0.0/8. It was turned away with 554, and the server was not asked.',
      findings: { warning: 0, error: 0 },
    });
    expect(inShort(await rowsAtEnd(relaying))).toEqual([
      '# connected',
      '# injected',
      '[injected] s< 554 5.7.1 SMTP Spy: 127.0.0.1 is on the block list',
      '# ended',
      '# closed',
    ]);
    expect(asked()).toBe(0);
  });

  test('the third connection in a minute is one too many', async () => {
    const { relaying, asked } = await gated({ rateLimit: 2, rateLimitAnswer: 'silent' });
    for (const greeting of ['220 a\r\n', '220 a\r\n', '']) {
      const client = await connectPeer(relaying.port);
      if (greeting !== '') await client.hears(greeting);
      else await client.hearsEnd();
      client.socket.end();
      expect(client.heard.toString()).toBe(greeting);
    }
    expect(await summaryAtEnd(relaying, 3)).toMatchObject({ outcome: 'rate-limited', lines: 0 });
    expect(asked()).toBe(2);
  });

  test('the blocked are told inside of TLS where they begin with it', async () => {
    const { relaying } = await gated({ block: ['127.0.0.1'] }, true);
    const peer = await connectPeer(relaying.port);
    const secure = await secureAsClient(peer, { ca: authority.certificate, servername: 'spy.test' });
    await secure.hearsEnd();
    secure.socket.end();
    expect(secure.heard.toString()).toBe('554 5.7.1 SMTP Spy: 127.0.0.1 is on the block list\r\n');
    expect(await summaryAtEnd(relaying)).toMatchObject({ outcome: 'blocked', tls: 'read' });
  });
});
