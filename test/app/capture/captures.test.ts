import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { RECORDED } from '../smtp/recorded-conversations.ts';
import {
  allRows,
  allSummaries,
  beginRecording,
  begun,
  bytesSaid,
  endRecording,
  foundSession,
  libraryOf,
  openCaptures,
  recordAll,
  scriptBytes,
  summaryOf,
} from './recording.ts';

const PLAIN = RECORDED['plain'] ?? [];

function greeting(name: string): ConversationScript {
  return [['s', `220 ${name}\r\n`]];
}

describe('a restart', () => {
  test('lists all that was recorded, newest first, and reads it byte by byte', async () => {
    const folder = await temporaryFolder();
    const scripts = Object.values(RECORDED);
    await recordAll(folder, scripts);
    const captures = await openCaptures(folder);
    expect(captures.total).toBe(scripts.length);
    const list = await libraryOf(captures).list(0, 100);
    expect(list.map(({ session }) => session)).toEqual(scripts.map((_, at) => scripts.length - at));
    for (const [at, script] of scripts.entries()) {
      const rows = await allRows(await foundSession(captures, at + 1));
      expect(bytesSaid(rows, 'client').equals(scriptBytes(script, 'client'))).toBe(true);
      expect(bytesSaid(rows, 'server').equals(scriptBytes(script, 'server'))).toBe(true);
    }
  });

  test('knows of each session what was known before', async () => {
    const folder = await temporaryFolder();
    const before = await openCaptures(folder);
    const recorder = beginRecording(before, PLAIN);
    const session = await begun(before, recorder);
    endRecording(recorder);
    await eventually('the end of the session', async () => {
      return (await summaryOf(before, session)).outcome === 'completed';
    });
    const known = await foundSession(before, session);
    const after = await foundSession(await openCaptures(folder), session);
    expect(after.index.summary()).toEqual(known.index.summary());
    expect(await allRows(after)).toEqual(await allRows(known));
  });

  test('goes on with the numbers', async () => {
    const folder = await temporaryFolder();
    await recordAll(folder, [greeting('a'), greeting('b')]);
    await recordAll(folder, [greeting('c')]);
    const list = await libraryOf(await openCaptures(folder)).list(0, 10);
    expect(list.map(({ session }) => session)).toEqual([3, 2, 1]);
  });
});

describe('the folder', () => {
  test('and its files are for the owner alone', async () => {
    const folder = join(await temporaryFolder(), 'deep', 'captures');
    await recordAll(folder, [greeting('a'), greeting('b')]);
    const captures = await openCaptures(folder);
    const recorder = beginRecording(captures, PLAIN);
    await begun(captures, recorder);
    const mode = async (...names: string[]): Promise<number> =>
      (await stat(join(folder, ...names))).mode & 0o777;
    expect(await mode()).toBe(0o700);
    expect(await mode('00000001-00000002.session')).toBe(0o600);
    expect(await mode('00000003.session')).toBe(0o600);
    expect(await mode('numbers')).toBe(0o600);
  });

  test('may hold other things', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await writeFile(join(folder, '00000009-00000003.session'), '');
    await writeFile(join(folder, '00000004.session'), 'no session at all');
    await recordAll(folder, [greeting('a')]);
    const captures = await openCaptures(folder);
    const list = await libraryOf(captures).list(0, 10);
    expect(list.map(({ session }) => session)).toEqual([5]);
    expect(await libraryOf(captures).find(4)).toBeNull();
    expect(await libraryOf(captures).find(99)).toBeNull();
  });

  test('may lose files while the program runs', async () => {
    const folder = await temporaryFolder();
    await recordAll(folder, [greeting('a')]);
    await recordAll(folder, [greeting('b')]);
    const captures = await openCaptures(folder);
    await rm(join(folder, '00000001.session'));
    const list = await libraryOf(captures).list(0, 10);
    expect(list.map(({ session }) => session)).toEqual([2]);
  });

  test('may be shared by two programs: no number is given twice, no line gets lost', async () => {
    const folder = await temporaryFolder();
    const both = [await openCaptures(folder), await openCaptures(folder)];
    for (let at = 0; at < 60; at += 1) {
      for (const captures of both) endRecording(beginRecording(captures, greeting(`${at}`)));
      if (at % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const captures of both) await captures.close();
    const list = await allSummaries(await openCaptures(folder));
    const numbers = list.map(({ session }) => session).sort((one, other) => one - other);
    expect(numbers).toEqual(Array.from({ length: 120 }, (_, at) => at + 1));
    expect(new Set(list.map(({ lines }) => lines))).toEqual(new Set([1]));
  });

  test('is listed part by part', async () => {
    const folder = await temporaryFolder();
    for (const names of ['abc', 'd', 'ef']) await recordAll(folder, Array.from(names, greeting));
    const captures = await openCaptures(folder);
    const listed = async (from: number, count: number): Promise<number[]> =>
      (await libraryOf(captures).list(from, count)).map(({ session }) => session);
    expect(await listed(0, 2)).toEqual([6, 5]);
    expect(await listed(1, 3)).toEqual([5, 4, 3]);
    expect(await listed(5, 10)).toEqual([1]);
    expect(await listed(6, 10)).toEqual([]);
    expect(await listed(0, 0)).toEqual([]);
  });

  test('of many files is listed completely', async () => {
    const folder = await temporaryFolder();
    for (let at = 0; at < 60; at += 1) await recordAll(folder, [greeting(`${at}`)]);
    const captures = await openCaptures(folder);
    const list = await eventually('all lines to be counted', async () => {
      const listed = await libraryOf(captures).list(0, 1_000);
      return listed.every(({ lines }) => lines === 1) && listed;
    });
    expect(list).toHaveLength(60);
  });
});

describe('a session that is being recorded', () => {
  test('is seen as it grows', async () => {
    const captures = await openCaptures(await temporaryFolder());
    const grew: number[] = [];
    captures.listen({ grew: ({ session }) => grew.push(session) });
    const recorder = beginRecording(captures, greeting('a'));
    const session = await begun(captures, recorder);
    expect(await summaryOf(captures, session)).toMatchObject({ outcome: 'open', lines: 1, rows: 2 });
    recorder.bytes({ from: 'client', tls: false, injected: false, withheld: false }, Buffer.from('QUIT\r\n'));
    await eventually('the second line', async () => (await summaryOf(captures, session)).lines === 2);
    endRecording(recorder);
    await eventually('the end', async () => (await summaryOf(captures, session)).outcome === 'completed');
    expect(new Set(grew)).toEqual(new Set([session]));
  });

  test('is the same session for whoever asks', async () => {
    const captures = await openCaptures(await temporaryFolder());
    const session = await begun(captures, beginRecording(captures, greeting('a')));
    const library = libraryOf(captures);
    expect(await library.find(session)).toBe(await library.find(session));
    expect(captures.total).toBe(1);
  });

  test('is flushed when the program ends, and then broken off', async () => {
    const folder = await temporaryFolder();
    const captures = await openCaptures(folder);
    beginRecording(captures, PLAIN);
    await captures.close();
    const [summary] = await allSummaries(await openCaptures(folder));
    expect(summary).toMatchObject({ outcome: 'failed', lines: 18, mailFrom: 'a@client.example' });
    expect(summary?.reason).toMatch(/The record ends before the conversation did/);
  });
});

describe('short sessions', () => {
  test('share files, and are told apart', async () => {
    const captures = await openCaptures(await temporaryFolder());
    const count = 700;
    for (let at = 1; at <= count; at += 1) endRecording(beginRecording(captures, greeting(`number ${at}`)));
    await eventually('all sessions', () => captures.total === count);
    const texts: string[] = [];
    for (let session = 1; session <= count; session += 1) {
      const rows = await allRows(await foundSession(captures, session));
      texts.push(bytesSaid(rows, 'server').toString());
    }
    const all = Array.from({ length: count }, (_, at) => `220 number ${at + 1}\r\n`);
    expect(texts.sort()).toEqual(all.sort());
  });
});
