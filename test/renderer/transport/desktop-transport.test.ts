import { describe, expect, it } from 'vitest';
import type { ViewerEvent } from '../../../app/contract.ts';
import { DesktopTransport } from '../../../renderer/transport/desktop-transport.ts';

function bridge(answer: () => Promise<unknown>) {
  const listeners = new Set<(event: unknown) => void>();
  const transport = new DesktopTransport({
    request: answer,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const emit = (event: unknown) => {
    for (const listener of listeners) listener(event);
  };
  return { transport, emit };
}

describe("the transport through the desktop window's preload", () => {
  it('passes on answers', async () => {
    const { transport } = bridge(async () => JSON.stringify({ ok: true, value: null }));
    expect(await transport.request('view.close', { view: 1 })).toEqual({ ok: true, value: null });
  });

  it('makes problems of what is no answer, and of a request that fails', async () => {
    const odd = bridge(async () => 42).transport;
    expect(await odd.request('state', {})).toMatchObject({ ok: false });
    const broken = bridge(async () => Promise.reject(new Error('the window is closing'))).transport;
    expect(await broken.request('state', {})).toMatchObject({
      ok: false,
      problem: { text: expect.stringContaining('the window is closing') },
    });
  });

  it('tells events and menu commands apart', () => {
    const { transport, emit } = bridge(async () => null);
    const events: ViewerEvent[] = [];
    const commands: string[] = [];
    transport.subscribe((event) => events.push(event));
    const end = transport.watchCommands((command) => commands.push(command));
    emit({ type: 'menu', command: 'save' });
    emit({ type: 'menu', command: 'format the disk' });
    emit({ type: 'sessions', total: 1, open: 0, changed: [1], many: false });
    end();
    emit({ type: 'menu', command: 'filter' });
    expect(commands).toEqual(['save']);
    expect(events).toHaveLength(1);
  });
});
