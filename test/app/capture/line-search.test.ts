import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { LineSearch } from '../../../app/capture/line-search.ts';
import type { SessionSource } from '../../../app/capture/session-source.ts';
import { needlesOf } from '../../../app/transcript/query-needles.ts';
import { parseTree } from '../../../app/transcript/query-parser.ts';
import type { Said } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { foundSession, openCaptures, recordAll } from './recording.ts';
import { meantRows, query, search } from './searched.ts';

/** Lines in which what is looked for is rare, said in capitals, cut in two by the network, or written with twins of its letters. */
const RARE: Readonly<Record<number, string>> = {
  3: 'the Risk is here',
  5_000: 'RISK again',
  9_999: 'a ri\u017f\u212a that counts as the same',
  15_000: 'r\u00efsk is another',
};

/** A session of many checkpoints, whose lines are cut anywhere. */
async function longSession(): Promise<SessionSource> {
  const lines = Array.from({ length: 20_000 }, (_, at) => RARE[at] ?? `line ${at} of the message`);
  const content = Buffer.from(`${lines.join('\r\n')}\r\n`).toString('latin1');
  const said: Said[] = [
    ['c', 'EHLO b\r\nAUTH PLAIN AHJpc2sAcmlzaw==\r\nDATA\r\n'],
    ['s', '220 a\r\n250 a\r\n235 ok\r\n354 go\r\n'],
  ];
  for (let at = 0; at < content.length; at += 997) said.push(['c', content.slice(at, at + 997)]);
  const folder = await temporaryFolder();
  await recordAll(folder, [[...said, ['c', '.\r\n'], ['s', '250 no risk\r\n']]]);
  return foundSession(await openCaptures(folder), 1);
}

/** A session of many checkpoints that differ in what is said between them, with a login, TLS that is read, and TURN at its end. */
async function changingSession(): Promise<SessionSource> {
  const said: Said[] = [
    ['c', 'EHLO b\r\nAUTH PLAIN AHJpc2sAcmlzaw==\r\n'],
    ['s', '220 a\r\n250 a\r\n235 ok\r\n'],
  ];
  for (let round = 0; round < 40; round += 1) {
    const lines = Array.from({ length: 600 }, (_, at) => `line ${at} of message ${round}`);
    if (round % 5 === 0) lines.splice(300, 0, 'Authentication-Results: risk', 'the risk ends in LF\nhere');
    said.push([
      'c',
      `MAIL FROM:<a@b>\r\nRCPT TO:<c${round}@d>\r\nDATA\r\n${round % 7 === 0 ? 'auth risk\r\n' : ''}`,
    ]);
    said.push([
      's',
      `250 ok\r\n${round % 9 === 0 ? '550-5.1.1 no\r\n550 5.1.1 risk' : '250 ok'}\r\n354 go\r\n`,
    ]);
    said.push(['c', `${lines.join('\r\n')}\r\n.\r\nNO`]);
    said.push(['s', '250 queu']);
    said.push(['s', 'ed\r\n']);
    const noops = 'OP\r\nNO'.repeat(round % 3 === 0 ? 700 : 1);
    said.push(['c', `${noops}OP\r\n`]);
    said.push(['s', '250 ok\r\n'.repeat(round % 3 === 0 ? 701 : 2)]);
  }
  said.push(['c', 'TURN\r\n'], ['s', '250 ok\r\n'], ['s', 'MAIL FROM:<risk@b>\r\n'], ['c', '550 no\r\n']);
  const folder = await temporaryFolder();
  await recordAll(folder, [said]);
  return foundSession(await openCaptures(folder), 1);
}

describe('a search that passes over what cannot be meant', () => {
  test('finds what a look at every line finds', async () => {
    const source = await longSession();
    for (const text of [
      'risk',
      'risk or "line 123 "',
      'dir:c risk',
      '"line 19999 of"',
      'risk -here',
      'PLAIN',
    ]) {
      const expected = await meantRows(source, text);
      expect(expected.length).toBeGreaterThan(0);
      expect(await search(source, text)).toEqual({ rows: expected, scanned: source.index.lines });
    }
  });

  test.each([
    'code:550',
    'code:5xx',
    'code:354',
    'cmd:RCPT',
    'cmd:N*',
    'cmd:TURN',
    'cmd:QUIT',
    'dir:s',
    'dir:c',
    'dir:s risk',
    'dir:c risk -here',
    'kind:reply',
    'kind:content',
    'kind:authentication',
    '-kind:content',
    '-code:250',
    'phase:content',
    'enh:5.1.1',
    'is:masked',
    'is:finding',
    'risk',
    'RISK or code:550',
    '-risk',
    '/^line 59[0-9]/',
    'auth',
    'line:>=20000',
    'line:5000-6000 dir:c',
    'cmd:NOOP',
    'cmd:MAIL or code:550',
    '-cmd:NOOP -kind:content',
    'cmd:RCPT c3',
    'kind:command /^rcpt/i',
    'kind:content risk',
    'enh:5.*.*',
    'finding:bare-lf',
    'is:finding dir:c',
    'session:1',
  ])('is told what is said where, and finds what a look at every line finds: %s', async (text) => {
    const source = await changingSession();
    const expected = await meantRows(source, text);
    expect(await search(source, text)).toEqual({ rows: expected, scanned: source.index.lines });
  });

  test('gets on at every slice, however long the disk takes', async () => {
    const folder = await temporaryFolder();
    const entries: Said[] = Array.from({ length: 900 }, (_, at) => ['c', `NOOP ${at}\r\n`]);
    await recordAll(folder, [entries]);
    const source = await foundSession(await openCaptures(folder), 1);
    const readFile = source.readFile.bind(source);
    vi.spyOn(source, 'readFile').mockImplementation(async (use) => {
      await wait(20);
      return readFile(use);
    });
    let slices = 0;
    const target = { queries: [query('session:1 NOOP')], reveal: false };
    const search = new LineSearch(source, target, () => void (slices += 1));
    await search.goOn();
    expect(search.found.count).toBe(900);
    expect(slices).toBeLessThan(100);
  });

  test('knows of most stretches what each line is without following the dialogue', async () => {
    const { index } = await changingSession();
    const foreseen: boolean[] = [];
    for (let { position } = index.checkpointFor(0); ;) {
      const stretch = index.stretchAt(position);
      if (stretch === null) break;
      foreseen.push(stretch.facets.foreseen);
      position = stretch.next.position;
    }
    // Not of the login that the session begins with.
    expect(foreseen[0]).toBe(false);
    expect(foreseen.slice(1)).toEqual(Array.from({ length: foreseen.length - 1 }, () => true));
    expect(foreseen.length).toBeGreaterThan(20);
  });

  test.each([
    ['risk', ['risk']],
    ['"a b" or c', ['a b', 'c']],
    ['dir:c risk longer', ['longer']],
    ['not risk', null],
    ['risk or code:5xx', null],
    ['/risk/', null],
    ['"AUTH PLAIN ****"', null],
    ['grün', null],
    ['cmd:RCPT', ['RCPT']],
    ['cmd:R*', null],
    ['enh:5.7.*', ['5.7.']],
    ['enh:*.7.1', null],
  ])('knows what stands in every line that is meant: %s', (text, needles) => {
    const parsed = parseTree(text, { scope: 'line', now: 0, live: false });
    expect(parsed.ok && parsed.root !== null ? needlesOf(parsed.root) : 'wrong').toEqual(needles);
  });
});
