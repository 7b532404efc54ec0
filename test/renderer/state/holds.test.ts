import { describe, expect, test } from 'vitest';
import type { HeldThing, HoldState } from '../../../app/contract.ts';
import { followApplication } from '../../../renderer/state/application.ts';
import { followHolds } from '../../../renderer/state/holds.ts';
import type { Chosen } from '../../../renderer/state/selection.ts';
import { createNotices } from '../../../renderer/state/notices.ts';
import { createStore } from '../../../renderer/state/store.ts';
import { makeState } from '../support/make.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

const HELD: HeldThing = {
  hold: 1,
  session: 7,
  line: 2,
  from: 'client',
  what: 'command',
  verb: 'MAIL',
  text: 'MAIL FROM:<a@x>',
  masked: false,
  size: 17,
  editable: true,
  rule: null,
  ruled: null,
  since: 0,
  goesOnAt: null,
  waits: { client: null, server: null },
};

function follow() {
  const transport = new ScriptedTransport({ 'holds.wish': () => null, state: () => makeState() });
  const chosen: number[] = [];
  const selection = {
    ...createStore<Chosen>({ session: null, following: true, marked: [] }),
    choose: (session: number) => void chosen.push(session),
  };
  const application = followApplication(transport, () => 0);
  const notices = createNotices(() => {});
  const holds = followHolds({ transport, application, notices, selection });
  const tell = (change: Partial<HoldState>) =>
    transport.emit({
      type: 'state',
      state: makeState({ holds: { held: [], all: 'nothing', sessions: [], ...change } }),
    });
  return { transport, application, holds, chosen, tell };
}

describe('what is held', () => {
  test('is shown at once to whoever wanted the next command held, and to nobody else', async () => {
    const { holds, chosen, tell } = follow();
    tell({ held: [HELD] });
    expect(chosen).toEqual([]);
    tell({ held: [] });
    await holds.wish(null, 'next');
    tell({ all: 'next' });
    tell({ held: [{ ...HELD, hold: 2, session: null }] });
    expect(chosen).toEqual([]);
    tell({ held: [{ ...HELD, hold: 2, rule: 'of a rule' }] });
    expect(chosen).toEqual([]);
    tell({ held: [{ ...HELD, hold: 2 }] });
    tell({ held: [{ ...HELD, hold: 3 }] });
    expect(chosen).toEqual([7]);
  });

  test('is not forgotten for an answer that was asked for before', async () => {
    const { application, holds, tell } = follow();
    const refreshed = application.refresh();
    tell({ all: 'next' });
    await refreshed;
    expect(holds.get().all).toBe('next');
  });
});
