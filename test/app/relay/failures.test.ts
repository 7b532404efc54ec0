import { describe, expect, test } from 'vitest';
import type { TranscriptRow } from '../../../app/transcript/row.ts';
import type { SessionEvent } from '../../../app/transcript/session-event.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/smtp-peers.ts';
import { connectPeer, startPeerServer } from '../../support/sockets.ts';
import { fillDisk, smallDisk } from '../capture/full-disk.ts';
import { bytesSaid, linesOf } from '../capture/recording.ts';
import { portThatNeverAnswers } from './full-backlog.ts';
import { eventsAtEnd, rowsAtEnd, startConversation, startRelaying, summaryAtEnd } from './relaying.ts';

function eventOf<Name extends SessionEvent['event']>(
  rows: readonly TranscriptRow[],
  name: Name,
): Extract<SessionEvent, { event: Name }> | null {
  for (const row of rows) {
    if (row.type === 'event' && isEvent(row.event, name)) return row.event;
  }
  return null;
}

function isEvent<Name extends SessionEvent['event']>(
  event: SessionEvent,
  name: Name,
): event is Extract<SessionEvent, { event: Name }> {
  return event.event === name;
}

describe('a server that cannot be had', () => {
  test('because it refuses: the client is told so, and everybody sees whose words those are', async () => {
    const port = await freePort();
    const relaying = await startRelaying(port);
    const client = await connectPeer(relaying.port);
    await client.hearsEnd();
    const reply = `421 4.4.1 SMTP Spy: cannot reach 127.0.0.1:${port}: connection refused`;
    expect(client.heard.toString()).toBe(`${reply}\r\n`);
    client.socket.end();
    expect(await client.isClosed()).toBe('closed');
    const rows = await rowsAtEnd(relaying);
    expect(linesOf(rows)).toMatchObject([{ text: reply, from: 'server', injected: true }]);
    expect(eventOf(rows, 'injected')).toMatchObject({ to: 'client' });
    expect(await summaryAtEnd(relaying)).toMatchObject({
      outcome: 'unreachable',
      bytesFromServer: 0,
      reason: expect.stringMatching(/^Cannot reach 127\.0\.0\.1:\d+: it refused the connection\./),
    });
  });

  test('though the client has said everything already', async () => {
    const relaying = await startRelaying(await freePort());
    const client = await connectPeer(relaying.port);
    client.socket.end('EHLO a\r\nQUIT\r\n');
    await client.hearsEnd();
    expect(client.heard.toString()).toMatch(/^421 4\.4\.1 /);
    expect(await summaryAtEnd(relaying)).toMatchObject({ outcome: 'unreachable' });
  });

  test('because nobody knows its name', async () => {
    const relaying = await startRelaying(25, { host: 'no-such-host.invalid' });
    const client = await connectPeer(relaying.port);
    await client.hearsEnd();
    expect(client.heard.toString()).toMatch(
      /^421 4\.4\.1 SMTP Spy: cannot reach no-such-host\.invalid:25: (no such host name|the name could not be looked up)\r\n$/,
    );
    client.socket.end();
    expect(await summaryAtEnd(relaying)).toMatchObject({
      outcome: 'unreachable',
      server: { host: 'no-such-host.invalid', port: 25, address: null },
    });
  });

  test('because it does not answer at all', async ({ skip }) => {
    const port = await portThatNeverAnswers();
    if (port === null) return skip('this system answers every connection');
    const relaying = await startRelaying(port, { timeouts: { connect: 150 } });
    const client = await connectPeer(relaying.port);
    await client.hearsEnd();
    expect(client.heard.toString()).toMatch(/: no answer\r\n$/);
    client.socket.end();
    const { reason, outcome } = await summaryAtEnd(relaying);
    expect(outcome).toBe('unreachable');
    expect(reason).toMatch(/it did not answer in time/);
  });

  test('because it is the listener itself', async () => {
    const relaying = await startRelaying(0);
    const port = await freePort();
    await relaying.listener.stop();
    const itself = await startRelaying(port);
    await itself.listener.stop();
    await itself.listener.start('127.0.0.1', port);
    const client = await connectPeer(port);
    await client.hearsEnd();
    expect(client.heard.toString()).toMatch(/: that is SMTP Spy itself\r\n$/);
    client.socket.end();
    expect(await summaryAtEnd(itself)).toMatchObject({ outcome: 'unreachable' });
    expect(itself.captures.total).toBe(1);
  });

  test('while the client goes away', async ({ skip }) => {
    const port = await portThatNeverAnswers();
    if (port === null) return skip('this system answers every connection');
    const relaying = await startRelaying(port);
    const client = await connectPeer(relaying.port);
    client.say('EHLO a\r\n');
    await eventually('the conversation', () => relaying.listener.conversations === 1);
    client.socket.resetAndDestroy();
    await eventually('the end of the conversation', () => relaying.listener.conversations === 0);
    const { outcome, reason } = await summaryAtEnd(relaying);
    expect(outcome).toBe('aborted-by-client');
    expect(reason).toMatch(/was reset/);
  });

  test('and a client that does not go: it is let go', async () => {
    const relaying = await startRelaying(await freePort());
    const client = await connectPeer(relaying.port);
    await client.hearsEnd();
    client.say('but I am still here\r\n');
    await eventually('the end of the conversation', () => relaying.listener.conversations === 0);
    expect(await summaryAtEnd(relaying)).toMatchObject({ outcome: 'unreachable', lines: 2 });
  });
});

describe('a server that says nothing', () => {
  test('is given up, and the client told', async () => {
    const upstream = await startPeerServer();
    const relaying = await startRelaying(upstream.port, { timeouts: { greeting: 100 } });
    const client = await connectPeer(relaying.port);
    await client.hearsEnd();
    expect(client.heard.toString()).toMatch(/^421 4\.4\.1 .*sent no greeting within \d+ s\r\n$/);
    client.socket.end();
    const server = await upstream.peer(0);
    await server.hearsEnd();
    server.socket.end();
    const { outcome, reason } = await summaryAtEnd(relaying);
    expect(outcome).toBe('failed');
    expect(reason).toMatch(/sent no greeting/);
  });

  test('after its greeting is waited for', async () => {
    const conversation = await startConversation({ timeouts: { greeting: 50 } });
    await new Promise((resolve) => setTimeout(resolve, 150));
    conversation.client.say('NOOP\r\n');
    await conversation.server.hears('NOOP\r\n');
    expect(conversation.client.heard.toString()).toBe('220 a\r\n');
  });
});

describe('in the middle of a conversation', () => {
  test('the server closes', async () => {
    const conversation = await startConversation();
    conversation.server.socket.end('421 4.3.0 going down\r\n');
    await conversation.client.hears('421 4.3.0 going down\r\n');
    await conversation.client.hearsEnd();
    conversation.client.socket.end();
    expect(await summaryAtEnd(conversation)).toMatchObject({
      outcome: 'aborted-by-server',
      reason: 'The server closed the connection before the client had said QUIT.',
      refusal: { verb: 'closing', code: 421 },
    });
  });

  test('the server resets: so does the spy', async () => {
    const conversation = await startConversation();
    conversation.server.socket.resetAndDestroy();
    expect(await conversation.client.isClosed()).toBe('ECONNRESET');
    const { outcome, reason } = await summaryAtEnd(conversation);
    expect(outcome).toBe('aborted-by-server');
    expect(reason).toMatch(/^The connection to the server was reset/);
  });

  test('the client vanishes: so does the spy, and what had come is kept', async () => {
    const conversation = await startConversation();
    const { client, server } = conversation;
    client.say('MAIL FROM:<a@b>\r\nRCPT TO');
    await server.hears('RCPT TO');
    client.socket.resetAndDestroy();
    expect(await server.isClosed()).toBe('ECONNRESET');
    const rows = await rowsAtEnd(conversation);
    expect(bytesSaid(rows, 'client').toString()).toBe('MAIL FROM:<a@b>\r\nRCPT TO');
    expect(await summaryAtEnd(conversation)).toMatchObject({ outcome: 'aborted-by-client' });
  });

  test('the client vanishes while the server does not read: when it reads again, it learns of that', async () => {
    const conversation = await startConversation();
    const { client, server, listener } = conversation;
    server.socket.pause();
    client.socket.write(Buffer.alloc(1_048_576, 'x'));
    await eventually('the server to have something to read', () => server.socket.readableLength > 0);
    client.socket.resetAndDestroy();
    server.socket.resume();
    await eventually('the end of the conversation', () => listener.conversations === 0);
    server.say('250 for whom?\r\n');
    expect(await server.isClosed()).toMatch(/^(ECONNRESET|EPIPE)$/);
    const { outcome, reason } = await summaryAtEnd(conversation);
    expect(outcome).toBe('aborted-by-client');
    expect(reason).toMatch(/was reset/);
  });

  test('the program ends', async () => {
    const conversation = await startConversation();
    conversation.listener.stopConversations();
    await conversation.client.hearsEnd();
    await conversation.server.hearsEnd();
    expect(await eventsAtEnd(conversation)).toEqual(['connected', 'upstream-connected', 'closed']);
    expect(await summaryAtEnd(conversation)).toMatchObject({
      outcome: 'failed',
      reason: 'SMTP Spy was stopped while the conversation was going on.',
    });
  });

  test('the disk is full: every byte still passes, and what was written stays', async (context) => {
    const size = 1_048_576;
    const folder = await smallDisk(context, size);
    const conversation = await startConversation({ folder });
    const { client, server, captures } = conversation;
    await eventually('the recording to begin', () => captures.total === 1);
    await fillDisk(folder, size, 300 * 1_024);
    const much = Buffer.alloc(8 * 1_048_576, 'line of a message\r\n');
    client.socket.end(much);
    await server.hearsEnd();
    expect(server.heard.equals(much)).toBe(true);
    server.socket.end('250 kept by me\r\n');
    await client.hears('250 kept by me\r\n');
    expect(captures.failure).toMatchObject({ code: 'ENOSPC', session: 1 });
    const kept = bytesSaid(await rowsAtEnd(conversation), 'client');
    expect(kept.length).toBeGreaterThan(100 * 1_024);
    expect(kept.equals(much.subarray(0, kept.length))).toBe(true);
  });
});
