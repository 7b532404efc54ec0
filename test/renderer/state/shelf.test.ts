import { describe, expect, test } from 'vitest';
import type { OpenedCapture } from '../../../app/contract.ts';
import { followApplication } from '../../../renderer/state/application.ts';
import { createNotices } from '../../../renderer/state/notices.ts';
import { createShelf } from '../../../renderer/state/shelf.ts';
import { settle } from '../support/hand-clock.ts';
import { makeState } from '../support/make.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

const TALK: OpenedCapture = { capture: 7, name: 'talk.txt', sessions: 1 };

async function shelfThatShows(capture: number) {
  const transport = new ScriptedTransport({ 'capture.show': () => null, state: () => makeState() });
  const application = followApplication(transport, () => 0);
  await application.refresh();
  const shelf = createShelf({
    transport,
    application,
    notices: createNotices(() => undefined),
    isConnected: () => true,
    onShown: () => undefined,
  });
  await shelf.show(capture);
  return { transport, shelf };
}

describe('what a file held', () => {
  test('stays on screen when something else changes before it is listed', async () => {
    const { transport, shelf } = await shelfThatShows(TALK.capture);
    transport.emit({ type: 'sessions', total: 1, open: 0, changed: [1], many: false });
    await settle();
    expect(shelf.shown.get()).toBe(TALK.capture);
  });

  test('makes room for what is recorded here when somebody closes it', async () => {
    const { transport, shelf } = await shelfThatShows(TALK.capture);
    transport.emit({ type: 'state', state: makeState({ opened: [TALK] }) });
    transport.emit({ type: 'state', state: makeState() });
    await expect.poll(() => shelf.shown.get()).toBeNull();
  });
});
