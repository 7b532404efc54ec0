import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { connectPeer, startPeerServer, type Peer } from '../../support/sockets.ts';
import { bytesSaid, linesOf } from '../capture/recording.ts';
import { RECORDED } from '../smtp/recorded-conversations.ts';
import { eventsAtEnd, rowsAtEnd, startConversation, startRelaying, summaryAtEnd } from './relaying.ts';

describe('over real sockets, a conversation', () => {
  test('begins with the server’s greeting, and each side hears the other', async () => {
    const { client, server } = await startConversation();
    client.say('EHLO client.example\r\n');
    await server.hears('EHLO client.example\r\n');
    server.say('250-a\r\n250 PIPELINING\r\n');
    await client.hears('250 PIPELINING\r\n');
    client.say('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n');
    await server.hears('DATA\r\n');
    expect(server.heard.toString()).toBe(
      'EHLO client.example\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n',
    );
  });

  test('passes any bytes both ways, and records them', async () => {
    const conversation = await startConversation();
    const { client, server } = conversation;
    const fromClient = randomBytes(400_000);
    const fromServer = randomBytes(300_000);
    client.socket.end(fromClient);
    server.socket.end(fromServer);
    await client.hearsEnd();
    await server.hearsEnd();
    expect(server.heard.equals(fromClient)).toBe(true);
    expect(client.heard.equals(Buffer.concat([Buffer.from('220 a\r\n'), fromServer]))).toBe(true);
    const rows = await rowsAtEnd(conversation);
    expect(bytesSaid(rows, 'client').equals(fromClient)).toBe(true);
    expect(bytesSaid(rows, 'server').equals(client.heard)).toBe(true);
  });

  test.each(['plain', 'chunked', 'secured', 'any bytes'])(
    'byte by byte is the same conversation: %s',
    async (name) => {
      const upstream = await startPeerServer();
      const relaying = await startRelaying(upstream.port);
      const client = await connectPeer(relaying.port);
      const server = await upstream.peer(0);
      const script = RECORDED[name] ?? [];
      for (const [who, words] of script) {
        const [speaker, listener] = who === 'c' ? [client, server] : [server, client];
        for (const byte of words) speaker.say(byte);
        await listener.hears(words);
      }
      client.socket.end();
      server.socket.end();
      await client.hearsEnd();
      await server.hearsEnd();
      const all = (from: 'c' | 's') => script.map(([who, words]) => (who === from ? words : '')).join('');
      expect(server.heard.toString('latin1')).toBe(all('c'));
      expect(client.heard.toString('latin1')).toBe(all('s'));
      expect(bytesSaid(await rowsAtEnd(relaying), 'client').toString('latin1')).toBe(all('c'));
    },
  );

  test('begins with a client that does not wait', async () => {
    const upstream = await startPeerServer();
    const relaying = await startRelaying(upstream.port);
    const client = await connectPeer(relaying.port);
    client.socket.end('HELO a\r\nQUIT\r\n');
    const server = await upstream.peer(0);
    await server.hearsEnd();
    expect(server.heard.toString()).toBe('HELO a\r\nQUIT\r\n');
    server.socket.end('220 a\r\n250 a\r\n221 bye\r\n');
    await client.hearsEnd();
    expect(client.heard.toString()).toBe('220 a\r\n250 a\r\n221 bye\r\n');
    expect(await summaryAtEnd(relaying)).toMatchObject({ outcome: 'completed', hello: 'a' });
  });

  test('is told apart from others at the same time', async () => {
    const upstream = await startPeerServer((peer) => {
      peer.say('220 a\r\n');
      peer.socket.on('end', () => peer.socket.end());
    });
    const relaying = await startRelaying(upstream.port);
    const clients = await Promise.all(Array.from({ length: 5 }, () => connectPeer(relaying.port)));
    for (const [at, client] of clients.entries()) client.say(`HELO client${at}\r\n`);
    await Promise.all(clients.map((_, at) => upstream.peer(at)));
    await eventually('all hellos', () => upstream.peers.every(({ heard }) => heard.length > 0));
    const heard = upstream.peers.map((peer) => peer.heard.toString());
    expect(heard.sort()).toEqual(clients.map((_, at) => `HELO client${at}\r\n`));
    expect(relaying.listener.conversations).toBe(5);
    for (const client of clients) client.socket.end();
    await eventually('all to be over', () => relaying.listener.conversations === 0);
  });
});

describe('half-close', () => {
  test('a client that has said all still hears the server', async () => {
    const conversation = await startConversation();
    const { client, server } = conversation;
    client.socket.end('QUIT\r\n');
    await server.hearsEnd();
    server.say('221 ');
    await client.hears('221 ');
    expect(client.hasEnded).toBe(false);
    server.socket.end('bye\r\n');
    await client.hears('221 bye\r\n');
    await client.hearsEnd();
    expect([await client.isClosed(), await server.isClosed()]).toEqual(['closed', 'closed']);
    expect(await eventsAtEnd(conversation)).toEqual([
      'connected',
      'upstream-connected',
      'ended',
      'ended',
      'closed',
    ]);
  });

  test('a server that has said all still hears the client', async () => {
    const { client, server } = await startConversation();
    server.socket.end('421 enough\r\n');
    await client.hearsEnd();
    client.say('but ');
    await server.hears('but ');
    client.socket.end('why?\r\n');
    await server.hears('but why?\r\n');
    expect([await client.isClosed(), await server.isClosed()]).toEqual(['closed', 'closed']);
  });
});

describe('a side that does not read', () => {
  /** A mebibyte in lines of eight kibibytes. */
  const PIECE = Buffer.concat(
    Array.from({ length: 128 }, () => Buffer.from(`${randomBytes(4_095).toString('hex')}\r\n`)),
  );
  const PIECES = 64;
  /** What two pairs of socket buffers take on Linux, which lets each grow to some megabytes. */
  const MOST_IN_FLIGHT = 32 * PIECE.length;

  /** Says much, piece by piece, as fast as it is taken. Resolves to the hash of it all. */
  async function sayMuch({ socket }: Peer): Promise<string> {
    const hash = createHash('sha256');
    for (let piece = 0; piece < PIECES; piece += 1) {
      hash.update(PIECE);
      if (!socket.write(PIECE)) await once(socket, 'drain');
    }
    socket.end();
    return hash.digest('hex');
  }

  /** Listens to the end without keeping what is heard. Resolves to the hash of it all. */
  async function hashOfAll({ socket }: Peer): Promise<string> {
    const hash = createHash('sha256');
    socket.removeAllListeners('data');
    socket.on('data', (bytes: Buffer) => hash.update(bytes));
    await once(socket, 'end');
    return hash.digest('hex');
  }

  test.each(['client', 'server'] as const)(
    'makes the %s wait, and gets everything in the end',
    async (speakerName) => {
      const conversation = await startConversation();
      const { client, server } = conversation;
      const [speaker, listener] = speakerName === 'client' ? [client, server] : [server, client];
      listener.socket.pause();
      const before = speaker.socket.bytesWritten;
      const saying = sayMuch(speaker);
      const inFlight = await standstill(() => speaker.socket.bytesWritten - before);
      expect(inFlight).toBeGreaterThan(0);
      expect(inFlight).toBeLessThan(MOST_IN_FLIGHT);
      const heard = hashOfAll(listener);
      listener.socket.resume();
      expect(await heard).toBe(await saying);
      listener.socket.end();
      const summary = await summaryAtEnd(conversation);
      const recorded = speakerName === 'client' ? summary.bytesFromClient : summary.bytesFromServer - 7;
      expect(recorded).toBe(PIECES * PIECE.length);
    },
    60_000,
  );

  /** Resolves to a number when it has not changed for a while. */
  async function standstill(measure: () => number): Promise<number> {
    let last = -1;
    let since = performance.now();
    return eventually('a standstill', () => {
      const now = measure();
      if (now !== last) since = performance.now();
      last = now;
      return performance.now() - since > 300 && now;
    });
  }
});

describe('many clients', () => {
  test('a thousand conversations, fifty at a time, are recorded whole, each line in its own session', async () => {
    const upstream = await startPeerServer((peer) => answer(peer));
    const relaying = await startRelaying(upstream.port);
    let left = 1_000;
    const client = async (): Promise<void> => {
      for (; left > 0;) {
        left -= 1;
        await shortConversation(relaying.port, `n${left}`);
      }
    };
    await Promise.all(Array.from({ length: 50 }, client));
    await eventually('all to be recorded', () => relaying.captures.total === 1_000);
    const names: string[] = [];
    for (let session = 1; session <= 1_000; session += 1) {
      const rows = await rowsAtEnd(relaying, session);
      const texts = linesOf(rows).map(({ text }) => text);
      const name = texts[1]?.slice('HELO '.length) ?? '';
      names.push(name);
      expect(texts).toEqual([
        '220 a',
        `HELO ${name}`,
        `250 ${name}`,
        `NOOP ${name}`,
        `250 ${name}`,
        'QUIT',
        '221 bye',
      ]);
    }
    expect(new Set(names).size).toBe(1_000);
  }, 60_000);

  /** A server that repeats the word behind each verb. */
  function answer(peer: Peer): void {
    peer.say('220 a\r\n');
    peer.socket.on('data', (bytes: Buffer) => {
      for (const line of bytes.toString().split('\r\n').slice(0, -1)) {
        if (line === 'QUIT') peer.socket.end('221 bye\r\n');
        else peer.say(`250 ${line.slice(5)}\r\n`);
      }
    });
  }

  async function shortConversation(port: number, name: string): Promise<void> {
    const client = await connectPeer(port);
    await client.hears('220 a\r\n');
    client.say(`HELO ${name}\r\n`);
    await client.hears(`250 ${name}\r\n`);
    client.say(`NOOP ${name}\r\n`);
    await client.hears(`250 ${name}\r\n250 ${name}\r\n`);
    client.say('QUIT\r\n');
    await client.hears('221 bye\r\n');
    client.socket.end();
    await client.isClosed();
  }
});
