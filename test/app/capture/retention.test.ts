import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CaptureLibrary } from '../../../app/capture/capture-library.ts';
import type { Captures } from '../../../app/capture/captures.ts';
import { KEEP_ALL, type KeepLimits } from '../../../app/capture/retention-plan.ts';
import { Retention, type Removal } from '../../../app/capture/retention.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { beginRecording, begun, endRecording, openCaptures, recordAll } from './recording.ts';

/** A conversation of about ten thousand bytes. */
const LONG: ConversationScript = [['s', `220 ${'a'.repeat(10_000)}\r\n`]];

/** A folder in which each of so many sessions has a file of its own; all are over, and nobody writes any more. */
async function folderOf(sessions: number): Promise<string> {
  const folder = await temporaryFolder();
  for (let session = 1; session <= sessions; session += 1) await recordAll(folder, [LONG]);
  return folder;
}

/** Watches a folder, and looks at it only when told to. */
function watched(captures: Captures, limits: KeepLimits, onChange: () => void = () => {}): Retention {
  const retention = new Retention(captures, { limits: () => limits, onChange });
  onTestFinished(() => retention.close());
  return retention;
}

async function sweep(folder: string, limits: KeepLimits): Promise<Removal & { isOver: boolean }> {
  const captures = await openCaptures(folder);
  const retention = watched(captures, limits);
  const removal = await retention.sweep();
  return { ...removal, isOver: retention.state.isOver };
}

/** The numbers of the sessions that somebody finds who opens the folder now. */
async function sessionsIn(folder: string): Promise<number[]> {
  const library = await CaptureLibrary.openFolder(folder);
  return (await library.list(0, 1_000)).map(({ session }) => session).reverse();
}

async function age(folder: string, session: number, days: number): Promise<void> {
  const when = new Date(Date.now() - days * 86_400_000);
  await utimes(join(folder, `${String(session).padStart(8, '0')}.session`), when, when);
}

async function total(folder: string): Promise<number> {
  const retention = watched(await openCaptures(folder), KEEP_ALL);
  await retention.sweep();
  return retention.state.bytes ?? 0;
}

describe('a folder with a limit', () => {
  test('keeps everything as long as nobody has said otherwise', async () => {
    const folder = await folderOf(4);
    await age(folder, 1, 10_000);
    expect(await sweep(folder, KEEP_ALL)).toEqual({ sessions: 0, bytes: 0, isOver: false });
    expect(await sessionsIn(folder)).toEqual([1, 2, 3, 4]);
    expect(await total(folder)).toBeGreaterThan(40_000);
  });

  test('loses the oldest, and has some room then', async () => {
    const folder = await folderOf(6);
    const removed = await sweep(folder, { bytes: 45_000, days: null });
    expect(await sessionsIn(folder)).toEqual([3, 4, 5, 6]);
    expect(removed).toMatchObject({ sessions: 2, isOver: false });
    expect(removed.bytes).toBeGreaterThan(19_000);
    expect(await total(folder)).toBeLessThan(45_000 * 0.95 + 1_000);
  });

  test('keeps what is pinned, and says so where that is too much', async () => {
    const folder = await folderOf(5);
    const captures = await openCaptures(folder);
    await captures.annotate({ what: 'pin', sessions: [{ first: 1, last: 2 }] });
    expect(await sweep(folder, { bytes: 35_000, days: null })).toMatchObject({ sessions: 2, isOver: false });
    expect(await sessionsIn(folder)).toEqual([1, 2, 5]);
    expect(await sweep(folder, { bytes: 20_000, days: null })).toMatchObject({ sessions: 0, isOver: true });
    expect(await sessionsIn(folder)).toEqual([1, 2, 5]);
  });

  test('keeps the newest, however large', async () => {
    const folder = await folderOf(3);
    expect(await sweep(folder, { bytes: 1, days: 1 })).toMatchObject({ sessions: 2, isOver: true });
    expect(await sessionsIn(folder)).toEqual([3]);
  });

  test('keeps what is being recorded', async () => {
    const folder = await folderOf(1);
    const captures = await openCaptures(folder);
    const recorder = beginRecording(captures, LONG);
    await begun(captures, recorder);
    await recordAll(folder, [LONG]);
    const retention = watched(captures, { bytes: 1, days: null });
    expect(await retention.sweep()).toMatchObject({ sessions: 1 });
    expect(await sessionsIn(folder)).toEqual([2, 3]);
    endRecording(recorder);
    await eventually('the end', () => captures.live.length === 0);
    expect(await retention.sweep()).toMatchObject({ sessions: 1 });
    expect(await sessionsIn(folder)).toEqual([3]);
  });

  test('loses what has grown old, and keeps what is younger', async () => {
    const folder = await folderOf(4);
    await age(folder, 1, 31);
    await age(folder, 2, 29);
    await age(folder, 3, 40);
    expect(await sweep(folder, { bytes: null, days: 30 })).toMatchObject({ sessions: 2, isOver: false });
    expect(await sessionsIn(folder)).toEqual([2, 4]);
  });

  test('takes sessions out of a file that pinned ones share, which does not grow younger by it', async () => {
    const folder = await temporaryFolder();
    await recordAll(folder, [LONG, LONG, LONG, LONG]);
    await recordAll(folder, [LONG]);
    const captures = await openCaptures(folder);
    await captures.annotate({ what: 'pin', sessions: [{ first: 2, last: 2 }] });
    const shared = join(folder, '00000001-00000004.session');
    const long = new Date('2020-01-01');
    await utimes(shared, long, long);
    const before = await total(folder);
    const removed = await sweep(folder, { bytes: null, days: 30 });
    expect(removed.sessions).toBe(3);
    expect(await sessionsIn(folder)).toEqual([2, 5]);
    expect(await total(folder)).toBeLessThanOrEqual(before);
    await captures.annotate({ what: 'unpin', sessions: [{ first: 2, last: 2 }] });
    expect(await sweep(folder, { bytes: null, days: 30 })).toMatchObject({ sessions: 1 });
    expect(await readdir(folder)).not.toContain('00000001-00000004.session');
  });

  test('tells readers of what is gone', async () => {
    const folder = await folderOf(3);
    const captures = await openCaptures(folder);
    const library = CaptureLibrary.follow(captures);
    expect(await library.find(1)).not.toBeNull();
    await watched(captures, { bytes: 25_000, days: null }).sweep();
    expect(await library.find(1)).toBeNull();
    expect(library.total).toBe(captures.total);
    expect(library.ranges).not.toContainEqual({ first: 1, last: 1 });
  });

  test('says how far the removing is, and leaves the rest where nobody wants more of it', async () => {
    const folder = await folderOf(120);
    const captures = await openCaptures(folder);
    const told: unknown[] = [];
    const retention = new Retention(captures, {
      limits: () => ({ bytes: 20_000, days: null }),
      onChange: () => {},
      onRemoving: (files, cancel) => {
        told.push(files);
        if (files?.done === 50) cancel();
      },
    });
    onTestFinished(() => retention.close());
    expect(await retention.sweep()).toMatchObject({ sessions: 50 });
    expect(told).toEqual([{ done: 0, total: 119 }, { done: 50, total: 119 }, null]);
    expect((await sessionsIn(folder))[0]).toBe(51);
    expect(retention.state).toMatchObject({ removed: { sessions: 50, times: 1 } });
    expect(await sweep(folder, { bytes: 20_000, days: null })).toMatchObject({ sessions: 69 });
  });

  test('is looked after by two at once as by one', async () => {
    const folder = await folderOf(8);
    const both = await Promise.all([openCaptures(folder), openCaptures(folder)]);
    const limits = { bytes: 45_000, days: null };
    await Promise.all(both.map((captures) => watched(captures, limits).sweep()));
    expect(await sessionsIn(folder)).toEqual([5, 6, 7, 8]);
    expect((await readdir(folder)).filter((name) => name.endsWith('.session'))).toHaveLength(4);
    await recordAll(folder, [LONG]);
    expect(await sessionsIn(folder)).toEqual([5, 6, 7, 8, 9]);
  });

  test('keeps its limit while more is recorded, without being told to look', async () => {
    const folder = await folderOf(2);
    const captures = await openCaptures(folder);
    const retention = new Retention(captures, {
      limits: () => ({ bytes: 45_000, days: null }),
      onChange: () => {},
      countAfter: 5,
    });
    onTestFinished(() => retention.close());
    await eventually('the first look', () => retention.state.bytes !== null);
    for (let more = 1; more <= 12; more += 1) {
      const recorder = beginRecording(captures, LONG);
      await begun(captures, recorder);
      endRecording(recorder);
    }
    await eventually('the end', () => captures.live.length === 0);
    await eventually('room', () => retention.state.removed.sessions >= 10);
    const left = await sessionsIn(folder);
    expect(left.at(-1)).toBe(14);
    expect(left.length).toBeLessThan(5);
  });

  test('is cleared of what a killed process left half written, an hour later', async () => {
    const folder = await folderOf(1);
    const [old, young] = ['00000001.session.77.rewriting', '00000001.index.part'];
    for (const name of [old, young]) await writeFile(join(folder, name), 'half');
    await utimes(join(folder, old), new Date(0), new Date(0));
    await sweep(folder, KEEP_ALL);
    expect(await readdir(folder)).toContain(young);
    expect(await readdir(folder)).not.toContain(old);
  });
});
