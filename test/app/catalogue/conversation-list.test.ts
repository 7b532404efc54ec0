import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { beginRecording, endRecording, recordAll } from '../capture/recording.ts';
import { conversation, mailed, NEWEST, openedCatalogue, openedList, shown } from './catalogued.ts';

/** Five conversations: the second and the fourth are refused, in different ways. */
async function fiveConversations() {
  const folder = await temporaryFolder();
  await recordAll(folder, [
    conversation('ann@example.net'),
    conversation('bob@example.net', '550 5.1.1 No such user'),
    conversation('carol@example.net'),
    conversation('dan@example.net', '451 4.7.1 Greylisted'),
    conversation('eve@example.net'),
  ]);
  return openedCatalogue(folder);
}

describe('a list of conversations', () => {
  test('has them in the order that was asked for', async () => {
    const opened = await fiveConversations();
    expect(shown(await openedList(opened))).toEqual([5, 4, 3, 2, 1]);
    expect(shown(await openedList(opened, '', { ...NEWEST, descending: false }))).toEqual([1, 2, 3, 4, 5]);
    expect(shown(await openedList(opened, '', { ...NEWEST, sort: 'trouble' })).slice(0, 2)).toEqual([2, 4]);
  });

  test('puts pinned ones first', async () => {
    const opened = await fiveConversations();
    const list = await openedList(opened);
    await opened.captures.annotate({ what: 'pin', sessions: [{ first: 2, last: 3 }] });
    await eventually('the change', () => shown(list)[0] === 3);
    expect(shown(list)).toEqual([3, 2, 5, 4, 1]);
  });

  test('is narrowed by what is known of conversations, and by their lines', async () => {
    const opened = await fiveConversations();
    expect(shown(await openedList(opened, 'is:refused'))).toEqual([4, 2]);
    expect(shown(await openedList(opened, 'code:451'))).toEqual([4]);
    expect(shown(await openedList(opened, '"No such user" or carol@example.net'))).toEqual([3, 2]);
    expect(shown(await openedList(opened, 'not code:>=400'))).toEqual([5, 3, 1]);
    expect(shown(await openedList(opened, 'nobody-said-this'))).toEqual([]);
  });

  test('finds words wherever the bytes of a line were cut, and none that nobody said', async () => {
    const folder = await temporaryFolder();
    const whole = conversation('Straße.Kelvin@example.net');
    await recordAll(folder, [
      whole.flatMap(([who, words]) => Array.from(words, (letter) => [who, letter] as const)),
      conversation('bob@example.net'),
      whole,
    ]);
    const opened = await openedCatalogue(folder);
    for (const query of [
      'kelvin@example',
      'STRASSE',
      'straße',
      'kelvin or nobody',
      'dir:c kelvin cmd:RCPT',
    ]) {
      expect([query, shown(await openedList(opened, query))]).toEqual([
        query,
        query === 'STRASSE' ? [] : [3, 1],
      ]);
    }
    expect(shown(await openedList(opened, 'not kelvin'))).toEqual([2]);
    expect(shown(await openedList(opened, 'dir:s kelvin'))).toEqual([]);
  });

  test('is narrowed by the headers of messages', async () => {
    const folder = await temporaryFolder();
    await recordAll(folder, [
      mailed('Subject: one\r\nX-Id: 1'),
      conversation('bob@example.net'),
      mailed('Subject: two\r\nX-Id: 2'),
      mailed('Subject: three\r\nContent-Type: application/pdf'),
    ]);
    const opened = await openedCatalogue(folder);
    expect(shown(await openedList(opened, 'header:x-id'))).toEqual([3, 1]);
    expect(shown(await openedList(opened, 'header:x-id=2'))).toEqual([3]);
    expect(shown(await openedList(opened, 'not header:x-id=2'))).toEqual([4, 2, 1]);
    expect(shown(await openedList(opened, 'header:subject=t header:x-id=2 code:354'))).toEqual([3]);
    expect(shown(await openedList(opened, 'header:x-id=1 or has:attachment'))).toEqual([4, 1]);
    expect(shown(await openedList(opened, 'header:x-id=2 code:451'))).toEqual([]);
  });

  test('shows the first of the lines that were searched for, and counts them', async () => {
    const opened = await fiveConversations();
    const { rows } = (await openedList(opened, '"No such"')).rows(0, 1, null);
    const first = { row: 7, from: 'server', text: '550 5.1.1 No such user' };
    expect(rows).toMatchObject([{ summary: { session: 2 }, lines: { count: 1, more: false, first } }]);
  });

  test('shows such lines of conversations that are meant for sure, once somebody looks at them', async () => {
    const opened = await fiveConversations();
    const list = await openedList(opened, 'code:550 or example.net');
    const linesOf = (row: number) =>
      list.rows(row, 1, null).rows.flatMap((one) => ('lines' in one ? [one.lines] : []));
    expect(list.progress).toMatchObject({ matched: 5, unsearched: 0 });
    expect(linesOf(3)).toEqual([null]);
    const { revision } = list.progress;
    await eventually('the line', () => list.progress.revision > revision);
    const first = { row: 6, from: 'client', text: 'RCPT TO:<bob@example.net>' };
    expect(linesOf(3)).toEqual([{ count: 2, more: false, first }]);
  });

  test('has groups that can be folded', async () => {
    const opened = await fiveConversations();
    const list = await openedList(opened, '', { ...NEWEST, group: 'client' });
    expect(shown(list)).toEqual(['127.0.0.1: 5', 5, 4, 3, 2, 1]);
    expect(list.rows(0, 1, null).rows).toMatchObject([
      { type: 'group', kind: 'client', wrong: 2, folded: false },
    ]);
    list.fold('127.0.0.1', true);
    expect(shown(list)).toEqual(['127.0.0.1: 5']);
    expect(list.place(3)).toBeNull();
    list.fold('127.0.0.1', false);
    await opened.captures.annotate({ what: 'pin', sessions: [{ first: 1, last: 1 }] });
    await eventually('the group', () => shown(list).join() === 'pinned: 1,1,127.0.0.1: 4,5,4,3,2');
    expect(list.place(3)).toBe(5);
    expect(list.numbers(1, 4)).toEqual([
      [1, 1],
      [4, 5],
    ]);
  });

  test('takes in what happens, and keeps what is on screen in its place', async () => {
    const opened = await fiveConversations();
    const list = await openedList(opened, 'example.net');
    const { revision } = list.progress;
    endRecording(beginRecording(opened.captures, conversation('fay@example.net')));
    endRecording(beginRecording(opened.captures, conversation('gus@example.org')));
    await eventually('it', () => list.progress.matched === 6 && list.progress.unsearched === 0);
    expect(list.progress.revision).toBeGreaterThan(revision);
    expect(list.progress.newest).toBe(6);
    expect(list.rows(2, 1, { session: 3, place: 2 })).toMatchObject({
      from: 3,
      rows: [{ summary: { session: 3 } }],
    });
    await opened.captures.annotate({ what: 'delete', sessions: [{ first: 4, last: 6 }] });
    await eventually('them to go', () => shown(list).join() === '3,2,1');
    expect(list.rows(3, 1, { session: 3, place: 3 })).toMatchObject({ from: 0, moved: -3 });
    expect(list.progress.newest).toBe(3);
  });
});
