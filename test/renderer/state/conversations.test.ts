import { describe, expect, it } from 'vitest';
import { OPEN_AGAIN_MS, openConversations } from '../../../renderer/state/conversations.ts';
import { HandClock, settle } from '../support/hand-clock.ts';
import { makeSummary } from '../support/make.ts';
import { ScriptedTransport } from '../support/scripted-transport.ts';

/** A capture folder with sessions 1 to `total`, of which the last began last. */
async function folder(total: number) {
  const clock = new HandClock();
  const kept = { total, lines: 12, fails: false, open: 0 };
  const transport = new ScriptedTransport({
    'sessions.list': ({ from, count }) => {
      if (kept.fails) return { ok: false, problem: { code: 'unreadable', text: 'Unreadable.', remedy: '' } };
      const numbers = Array.from({ length: count }, (_, index) => kept.total - from - index);
      const sessions = numbers
        .filter((session) => session >= 1)
        .map((session) =>
          makeSummary({ session, lines: kept.lines, outcome: session === kept.open ? 'open' : 'completed' }),
        );
      return { total: kept.total, sessions };
    },
  });
  const conversations = openConversations(transport, clock);
  conversations.reload();
  await clock.frame();
  const grow = (by: number, changed: number[] = [], many = false) => {
    kept.total += by;
    transport.emit({ type: 'sessions', total: kept.total, open: 0, changed, many });
  };
  return { clock, transport, conversations, kept, grow };
}

describe('the list of conversations', () => {
  it('reads the newest first, and only a window of them', async () => {
    const { conversations, transport } = await folder(50_000);
    expect(conversations.get().total).toBe(50_000);
    expect(conversations.at(0)?.session).toBe(50_000);
    expect(conversations.at(500)).toBeUndefined();
    expect(transport.payloads('sessions.list')).toEqual([{ from: 0, count: 61 }]);
  });

  it('reads what comes on screen', async () => {
    const { conversations, clock } = await folder(50_000);
    conversations.show(20_000, 20_015);
    await clock.frame();
    expect(conversations.at(20_007)?.session).toBe(29_993);
    expect(conversations.placeOf(29_993)).toBe(20_007);
  });

  it('asks for nothing that is there already', async () => {
    const { conversations, clock, transport } = await folder(100);
    conversations.show(0, 12);
    await clock.frame();
    expect(transport.payloads('sessions.list')).toHaveLength(1);
  });

  it('moves every conversation down when one is added in front', async () => {
    const { conversations, clock, grow } = await folder(100);
    grow(2, [101, 102]);
    expect(conversations.get().total).toBe(102);
    expect(conversations.at(2)?.session).toBe(100);
    expect(conversations.at(0)).toBeUndefined();
    await clock.frame();
    expect(conversations.at(0)?.session).toBe(102);
    expect(conversations.placeOf(100)).toBe(2);
  });

  it('reads anew what changed, once for many notices', async () => {
    const { conversations, clock, transport, kept, grow } = await folder(100);
    kept.lines = 99;
    for (let times = 0; times < 10; times++) grow(0, [100]);
    await clock.frame();
    expect(conversations.at(0)?.lines).toBe(99);
    expect(transport.payloads('sessions.list')).toHaveLength(2);
  });

  it('lets changes pass that are not on screen', async () => {
    const { conversations, clock, transport, grow } = await folder(1_000);
    conversations.show(500, 510);
    await clock.frame();
    conversations.show(0, 10);
    const before = transport.payloads('sessions.list').length;
    grow(0, [1_000 - 505]);
    await clock.frame();
    expect(transport.payloads('sessions.list')).toHaveLength(before);
  });

  it('begins anew when conversations were deleted', async () => {
    const { conversations, clock, grow } = await folder(100);
    grow(-50, [], true);
    expect(conversations.at(0)).toBeUndefined();
    await clock.frame();
    expect(conversations.at(0)?.session).toBe(50);
  });

  it('looks again while a conversation on screen is open, and then no more', async () => {
    const { conversations, clock, transport, kept, grow } = await folder(100);
    kept.open = 100;
    grow(0, [100]);
    await clock.frame();
    expect(conversations.at(0)?.outcome).toBe('open');
    kept.open = 0;
    clock.pass(OPEN_AGAIN_MS);
    await clock.frame();
    expect(conversations.at(0)?.outcome).toBe('completed');
    clock.pass(10 * OPEN_AGAIN_MS);
    await clock.frame();
    expect(transport.payloads('sessions.list')).toHaveLength(3);
  });

  it('fetches a place far from the screen', async () => {
    const { conversations } = await folder(50_000);
    expect((await conversations.fetch(49_999))?.session).toBe(1);
  });

  it('keeps what is on screen while it is read anew, and says when it cannot be', async () => {
    const { conversations, clock, kept } = await folder(100);
    kept.fails = true;
    conversations.reload();
    await clock.frame();
    expect(conversations.get().problem?.code).toBe('unreadable');
    expect(conversations.at(0)?.session).toBe(100);
    kept.fails = false;
    kept.total = 40;
    conversations.reload();
    await clock.frame();
    await settle();
    expect(conversations.get()).toMatchObject({ problem: null, total: 40 });
    expect(conversations.at(0)?.session).toBe(40);
  });
});
