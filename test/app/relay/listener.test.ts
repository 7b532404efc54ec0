import * as net from 'node:net';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TLS_UNTOUCHED } from '../../../app/relay/tls-settings.ts';
import { Captures } from '../../../app/capture/captures.ts';
import { DEFAULT_TIMEOUTS } from '../../../app/relay/conversation.ts';
import { formatEndpoint, ListenError, RelayListener } from '../../../app/relay/listener.ts';
import { portOf } from '../../support/smtp-peers.ts';
import { connectPeer, startPeerServer } from '../../support/sockets.ts';
import { Gate, OPEN_TO_ALL } from '../../../app/gate/gate.ts';
import { RuleSet } from '../../../app/rules/rule-set.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { eventually } from '../../support/eventually.ts';

/** A listener that has not been started, in front of a server that greets. */
async function newListener(): Promise<{ listener: RelayListener; changes: () => number }> {
  const upstream = await startPeerServer((peer) => peer.say('220 a\r\n'));
  const captures = await Captures.open(await temporaryFolder(), '1.2.3');
  let changes = 0;
  const to = { host: '127.0.0.1', port: upstream.port };
  const listener = new RelayListener({
    captures,
    timeouts: DEFAULT_TIMEOUTS,
    upstream: () => ({ name: to, connectTo: to }),
    tls: TLS_UNTOUCHED,
    gate: new Gate(OPEN_TO_ALL),
    interference: { rules: () => new RuleSet([]), askers: [] },
    onConversation: () => (changes += 1),
  });
  onTestFinished(async () => {
    await listener.stop();
    listener.stopConversations();
    await captures.close();
  });
  return { listener, changes: () => changes };
}

/** Listens on a port, so that nobody else can. */
async function occupied(host: string, port = 0): Promise<number> {
  const server = net.createServer();
  server.listen({ host, port, exclusive: true });
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return portOf(server);
}

async function hasIPv6(): Promise<boolean> {
  return occupied('::1').then(
    () => true,
    () => false,
  );
}

async function refuses(host: string, port: number): Promise<boolean> {
  return connectPeer(port, host).then(
    () => false,
    () => true,
  );
}

describe('a listener', () => {
  test('on localhost takes clients over IPv4 and IPv6, on the same port', async ({ skip }) => {
    if (!(await hasIPv6())) return skip('this machine has no IPv6');
    const { listener } = await newListener();
    const addresses = await listener.start('', 0);
    expect(addresses.map(({ address }) => address)).toEqual(['127.0.0.1', '::1']);
    expect(addresses[0]?.port).toBe(addresses[1]?.port);
    for (const { address, port } of addresses) {
      const client = await connectPeer(port, address);
      await client.hears('220 a\r\n');
    }
    expect(listener.conversations).toBe(2);
  });

  test('on one address takes clients there and nowhere else', async () => {
    const { listener } = await newListener();
    const [only, ...others] = await listener.start('127.0.0.1', 0);
    expect(others).toEqual([]);
    expect(await refuses('::1', only?.port ?? 0)).toBe(true);
    expect(listener.addresses).toEqual([only]);
  });

  test('tells of conversations that begin and end', async () => {
    const { listener, changes } = await newListener();
    const [address] = await listener.start('127.0.0.1', 0);
    const client = await connectPeer(address?.port ?? 0);
    await client.hears('220 a\r\n');
    expect([listener.conversations, changes()]).toEqual([1, 1]);
    client.socket.resetAndDestroy();
    await eventually('the end', () => changes() === 2);
    expect(listener.conversations).toBe(0);
  });

  test('that is stopped takes no more clients, and its conversations go on', async () => {
    const { listener } = await newListener();
    const [address] = await listener.start('127.0.0.1', 0);
    const port = address?.port ?? 0;
    const client = await connectPeer(port);
    await client.hears('220 a\r\n');
    await listener.stop();
    expect(listener.addresses).toEqual([]);
    expect(await refuses('127.0.0.1', port)).toBe(true);
    expect(listener.conversations).toBe(1);
    listener.stopConversations();
    await client.hearsEnd();
    expect(listener.conversations).toBe(0);
  });

  test('can be started again on the same port', async () => {
    const { listener } = await newListener();
    const [address] = await listener.start('127.0.0.1', 0);
    const port = address?.port ?? 0;
    await listener.stop();
    expect(await listener.start('127.0.0.1', port)).toEqual([{ address: '127.0.0.1', port }]);
  });
});

describe('a port that cannot be had', () => {
  test('because it is taken', async () => {
    const port = await occupied('127.0.0.1');
    const { listener } = await newListener();
    const failed = listener.start('127.0.0.1', port);
    await expect(failed).rejects.toBeInstanceOf(ListenError);
    await expect(failed).rejects.toMatchObject({ code: 'EADDRINUSE', address: '127.0.0.1', port });
    expect(listener.addresses).toEqual([]);
  });

  test('because it is taken over IPv6: then nothing is left open over IPv4', async ({ skip }) => {
    if (!(await hasIPv6())) return skip('this machine has no IPv6');
    const port = await occupied('::1');
    const { listener } = await newListener();
    await expect(listener.start('', port)).rejects.toMatchObject({ code: 'EADDRINUSE', address: '::1' });
    expect(await refuses('127.0.0.1', port)).toBe(true);
  });

  test('because the machine has no such address', async () => {
    const { listener } = await newListener();
    await expect(listener.start('192.0.2.1', 0)).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
  });

  test('because the address is a name that nobody knows', async () => {
    const { listener } = await newListener();
    await expect(listener.start('no-such-host.invalid', 0)).rejects.toMatchObject({
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    });
  });
});

test.each([
  [{ address: '127.0.0.1', port: 25 }, '127.0.0.1:25'],
  [{ address: '::1', port: 25 }, '[::1]:25'],
  [{ address: 'mx.example', port: 25 }, 'mx.example:25'],
])('%j is written as %s', (endpoint, text) => {
  expect(formatEndpoint(endpoint)).toBe(text);
});
