import { describe, expect, it } from 'vitest';
import { openConversations } from '../../../renderer/state/conversations.ts';
import {
  countMarked,
  createSelection,
  FOLLOW_PAUSE_MS,
  isMarked,
} from '../../../renderer/state/selection.ts';
import { HandClock, settle } from '../support/hand-clock.ts';
import { conversation, groupHead, ScriptedList } from '../support/scripted-list.ts';

async function listOf(first: number) {
  const clock = new HandClock();
  const list = new ScriptedList(first);
  const order = { sort: 'time', descending: true, group: 'none' } as const;
  const conversations = openConversations(list.transport, { query: '', order }, clock);
  const selection = createSelection(conversations, clock);
  conversations.reload();
  await settle();
  await clock.frame();
  const begin = async () => {
    list.begin();
    await clock.frame();
  };
  return { clock, selection, begin, list, conversations };
}

describe('the chosen conversation', () => {
  it('is the newest at first, and each one that begins', async () => {
    const { clock, selection, begin } = await listOf(3);
    expect(selection.get()).toEqual({ session: 3, following: true, marked: [] });
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
    expect(selection.get()).toEqual({ session: 2, following: false, marked: [] });
    selection.follow();
    expect(selection.get()).toEqual({ session: 6, following: true, marked: [] });
  });

  it('moves up and down the list, and not past its ends', async () => {
    const { selection } = await listOf(3);
    await selection.move(1);
    expect(selection.get()).toEqual({ session: 2, following: false, marked: [] });
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

  it('passes over the heads of groups', async () => {
    const { clock, selection, list, conversations } = await listOf(0);
    list.rows = [
      groupHead('10.0.0.1'),
      conversation({ session: 5 }),
      groupHead('10.0.0.2'),
      groupHead('10.0.0.3'),
      conversation({ session: 4 }),
      groupHead('10.0.0.4'),
    ];
    conversations.reload();
    await settle();
    await clock.frame();
    await selection.choosePlace(0);
    expect(selection.get().session).toBe(5);
    await selection.move(1);
    expect(selection.get().session).toBe(4);
    await selection.move(1);
    expect(selection.get().session).toBe(4);
    await selection.move(-1);
    expect(selection.get().session).toBe(5);
    await selection.move(-1);
    expect(selection.get().session).toBe(5);
  });

  it('can be several, one by one, in a row, or all', async () => {
    const { selection } = await listOf(9);
    selection.choose(5);
    expect(selection.acted()).toEqual([[5, 5]]);
    selection.toggleMark(2);
    expect(selection.acted()).toEqual([
      [5, 5],
      [2, 2],
    ]);
    selection.toggleMark(5);
    expect(selection.acted()).toEqual([[2, 2]]);
    await selection.markTo(6);
    expect(countMarked(selection.acted())).toBe(3);
    expect([2, 3, 4, 5, 6].map((session) => isMarked(selection.acted(), session))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    await selection.markAll();
    expect(countMarked(selection.acted())).toBe(9);
    selection.unmark();
    expect(selection.acted()).toEqual([[5, 5]]);
  });

  it('goes to the next one when those that are chosen go', async () => {
    const { selection } = await listOf(5);
    selection.choose(3);
    await selection.moveOff([
      [3, 3],
      [2, 2],
    ]);
    expect(selection.get().session).toBe(1);
    await selection.moveOff([[1, 3]]);
    expect(selection.get().session).toBe(4);
    await selection.moveOff([[1, 5]]);
    expect(selection.get()).toEqual({ session: null, following: true, marked: [] });
  });
});
