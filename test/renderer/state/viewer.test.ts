import { describe, expect, it } from 'vitest';
import { DEFAULT_LISTENER, type SaveResult } from '../../../app/contract.ts';
import { createViewer } from '../../../renderer/state/viewer.ts';
import { HandClock, settle } from '../support/hand-clock.ts';
import { makeRows, makeState, makeSummary, viewState } from '../support/make.ts';
import { ScriptedList } from '../support/scripted-list.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

const STATE = makeState();

const TAKEN = { code: 'address-in-use', text: 'Port 25 is taken.', remedy: 'Choose another.' };

async function openViewer(script: { readonly saved?: SaveResult; readonly reply?: string } = {}) {
  const { saved = { result: 'cancelled' }, reply = '250 Ok' } = script;
  const clock = new HandClock();
  const downloads: string[] = [];
  let views = 0;
  const list = new ScriptedList(2);
  const transport = new ScriptedTransport({
    state: () => STATE,
    'list.open': () => list.state,
    'list.rows': ({ from, count }) => ({
      from,
      moved: 0,
      rows: list.rows.slice(from, from + count),
      state: list.state,
    }),
    'list.place': ({ session }) => 2 - session,
    'session.summary': ({ session }) => makeSummary({ session }),
    'view.open': ({ session }) => viewState({ view: ++views, session, rows: 3 }),
    'view.rows': ({ from, count }) => ({ rows: makeRows(from, Math.min(3, from + count)), layout: 0 }),
    'view.close': () => null,
    'session.save': () => saved,
    'test-message.send': () => ({ reply }),
    'listener.start': ({ listener, settings = DEFAULT_LISTENER }) => ({
      ...STATE,
      listeners: [{ listener, settings, status: { state: 'failed', error: TAKEN }, open: 0 }],
    }),
    'listener.stop': () => ({
      ...STATE,
      listeners: [{ ...STATE.listeners[0], status: { state: 'stopped' } }],
    }),
  });
  const viewer = createViewer({
    transport,
    schedule: clock.schedule,
    after: clock.after,
    now: clock.now,
    storage: { getItem: () => null, setItem: () => undefined },
    check: () => null,
    download: (url) => downloads.push(url),
  });
  transport.connection({ state: 'connected' });
  await clock.frame();
  await clock.frame();
  return { viewer, transport, clock, downloads };
}

describe('the viewer', () => {
  it('opens with the newest conversation', async () => {
    const { viewer } = await openViewer();
    expect(viewer.application.get().state?.sessions).toBe(2);
    expect(viewer.transcript.get().shown?.target).toEqual({ session: 2, query: '', reveal: false });
    expect(viewer.summary.get()?.session).toBe(2);
  });

  it('takes the filter along to the next conversation, but never the revealing', async () => {
    const { viewer, clock } = await openViewer();
    viewer.filter.type('cmd:RCPT');
    clock.pass(1_000);
    viewer.reveal.set(true);
    await settle();
    expect(viewer.transcript.get().shown?.target).toEqual({ session: 2, query: 'cmd:RCPT', reveal: true });
    viewer.selection.choose(1);
    await settle();
    expect(viewer.transcript.get().shown?.target).toEqual({ session: 1, query: 'cmd:RCPT', reveal: false });
    expect(viewer.reveal.get()).toBe(false);
  });

  it('comes back by itself after the connection was lost, with what was on screen', async () => {
    const { viewer, transport, clock } = await openViewer();
    transport.connection({ state: 'lost', since: 5, everConnected: true });
    expect(viewer.connection.get().state).toBe('lost');
    expect(viewer.transcript.at(2)).toBeDefined();
    transport.connection({ state: 'connected' });
    await clock.frame();
    expect(viewer.transcript.get().shown?.state.view).toBe(2);
    expect(viewer.transcript.at(2)).toBeDefined();
    expect(viewer.selection.get().session).toBe(2);
  });

  it('knows when the recording failed, and that it works again', async () => {
    const { viewer, transport, clock } = await openViewer();
    const recording = { state: 'failed', directory: '/captures', problem: TAKEN, unrecorded: 1 } as const;
    clock.pass(4_000);
    transport.emit({ type: 'state', state: { ...STATE, recording } });
    clock.pass(4_000);
    transport.emit({ type: 'state', state: { ...STATE, recording: { ...recording, unrecorded: 9 } } });
    expect(viewer.application.get().recordingFailedAt).toBe(4_000);
    transport.emit({ type: 'state', state: STATE });
    expect(viewer.application.get().recordingFailedAt).toBeNull();
  });

  it('says why a listener did not start', async () => {
    const { viewer } = await openViewer();
    const problem = await viewer.application.start(1, { ...DEFAULT_LISTENER, port: 25 });
    expect(problem).toEqual(TAKEN);
    expect(viewer.application.get().state?.listeners[0].status.state).toBe('failed');
    expect(await viewer.application.stop(1)).toBeNull();
  });
});

describe('saving', () => {
  const target = { session: 2, query: '', reveal: false };

  it('fetches a download, and tells of a file', async () => {
    const web = await openViewer({ saved: { result: 'download', url: '/download/x/a.txt?token=t' } });
    await web.viewer.actions.save(target);
    expect(web.downloads).toEqual(['/download/x/a.txt?token=t']);
    const desktop = await openViewer({ saved: { result: 'saved', path: '/home/ann/a.txt' } });
    await desktop.viewer.actions.save(target);
    expect(desktop.viewer.notices.get()).toMatchObject([{ tone: 'good', text: '/home/ann/a.txt' }]);
  });

  it.each([
    'https://elsewhere.example/x',
    '//elsewhere.example/x',
    'javascript:alert(1)',
    '/\\elsewhere.example',
  ])('follows no address but its own server’s: %s', async (url) => {
    const { viewer, downloads } = await openViewer({ saved: { result: 'download', url } });
    await viewer.actions.save(target);
    expect(downloads).toEqual([]);
    expect(viewer.notices.get()).toMatchObject([{ tone: 'bad' }]);
  });

  it('says nothing when the person thought better of it', async () => {
    const { viewer } = await openViewer();
    await viewer.actions.save(target);
    expect(viewer.notices.get()).toEqual([]);
  });
});

describe('the test message', () => {
  it('brings the newest conversation back, and tells what the server said', async () => {
    const { viewer } = await openViewer();
    viewer.selection.choose(1);
    await viewer.actions.sendTestMessage();
    expect(viewer.selection.get().following).toBe(true);
    expect(viewer.notices.get()).toMatchObject([{ tone: 'good', text: expect.stringContaining('250 Ok') }]);
  });

  it('is bad news when it was refused, and stays until it is closed', async () => {
    const { viewer, clock } = await openViewer({ reply: '550 No' });
    await viewer.actions.sendTestMessage();
    clock.pass(60_000);
    const [notice] = viewer.notices.get();
    expect(notice).toMatchObject({ tone: 'bad' });
    viewer.notices.close(notice?.id ?? 0);
    expect(viewer.notices.get()).toEqual([]);
  });
});
