import { describe, expect, it } from 'vitest';
import type { ListOrder } from '../../../app/contract.ts';
import { openConversations, READ_AGAIN_MS, summaryIn } from '../../../renderer/state/conversations.ts';
import type { Conversations } from '../../../renderer/state/conversations.ts';
import { HandClock, settle } from '../support/hand-clock.ts';
import { conversation, ScriptedList } from '../support/scripted-list.ts';

const ORDER: ListOrder = { sort: 'time', descending: true, group: 'none' };

/** A window onto a list of so many conversations, opened. */
async function windowOnto(total: number) {
  const clock = new HandClock();
  const list = new ScriptedList(total);
  const conversations = openConversations(list.transport, { query: '', order: ORDER }, clock);
  conversations.reload();
  await settle();
  await clock.frame();
  return { clock, list, transport: list.transport, conversations };
}

/** What was changed has been read. */
async function readAgain(clock: HandClock): Promise<void> {
  clock.pass(READ_AGAIN_MS);
  await clock.frame();
}

function sessionAt(conversations: Conversations, place: number): number | undefined {
  return summaryIn(conversations.at(place))?.session;
}

describe('the list of conversations', () => {
  it('reads only a window of it', async () => {
    const { conversations, transport } = await windowOnto(50_000);
    expect(conversations.get()).toMatchObject({ total: 50_000, rows: 50_000 });
    expect(sessionAt(conversations, 0)).toBe(50_000);
    expect(conversations.at(500)).toBeUndefined();
    expect(transport.payloads('list.rows')).toEqual([{ list: 1, from: 0, count: 61, anchor: null }]);
  });

  it('reads what comes on screen, and nothing that is there already', async () => {
    const { conversations, clock, transport } = await windowOnto(50_000);
    conversations.show(20_000, 20_015, true);
    await clock.frame();
    expect(sessionAt(conversations, 20_007)).toBe(29_993);
    expect(conversations.placeOf(29_993)).toBe(20_007);
    const before = transport.payloads('list.rows').length;
    conversations.show(20_005, 20_020, true);
    await clock.frame();
    expect(transport.payloads('list.rows')).toHaveLength(before);
  });

  it('shows what came on top while the top is on screen', async () => {
    const { conversations, clock, list } = await windowOnto(100);
    conversations.show(0, 10, false);
    list.begin();
    await readAgain(clock);
    expect(sessionAt(conversations, 0)).toBe(101);
    expect(conversations.get()).toMatchObject({ rows: 101, layout: 0 });
  });

  it('says by how much what is on screen moves when others come above it, or go', async () => {
    const { conversations, clock, list } = await windowOnto(100);
    conversations.show(20, 30, true);
    expect(sessionAt(conversations, 20)).toBe(80);
    list.begin();
    list.begin();
    await readAgain(clock);
    expect(conversations.get()).toMatchObject({ rows: 102, layout: 1, moved: 2 });
    expect(sessionAt(conversations, 22)).toBe(80);
    list.rows.splice(0, 5);
    list.change();
    await readAgain(clock);
    expect(conversations.get()).toMatchObject({ rows: 97, layout: 2, moved: -5 });
    expect(sessionAt(conversations, 17)).toBe(80);
  });

  it('keeps in place what somebody scrolls to while others are on their way', async () => {
    const { conversations, clock, list } = await windowOnto(100);
    conversations.show(0, 10, false);
    await readAgain(clock);
    list.begin();
    const answered = clock.frame();
    conversations.show(20, 30, true);
    await answered;
    expect(sessionAt(conversations, 20)).toBe(80);
    await clock.frame();
    expect(conversations.get()).toMatchObject({ rows: 101, layout: 1, moved: 1 });
    expect(sessionAt(conversations, 21)).toBe(80);
  });

  it('is read from its top by whoever comes back there while others are on their way', async () => {
    const { conversations, clock, list } = await windowOnto(100);
    conversations.show(20, 30, true);
    await readAgain(clock);
    list.begin();
    const answered = clock.frame();
    conversations.show(0, 10, false);
    await answered;
    await clock.frame();
    expect(conversations.get()).toMatchObject({ rows: 101, layout: 0 });
    expect(sessionAt(conversations, 0)).toBe(101);
  });

  it('says how many conversations its rows are of, not how many there are by now', async () => {
    const { conversations, clock, list } = await windowOnto(100);
    list.begin();
    expect(conversations.get()).toMatchObject({ listed: 100, total: 101 });
    await readAgain(clock);
    expect(conversations.get()).toMatchObject({ listed: 101 });
  });

  it('changes its rows and their number together', async () => {
    const { conversations, clock, list } = await windowOnto(100);
    list.begin();
    expect(conversations.get()).toMatchObject({ rows: 100, state: { rows: 101 } });
    await readAgain(clock);
    expect(conversations.get()).toMatchObject({ rows: 101, state: { rows: 101 } });
  });

  it('reads a flood of changes a few times a second', async () => {
    const { conversations, clock, list, transport } = await windowOnto(100);
    const before = transport.payloads('list.rows').length;
    for (let times = 0; times < 100; times++) {
      list.begin();
      clock.pass(10);
      await clock.frame();
    }
    await readAgain(clock);
    expect(transport.payloads('list.rows').length - before).toBeLessThanOrEqual(1 + 1_000 / READ_AGAIN_MS);
    expect(sessionAt(conversations, 0)).toBe(200);
  });

  it('asks for another list with another query or order, and closes the one before', async () => {
    const { conversations, clock, list, transport } = await windowOnto(100);
    list.rows = [conversation({ session: 7 })];
    conversations.change({ query: 'is:refused', order: { ...ORDER, group: 'day' } });
    expect(sessionAt(conversations, 0)).toBe(100);
    await settle();
    await clock.frame();
    expect(transport.payloads('list.open').at(-1)).toEqual({
      query: 'is:refused',
      order: { ...ORDER, group: 'day' },
    });
    expect(transport.payloads('list.close')).toEqual([{ list: 1 }]);
    expect([conversations.get().rows, sessionAt(conversations, 0)]).toEqual([1, 7]);
  });

  it('finds and fetches what is far from the screen', async () => {
    const { conversations } = await windowOnto(50_000);
    expect(summaryIn(await conversations.fetch(49_999))?.session).toBe(1);
    expect(await conversations.findPlace(1)).toBe(49_999);
    expect(await conversations.findPlace(60_000)).toBeNull();
  });

  it('keeps what is on screen while it is read anew, and says when it cannot be', async () => {
    const { conversations, clock, list } = await windowOnto(100);
    list.fails = true;
    conversations.reload();
    await settle();
    await clock.frame();
    expect(conversations.get().problem?.code).toBe('unreadable');
    expect(sessionAt(conversations, 0)).toBe(100);
    list.fails = false;
    conversations.reload();
    await settle();
    await clock.frame();
    expect(conversations.get()).toMatchObject({ problem: null, rows: 100 });
  });
});
