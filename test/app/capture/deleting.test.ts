import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Captures } from '../../../app/capture/captures.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { allRows, beginRecording, begun, foundSession, libraryOf, linesOf, recordAll } from './recording.ts';

const one = (session: number) => [{ first: session, last: session }];

/** A conversation that holds a word of its own. */
function script(word: string): ConversationScript {
  return [
    ['s', '220 mx.example\r\n'],
    ['c', `EHLO ${word}.example\r\n`],
    ['s', '250 mx.example\r\n'],
    ['c', 'QUIT\r\n'],
    ['s', '221 bye\r\n'],
  ];
}

const WORDS = ['first', 'second', 'third'];

/** A folder with three sessions in one file, opened; deleted bytes go soon. */
async function threeSessions() {
  const folder = await temporaryFolder();
  await recordAll(folder, WORDS.map(script));
  expect(await sessionFiles(folder)).toEqual(['00000001-00000003.session']);
  return { folder, captures: await Captures.open(folder, '1.2.3', { regret: 20 }) };
}

async function sessionFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.includes('session')).sort();
}

async function helloOf(captures: Captures, session: number): Promise<string | undefined> {
  const rows = await allRows(await foundSession(captures, session));
  return linesOf(rows).find(({ verb }) => verb === 'EHLO')?.text;
}

async function listed(captures: Captures): Promise<number[]> {
  return (await libraryOf(captures).list(0, 10)).map(({ session }) => session);
}

describe('deleting a session', () => {
  test('takes it out at once, and its bytes soon; its neighbours stay where they are', async () => {
    const { folder, captures } = await threeSessions();
    const path = join(folder, '00000001-00000003.session');
    const third = await foundSession(captures, 3);
    await captures.annotate({ what: 'delete', sessions: one(2) });
    expect(captures.total).toBe(2);
    expect(await listed(captures)).toEqual([3, 1]);
    expect(await libraryOf(captures).find(2)).toBeNull();
    await eventually('the bytes to go', async () => !(await readFile(path)).includes('second.example'));
    expect(linesOf(await allRows(third)).find(({ verb }) => verb === 'EHLO')?.text).toBe(
      'EHLO third.example',
    );
    await captures.close();
    const again = await Captures.open(folder, '1.2.3');
    expect(await helloOf(again, 1)).toBe('EHLO first.example');
    expect(await helloOf(again, 3)).toBe('EHLO third.example');
    expect(await listed(again)).toEqual([3, 1]);
    await again.close();
  });

  test('takes the file away when all in it are deleted; the numbers are never given out again', async () => {
    const { folder, captures } = await threeSessions();
    await captures.annotate({ what: 'delete', sessions: [{ first: 1, last: 3 }] });
    await eventually('the file to go', async () => (await sessionFiles(folder)).length === 0);
    await eventually('the count', () => captures.total === 0);
    await captures.close();
    await rm(join(folder, 'numbers'));
    await recordAll(folder, [script('fourth')]);
    expect(await sessionFiles(folder)).toEqual(['00000004.session']);
  });

  test('can be regretted before the bytes are gone', async () => {
    const folder = await temporaryFolder();
    await recordAll(folder, WORDS.map(script));
    const captures = await Captures.open(folder, '1.2.3');
    await captures.annotate({ what: 'delete', sessions: [{ first: 1, last: 2 }] });
    expect(await listed(captures)).toEqual([3]);
    await captures.annotate({ what: 'restore', sessions: one(2) });
    expect(await listed(captures)).toEqual([3, 2]);
    expect(await helloOf(captures, 2)).toBe('EHLO second.example');
    await captures.close();
  });

  test('holds when the program ended before the bytes were gone; the next start erases them', async () => {
    const folder = await temporaryFolder();
    await recordAll(folder, WORDS.map(script));
    const captures = await Captures.open(folder, '1.2.3');
    await captures.annotate({ what: 'delete', sessions: one(1) });
    await captures.close();
    const path = join(folder, '00000001-00000003.session');
    expect(await readFile(path)).toSatisfy((bytes: Buffer) => bytes.includes('first.example'));
    const again = await Captures.open(folder, '1.2.3', { regret: 20 });
    expect(await listed(again)).toEqual([3, 2]);
    await eventually('the bytes to go', async () => !(await readFile(path)).includes('first.example'));
    await again.close();
  });

  test('does not disturb a conversation that is being recorded', async () => {
    const { folder, captures } = await threeSessions();
    const recorder = beginRecording(captures, script('fourth'));
    const session = await begun(captures, recorder);
    expect(captures.live).toEqual([session]);
    await captures.annotate({ what: 'delete', sessions: [{ first: 1, last: 3 }] });
    await eventually('the file to go', async () => (await sessionFiles(folder)).length === 1);
    recorder.close();
    await captures.close();
    const again = await Captures.open(folder, '1.2.3');
    expect(await helloOf(again, session)).toBe('EHLO fourth.example');
    await again.close();
  });
});

test.each([
  ['the name of a record', 0],
  ['what says which session it is', 20],
])('what stands behind damage is left as it is: %s', async (_, place) => {
  const { folder, captures } = await threeSessions();
  const path = join(folder, '00000001-00000003.session');
  const bytes = await readFile(path);
  const second = bytes.indexOf('SMTPSPY', 1);
  bytes[second + place] = 0x41;
  await writeFile(path, bytes);
  await captures.annotate({ what: 'delete', sessions: one(1) });
  await eventually('the bytes to go', async () => !(await readFile(path)).includes('first.example'));
  expect((await readFile(path)).subarray(second)).toEqual(bytes.subarray(second));
  await captures.annotate({ what: 'delete', sessions: one(3) });
  await captures.close();
  expect((await readFile(path)).includes('second.example')).toBe(true);
});
