import { describe, expect, onTestFinished, test } from 'vitest';
import { openApplication, type Application } from '../../../app/application.ts';
import { DEFAULT_LISTENER, MOST_LISTENERS, type ListenerSettings } from '../../../app/contract.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/smtp-peers.ts';
import { connectPeer, startPeerServer } from '../../support/sockets.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { connectViewer, openedApplication } from '../opened-application.ts';

const FREE: ListenerSettings = { ...DEFAULT_LISTENER, host: '127.0.0.1', port: 0 };

function portsOf({ state }: Application): number[] {
  return state.listeners.map(({ status }) =>
    status.state === 'listening' ? (status.addresses[0]?.port ?? 0) : 0,
  );
}

async function serverThatSays(greeting: string): Promise<ListenerSettings> {
  const { port } = await startPeerServer((peer) => peer.say(greeting));
  return { ...FREE, upstream: { host: '127.0.0.1', port } };
}

describe('several listeners', () => {
  test('each have their own server, and their own conversations', async () => {
    const application = await openedApplication();
    await application.listeners.add(await serverThatSays('220 second\r\n'));
    await application.listeners.add(await serverThatSays('220 third\r\n'));
    const [, second = 0, third = 0] = portsOf(application);
    await (await connectPeer(second)).hears('220 second\r\n');
    const client = await connectPeer(third);
    await client.hears('220 third\r\n');
    await connectPeer(third);
    await eventually('both', () => application.state.listeners[2]?.open === 2);
    expect(application.state.listeners.map(({ listener, open }) => [listener, open])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
    expect(application.state.open).toBe(3);
  });

  test('are stopped, changed and started one by one', async () => {
    const application = await openedApplication();
    await application.listeners.add(FREE);
    const [first] = portsOf(application);
    await application.listeners.stop(2);
    expect(portsOf(application)).toEqual([first, 0]);
    await application.listeners.start(2, { ...FREE, name: 'Staging' });
    expect(application.state.listeners[1]).toMatchObject({
      settings: { name: 'Staging' },
      status: { state: 'listening' },
    });
    expect(portsOf(application)[0]).toBe(first);
  });

  test('do not fail for one another', async () => {
    const application = await openedApplication();
    const [taken = 0] = portsOf(application);
    await application.listeners.add({ ...FREE, port: taken });
    await application.listeners.add(FREE);
    expect(application.state.listeners.map(({ status }) => status.state)).toEqual([
      'listening',
      'failed',
      'listening',
    ]);
  });

  test('are removed while their conversations go on, and their numbers are not used again', async () => {
    const application = await openedApplication();
    await application.listeners.add(FREE);
    const client = await connectPeer(portsOf(application)[1] ?? 0);
    await eventually('the greeting', () => client.heard.toString().startsWith('220 '));
    expect(await application.listeners.remove(2)).toBe(true);
    expect(application.state).toMatchObject({ listeners: [{ listener: 1 }], open: 1 });
    client.say('NOOP\r\n');
    await eventually('the reply', () => client.heard.toString().includes('\r\n250 '));
    await application.listeners.add(FREE);
    expect(application.state.listeners.map(({ listener }) => listener)).toEqual([1, 3]);
    client.socket.destroy();
    await eventually('the end', () => application.state.open === 0);
  });

  test('may lose the first, but not the last', async () => {
    const application = await openedApplication();
    await application.listeners.add(FREE);
    expect(await application.listeners.remove(1)).toBe(true);
    expect(await application.listeners.remove(2)).toBe(false);
    expect(application.state.listeners).toMatchObject([{ listener: 2, status: { state: 'listening' } }]);
  });

  test('are not without end', async () => {
    const application = await openedApplication();
    const viewer = connectViewer(application);
    for (let number = 2; number <= MOST_LISTENERS; number += 1) await application.listeners.add(FREE);
    expect(await viewer.connection.request('listener.add', { settings: FREE })).toMatchObject({
      ok: false,
      problem: { code: 'too-many-listeners' },
    });
  });
});

describe('a viewer', () => {
  test('adds one with the least that it has to say, changes and removes it', async () => {
    const application = await openedApplication();
    const { connection } = connectViewer(application);
    const settings = { host: '127.0.0.1', port: 0, upstream: 'built-in' };
    expect(await connection.request('listener.add', { settings })).toMatchObject({
      ok: true,
      value: { listeners: [{}, { listener: 2, settings: FREE, status: { state: 'listening' } }] },
    });
    expect(await connection.request('listener.remove', { listener: 2 })).toMatchObject({
      value: { listeners: [{ listener: 1 }] },
    });
  });

  test.each([
    [{ security: 'starttls', stripStarttls: true }, 'contradictory-settings'],
    [{ security: 'pass', upstreamSecurity: 'tls' }, 'contradictory-settings'],
    [{ upstreamSecurity: 'starttls' }, 'contradictory-settings'],
    [{ security: 'ssl' }, 'bad-request'],
    [{ tlsMin: '1.4' }, 'bad-request'],
    [{ certificate: { certificateFile: 'a.pem' } }, 'bad-request'],
  ])('is told that %j cannot be, and nothing changes', async (wrong, code) => {
    const application = await openedApplication();
    const before = application.state;
    const { connection } = connectViewer(application);
    const settings = { ...FREE, ...wrong };
    for (const name of ['listener.add', 'listener.start']) {
      const answer = await connection.request(name, { listener: 1, settings });
      expect(answer).toMatchObject({ ok: false, problem: { code } });
    }
    expect(application.state).toEqual(before);
  });
});

describe('what a person sets in a viewer', () => {
  async function opened(dataDirectory: string, listeners: readonly [ListenerSettings] | null = null) {
    const application = await openApplication({
      capturesDirectory: await temporaryFolder(),
      dataDirectory,
      listeners,
      version: '1.2.3',
      host: 'web',
    });
    onTestFinished(() => application.close());
    return application;
  }

  test('is there again after a restart, and whether it listens', async () => {
    const folder = await temporaryFolder();
    const first = await opened(folder, null);
    await first.listeners.start(1, { ...FREE, name: 'One' });
    await first.listeners.add({ ...FREE, name: 'Two' });
    await first.listeners.stop(2);
    await first.close();
    const second = await opened(folder);
    expect(second.state).toMatchObject({
      listeners: [
        { listener: 1, settings: { name: 'One' }, status: { state: 'listening' } },
        { listener: 2, settings: { name: 'Two' }, status: { state: 'stopped' } },
      ],
      problems: [],
    });
    await second.listeners.remove(1);
    await second.close();
    expect((await opened(folder)).state.listeners).toMatchObject([{ settings: { name: 'Two' } }]);
  });

  test('does not touch the kept listeners where the command line named its own', async () => {
    const folder = await temporaryFolder();
    const first = await opened(folder);
    const port = await freePort();
    await first.listeners.start(1, { ...FREE, port });
    await first.close();
    const named = await opened(folder, [FREE]);
    await named.listeners.start(1, { ...FREE, name: 'For this run' });
    await named.close();
    expect((await opened(folder)).state.listeners[0].settings).toEqual({ ...FREE, port });
  });
});
