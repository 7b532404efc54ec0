import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { builtInSettings, DEFAULT_LISTENER } from '../../app/contract.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { freePort } from '../support/smtp-peers.ts';
import { connectPeer, startPeerServer } from '../support/sockets.ts';
import { eventually } from '../support/eventually.ts';
import { libraryOf, summaryOf } from './capture/recording.ts';
import { openedApplication, portOfApplication } from './opened-application.ts';

describe('an application', () => {
  test('relays to its own server where none is named, and records', async () => {
    const application = await openedApplication();
    const client = await connectPeer(portOfApplication(application));
    await eventually('the greeting', () => /^220 .*\r\n$/.test(client.heard.toString()));
    client.socket.end('HELO client.example\r\nQUIT\r\n');
    await client.hearsEnd();
    expect(client.heard.toString()).toMatch(/\r\n250 .*\r\n221 .*\r\n$/);
    const [summary] = await eventually('the session', async () => {
      const list = await libraryOf(application.captures).list(0, 1);
      return list[0]?.outcome === 'completed' && list;
    });
    expect(summary).toMatchObject({ hello: 'client.example', server: { host: 'built-in' } });
  });

  test('tells what it is, and what it does', async () => {
    const application = await openedApplication();
    expect(application.state).toMatchObject({
      version: '1.2.3',
      host: 'web',
      listeners: [
        { listener: 1, status: { state: 'listening' }, settings: { upstream: 'built-in' }, open: 0 },
      ],
      problems: [],
      recording: { state: 'recording' },
      sessions: 0,
      open: 0,
    });
    const client = await connectPeer(portOfApplication(application));
    await eventually('the conversation', () => application.state.open === 1);
    client.socket.resetAndDestroy();
    await eventually('its end', () => application.state.open === 0);
    await eventually('its record', () => application.state.sessions === 1);
  });

  test('says why it does not listen, and does so when it can', async () => {
    const first = await openedApplication();
    const port = portOfApplication(first);
    const second = await openedApplication({ port });
    expect(second.state.listeners[0].status).toMatchObject({
      state: 'failed',
      error: { code: 'address-in-use', text: expect.stringContaining(`Port ${port} is taken`) },
    });
    await first.listeners.stop(1);
    expect(first.state.listeners[0].status).toEqual({ state: 'stopped' });
    await second.listeners.start(1);
    expect(portOfApplication(second)).toBe(port);
  });

  test('goes over to another server, and lets conversations with the old one end', async () => {
    const application = await openedApplication();
    const old = await connectPeer(portOfApplication(application));
    await eventually('the greeting', () => old.heard.length > 0);
    const upstream = await startPeerServer((peer) => peer.say('220 the new one\r\n'));
    const port = await freePort();
    await application.listeners.start(1, {
      ...DEFAULT_LISTENER,
      host: '127.0.0.1',
      port,
      upstream: { host: '127.0.0.1', port: upstream.port },
    });
    const client = await connectPeer(port);
    await client.hears('220 the new one\r\n');
    old.say('NOOP\r\n');
    await eventually('the old server', () => /\r\n250 .*\r\n$/.test(old.heard.toString()));
    expect(application.state.open).toBe(2);
  });

  test('does what it is told in turn, however fast that comes', async () => {
    const application = await openedApplication();
    const changes: string[] = [];
    application.listen({ changed: () => changes.push(application.state.listeners[0].status.state) });
    await Promise.all([
      application.listeners.stop(1),
      application.listeners.start(1),
      application.listeners.stop(1),
      application.listeners.start(1),
    ]);
    expect(changes).toEqual(['stopped', 'listening', 'stopped', 'listening']);
    await connectPeer(portOfApplication(application));
  });

  test('has a built-in server of another kind for each listener that wants one', async () => {
    const mails = join(await temporaryFolder(), 'mails');
    const kind = (settings: v.InferInput<typeof builtInSettings>) => v.parse(builtInSettings, settings);
    const application = await openedApplication({ builtIn: kind({ name: 'one.example', lmtp: true }) });
    await application.listeners.add({
      ...DEFAULT_LISTENER,
      host: '127.0.0.1',
      port: 0,
      builtIn: kind({ name: 'two.example', keep: { folder: mails } }),
    });
    const greetings = application.state.listeners.map(async ({ status }) => {
      const [address] = status.state === 'listening' ? status.addresses : [];
      const client = await connectPeer(address?.port ?? 0);
      await eventually('the greeting', () => client.heard.length > 0);
      return client.heard.toString();
    });
    expect(await Promise.all(greetings)).toEqual([
      expect.stringMatching(/^220 one\.example LMTP /),
      expect.stringMatching(/^220 two\.example ESMTP /),
    ]);
    expect(await readdir(mails)).toEqual([]);
  });

  test('says why a listener has no built-in server of the kind that it wants', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'replies.json');
    await writeFile(file, '{"SMTP_Response_Codes": {"999": "x"}}');
    const statusWith = async (settings: v.InferInput<typeof builtInSettings>) => {
      const builtIn = v.parse(builtInSettings, settings);
      return (await openedApplication({ builtIn })).state.listeners[0].status;
    };
    expect(await statusWith({ keep: { folder: file } })).toMatchObject({
      state: 'failed',
      error: {
        code: 'mail-not-kept',
        text: expect.stringContaining(`${file}: a part of this path is a file`),
      },
    });
    expect(await statusWith({ replyTable: file })).toMatchObject({
      state: 'failed',
      error: { code: 'built-in-file', text: expect.stringContaining('SMTP_Response_Codes.999: ') },
    });
  });

  test('says that mail cannot be kept, for as long as that lasts', async () => {
    const folder = join(await temporaryFolder(), 'mails');
    const builtIn = v.parse(builtInSettings, { keep: { folder } });
    const application = await openedApplication({ builtIn });
    const send = async () => {
      const client = await connectPeer(portOfApplication(application));
      client.say('HELO c\r\nMAIL FROM:<>\r\nRCPT TO:<b@x>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n');
      await client.hearsEnd();
      client.socket.end();
      return client.heard.toString();
    };
    await rm(folder, { recursive: true });
    expect(await send()).toMatch(/\r\n451 4\.3\.0 The message could not be kept: ENOENT\r\n/);
    expect(application.state.problems).toMatchObject([
      { code: 'mail-not-kept', text: expect.stringContaining(`${folder}: it is gone.`) },
    ]);
    await mkdir(folder);
    expect(await send()).toMatch(/\r\n250 2\.0\.0 OK: /);
    expect(application.state.problems).toEqual([]);
  });

  test('leaves no half of a message behind when it ends', async () => {
    const folder = join(await temporaryFolder(), 'mails');
    const application = await openedApplication({ builtIn: v.parse(builtInSettings, { keep: { folder } }) });
    const client = await connectPeer(portOfApplication(application));
    client.say('HELO c\r\nMAIL FROM:<>\r\nRCPT TO:<b@x>\r\nDATA\r\nhalf a mess');
    await eventually('the beginning of a file', async () => (await readdir(folder)).length === 1);
    await application.close();
    expect(await readdir(folder)).toEqual([]);
  });

  test('ends with everything on the disk', async () => {
    const first = await openedApplication();
    const client = await connectPeer(portOfApplication(first));
    await eventually('the greeting', () => client.heard.length > 0);
    client.say('HELO client.example\r\nMAIL FR');
    await eventually('the reply', () => client.heard.toString().includes('\r\n250 '));
    await first.close();
    await client.hearsEnd();
    const second = await openedApplication({}, first.captures.directory);
    const summary = await summaryOf(second.captures, 1);
    expect(summary).toMatchObject({
      outcome: 'failed',
      reason: 'SMTP Spy was stopped while the conversation was going on.',
      lines: 4,
      bytesFromClient: 28,
    });
  });
});
