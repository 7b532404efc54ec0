import { describe, expect, it } from 'vitest';
import type { ViewerEvent } from '../../../app/contract.ts';
import { SocketTransport } from '../../../renderer/transport/socket-transport.ts';
import type { Socket } from '../../../renderer/transport/socket-transport.ts';
import type { ConnectionStatus } from '../../../renderer/transport/viewer-transport.ts';
import { HandClock } from '../support/hand-clock.ts';

/** The browser's side of a WebSocket, played by the test. */
class PlayedSocket implements Socket {
  readonly sent: unknown[] = [];
  readonly #open: (() => void)[] = [];
  readonly #close: (() => void)[] = [];
  readonly #message: ((message: { readonly data: unknown }) => void)[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  addEventListener(type: 'open' | 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (message: { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'open' | 'close' | 'message',
    listener: (message: { readonly data: unknown }) => void,
  ): void {
    if (type === 'message') this.#message.push(listener);
    else (type === 'open' ? this.#open : this.#close).push(() => listener({ data: undefined }));
  }

  open(): void {
    for (const listener of this.#open) listener();
  }

  close(): void {
    for (const listener of this.#close) listener();
  }

  say(message: unknown): void {
    const data = typeof message === 'string' ? message : JSON.stringify(message);
    for (const listener of this.#message) listener({ data });
  }
}

function connect() {
  const clock = new HandClock();
  const sockets: PlayedSocket[] = [];
  const transport = new SocketTransport({
    connect: () => {
      const socket = new PlayedSocket();
      sockets.push(socket);
      return socket;
    },
    after: clock.after,
    now: clock.now,
  });
  const statuses: ConnectionStatus[] = [];
  transport.watchConnection((status) => statuses.push(status));
  const latest = () => sockets[sockets.length - 1] ?? new PlayedSocket();
  return { clock, sockets, transport, statuses, latest };
}

describe('the transport over a WebSocket', () => {
  it('gives each answer to its own request, in whatever order they come', async () => {
    const { transport, latest } = connect();
    latest().open();
    const state = transport.request('view.close', { view: 1 });
    const list = transport.request('sessions.list', { from: 0, count: 10 });
    expect(latest().sent).toEqual([
      { id: 1, name: 'view.close', payload: { view: 1 } },
      { id: 2, name: 'sessions.list', payload: { from: 0, count: 10 } },
    ]);
    latest().say({ id: 2, result: { ok: true, value: { total: 0, sessions: [] } } });
    latest().say({ id: 1, result: { ok: true, value: null } });
    expect(await state).toEqual({ ok: true, value: null });
    expect(await list).toEqual({ ok: true, value: { total: 0, sessions: [] } });
  });

  it('passes on events, and nothing that only looks like one', () => {
    const { transport, latest } = connect();
    const events: ViewerEvent[] = [];
    transport.subscribe((event) => events.push(event));
    latest().open();
    const event = { type: 'sessions', total: 3, open: 1, changed: [3], many: false };
    latest().say({ event });
    latest().say({ event: { type: 'sessions', total: 'three' } });
    latest().say({ event: null });
    latest().say('{ no JSON');
    latest().say({ neither: true });
    expect(events).toEqual([event]);
  });

  it('makes a problem of an answer that is none', async () => {
    const { transport, latest } = connect();
    latest().open();
    const asked = transport.request('state', {});
    latest().say({ id: 1, result: 'yes' });
    expect(await asked).toMatchObject({ ok: false, problem: { code: 'unreadable-answer' } });
  });

  it('answers what is unanswered when the connection ends, and what is asked while there is none', async () => {
    const { transport, latest } = connect();
    latest().open();
    const asked = transport.request('state', {});
    latest().close();
    expect(await asked).toMatchObject({ ok: false, problem: { code: 'not-connected' } });
    expect(await transport.request('state', {})).toMatchObject({
      ok: false,
      problem: { code: 'not-connected' },
    });
  });

  it('connects again, waiting longer each time, and at once after it has been connected', () => {
    const { clock, sockets, latest } = connect();
    latest().close();
    clock.pass(249);
    expect(sockets).toHaveLength(1);
    clock.pass(1);
    expect(sockets).toHaveLength(2);
    latest().close();
    clock.pass(499);
    expect(sockets).toHaveLength(2);
    clock.pass(1);
    expect(sockets).toHaveLength(3);
    latest().open();
    latest().close();
    clock.pass(250);
    expect(sockets).toHaveLength(4);
  });

  it('tells since when the connection is lost, through all attempts, and whether there ever was one', () => {
    const { clock, statuses, latest } = connect();
    clock.pass(100);
    latest().open();
    clock.pass(900);
    latest().close();
    clock.pass(250);
    latest().close();
    clock.pass(500);
    latest().open();
    expect(statuses).toEqual([
      { state: 'connecting' },
      { state: 'connected' },
      { state: 'lost', since: 1_000, everConnected: true },
      { state: 'lost', since: 1_000, everConnected: true },
      { state: 'connected' },
    ]);
  });

  it('tries at once when the person asks for it, and only while it waits', () => {
    const { clock, sockets, transport, latest } = connect();
    transport.retry();
    expect(sockets).toHaveLength(1);
    latest().close();
    transport.retry();
    expect(sockets).toHaveLength(2);
    clock.pass(10_000);
    expect(sockets).toHaveLength(2);
  });
});
