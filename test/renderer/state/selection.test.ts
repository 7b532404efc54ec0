import { describe, expect, it } from 'vitest';
import { openConversations } from '../../../renderer/state/conversations.ts';
import { createSelection, FOLLOW_PAUSE_MS } from '../../../renderer/state/selection.ts';
import { HandClock } from '../support/hand-clock.ts';
import { makeSummary } from '../support/make.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

async function listOf(first: number) {
  const clock = new HandClock();
  let total = first;
  const transport = new ScriptedTransport({
    'sessions.list': ({ from, count }) => ({
      total,
      sessions: Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, index) =>
        makeSummary({ session: total - from - index }),
      ),
    }),
  });
  const conversations = openConversations(transport, clock);
  const selection = createSelection(conversations, clock);
  conversations.reload();
  await clock.frame();
  const begin = async () => {
    total++;
    transport.emit({ type: 'sessions', total, open: 1, changed: [total], many: false });
    await clock.frame();
  };
  return { clock, selection, begin };
}

describe('the chosen conversation', () => {
  it('is the newest at first, and each one that begins', async () => {
    const { clock, selection, begin } = await listOf(3);
    expect(selection.get()).toEqual({ session: 3, following: true });
    clock.pass(FOLLOW_PAUSE_MS);
    await begin();
    expect(selection.get().session).toBe(4);
  });

  it('is none while there are none', async () => {
    const { selection, begin } = await listOf(0);
    expect(selection.get().session).toBeNull();
    await begin();
    expect(selection.get().session).toBe(1);
  });

  it('does not flicker through a flood, and ends at the newest', async () => {
    const { clock, selection, begin } = await listOf(1);
    for (let times = 0; times < 20; times++) await begin();
    expect(selection.get().session).toBe(1);
    clock.pass(FOLLOW_PAUSE_MS);
    expect(selection.get().session).toBe(21);
  });

  it('stays what the person chose', async () => {
    const { clock, selection, begin } = await listOf(5);
    selection.choose(2);
    clock.pass(FOLLOW_PAUSE_MS);
    await begin();
    expect(selection.get()).toEqual({ session: 2, following: false });
    selection.follow();
    expect(selection.get()).toEqual({ session: 6, following: true });
  });

  it('moves up and down the list, and not past its ends', async () => {
    const { selection } = await listOf(3);
    await selection.move(1);
    expect(selection.get()).toEqual({ session: 2, following: false });
    await selection.move(5);
    expect(selection.get().session).toBe(1);
    await selection.move(-1);
    expect(selection.get().session).toBe(2);
    await selection.choosePlace(-4);
    expect(selection.get().session).toBe(3);
  });

  it('stays where it is when the person looks elsewhere', async () => {
    const { clock, selection, begin } = await listOf(3);
    selection.stay();
    clock.pass(FOLLOW_PAUSE_MS);
    await begin();
    expect(selection.get().session).toBe(3);
  });
});
