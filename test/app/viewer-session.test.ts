import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ViewerEvent } from '../../app/contract.ts';
import { eventually } from '../support/eventually.ts';
import { connectPeer } from '../support/sockets.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { RECORDED } from './smtp/recorded-conversations.ts';
import { libraryOf, recordAll } from './capture/recording.ts';
import {
  ask,
  connectViewer,
  openedApplication,
  portOfApplication,
  type TestViewer,
} from './opened-application.ts';

async function refusalOf({ connection }: TestViewer, name: unknown, payload: unknown): Promise<string> {
  const result = await connection.request(name, payload);
  return result.ok ? 'granted' : result.problem.code;
}

/** A viewer of a folder with one session, the one called `authenticated`. */
async function viewerOfOneSession(): Promise<TestViewer> {
  const folder = await temporaryFolder();
  await recordAll(folder, [RECORDED['authenticated'] ?? []]);
  return connectViewer(await openedApplication({}, folder));
}

function viewEvents(events: readonly ViewerEvent[]): Extract<ViewerEvent, { type: 'view' }>[] {
  return events.filter((event) => event.type === 'view');
}

describe('a viewer', () => {
  test('asks for what it shows', async () => {
    const viewer = await viewerOfOneSession();
    const summary = await ask(viewer, 'session.summary', { session: 1 });
    expect(summary).toMatchObject({ session: 1, lines: 16, outcome: 'completed' });
    const list = await ask(viewer, 'sessions.list', { from: 0, count: 10 });
    expect(list).toEqual({ total: 1, sessions: [summary] });
    expect(await ask(viewer, 'session.summary', { session: 2 })).toBeNull();
    const { view } = await ask(viewer, 'view.open', { session: 1, query: 'code:535', reveal: false });
    await eventually('the search', () => viewEvents(viewer.events).at(-1)?.view.scanned === 16);
    expect(viewEvents(viewer.events).at(-1)?.view).toMatchObject({ view, session: 1, rows: 1, matched: 1 });
    const { rows } = await ask(viewer, 'view.rows', { view, from: 0, count: 10 });
    expect(rows).toMatchObject([{ text: '535 5.7.8 no' }]);
  });

  test('sees no secret that it did not ask for', async () => {
    const viewer = await viewerOfOneSession();
    const rowsOf = async (reveal: boolean): Promise<string> => {
      const { view } = await ask(viewer, 'view.open', { session: 1, query: '', reveal });
      await eventually('all rows', () =>
        viewEvents(viewer.events).some((event) => event.view.view === view && event.view.lines > 10),
      );
      return JSON.stringify(await ask(viewer, 'view.rows', { view, from: 0, count: 100 }));
    };
    expect(await rowsOf(false)).not.toContain('cGFzcw==');
    expect(await rowsOf(true)).toContain('cGFzcw==');
  });

  test('saves a conversation, or what a query names of it', async () => {
    const viewer = await viewerOfOneSession();
    await ask(viewer, 'session.save', { session: 1, query: 'cmd:EHLO or cmd:AUTH', reveal: false });
    await ask(viewer, 'session.save', { session: 1, query: '', reveal: true });
    expect(viewer.saved.get('smtp-session-1-filtered.txt')).toBe(
      'c> EHLO b\nc> AUTH LOGIN\nc> AUTH PLAIN ****\n',
    );
    expect(viewer.saved.get('smtp-session-1.txt')).toContain('c> cGFzcw==\ns< 535 5.7.8 no\n');
  });

  test('is told of what happens, without asking and without rows', async () => {
    const application = await openedApplication();
    const viewer = connectViewer(application);
    const client = await connectPeer(portOfApplication(application));
    client.socket.end('HELO client.example\r\nQUIT\r\n');
    await client.hearsEnd();
    await eventually('the session', () =>
      viewer.events.some((event) => event.type === 'sessions' && event.changed.includes(1)),
    );
    await eventually('the state', () =>
      viewer.events.some((event) => event.type === 'state' && event.state.open === 1),
    );
    expect(JSON.stringify(viewer.events)).not.toContain('client.example');
  });

  test('sends a test message that passes through the listener', async () => {
    const application = await openedApplication();
    const viewer = connectViewer(application);
    const { reply } = await ask(viewer, 'test-message.send', {});
    expect(reply).toMatch(/^250 /);
    const summary = await eventually('the session', async () => {
      const list = await libraryOf(application.captures).list(0, 1);
      return list[0]?.accepted === 1 && list[0];
    });
    expect(summary).toMatchObject({ mailFrom: 'test@example.com', rcptTo: ['you@example.com'] });
  });

  test.each(['starttls', 'tls', 'pass', 'plain'] as const)(
    'sends a test message through a listener that offers %s',
    async (security) => {
      const viewer = connectViewer(await openedApplication({ security }));
      expect((await ask(viewer, 'test-message.send', { listener: 1 })).reply).toMatch(/^250 /);
    },
  );

  test('starts and stops the listener', async () => {
    const application = await openedApplication();
    const viewer = connectViewer(application);
    expect(await ask(viewer, 'listener.stop', { listener: 1 })).toMatchObject({
      listeners: [{ status: { state: 'stopped' } }],
    });
    expect(await refusalOf(viewer, 'test-message.send', {})).toBe('not-listening');
    expect(await ask(viewer, 'listener.start', { listener: 1 })).toMatchObject({
      listeners: [{ status: { state: 'listening' } }],
    });
  });
});

describe('a request that cannot be granted', () => {
  test.each([
    ['no-such-request', {}, 'unknown-request'],
    [7, {}, 'unknown-request'],
    ['toString', {}, 'unknown-request'],
    ['sessions.list', { from: -1, count: 1 }, 'bad-request'],
    ['sessions.list', null, 'bad-request'],
    [
      'listener.start',
      { listener: 1, settings: { host: '', port: 99_999, upstream: 'built-in' } },
      'bad-request',
    ],
    ['listener.start', { listener: 9 }, 'no-such-listener'],
    ['listener.stop', { listener: 9 }, 'no-such-listener'],
    ['listener.remove', { listener: 9 }, 'no-such-listener'],
    ['listener.remove', { listener: 1 }, 'last-listener'],
    ['view.open', { session: 9, query: '', reveal: false }, 'no-such-session'],
    ['view.open', { session: 1, query: 'code:', reveal: false }, 'missing-value'],
    ['view.rows', { view: 9, from: 0, count: 1 }, 'no-such-view'],
    ['view.rows', { view: 1, from: 0, count: 1_000_000 }, 'bad-request'],
    ['session.save', { session: 9, query: '', reveal: false }, 'no-such-session'],
  ])('%j with %j is answered with %s', async (name, payload, code) => {
    expect(await refusalOf(await viewerOfOneSession(), name, payload)).toBe(code);
  });

  test('a viewer that forgets to close its views gets no more', async () => {
    const viewer = await viewerOfOneSession();
    const open = () => refusalOf(viewer, 'view.open', { session: 1, query: '', reveal: false });
    const answers: string[] = [];
    for (let views = 0; views < 30; views += 1) answers.push(await open());
    expect(answers.slice(0, 20)).not.toContain('too-many-views');
    expect(answers.at(-1)).toBe('too-many-views');
    await ask(viewer, 'view.close', { view: 1 });
    expect(await open()).toBe('granted');
  });
});

describe('a viewer that leaves', () => {
  test('in the middle of a search is told nothing more, and disturbs nobody', async () => {
    const folder = await temporaryFolder();
    const lines = Array.from({ length: 60_000 }, (_, at) => `line ${at}\r\n`).join('');
    await recordAll(folder, [
      [
        ['c', 'DATA\r\n'],
        ['c', lines],
      ],
    ]);
    const application = await openedApplication({}, folder);
    const leaving = connectViewer(application);
    const staying = connectViewer(application);
    const payload = { session: 1, query: 'line', reveal: false };
    const open = await ask(leaving, 'view.open', payload);
    const { view } = await ask(staying, 'view.open', payload);
    await ask(leaving, 'view.close', { view: open.view });
    leaving.connection.close();
    const told = leaving.events.length;
    await eventually('the search', () => viewEvents(staying.events).at(-1)?.view.matched === 60_000);
    expect(leaving.events.length).toBe(told);
    expect(await refusalOf(staying, 'view.rows', { view, from: 59_990, count: 10 })).toBe('granted');
  });

  test('closed with the application is answered without harm', async () => {
    const folder = join(await temporaryFolder(), 'captures');
    const application = await openedApplication({}, folder);
    const viewer = connectViewer(application);
    await application.close();
    expect(await refusalOf(viewer, 'state', {})).toBe('granted');
  });
});
