import { describe, expect, test } from 'vitest';
import { LineSearch } from '../../../app/capture/line-search.ts';
import { readRows } from '../../../app/capture/row-reader.ts';
import type { SessionSource } from '../../../app/capture/session-source.ts';
import { needlesOf } from '../../../app/transcript/query-needles.ts';
import { parseTree } from '../../../app/transcript/query-parser.ts';
import { parseQuery, type Query } from '../../../app/transcript/query.ts';
import type { Said } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { foundSession, openCaptures, recordAll } from './recording.ts';

function query(text: string): Query {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.problem.text);
  return parsed.query;
}

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

describe('a search that passes over what cannot be meant', () => {
  test('finds what a look at every line finds', async () => {
    const source = await longSession();
    const rows = await readRows(source, 0, source.index.rows, false);
    const summary = source.index.summary();
    for (const text of [
      'risk',
      'risk or "line 123 "',
      'dir:c risk',
      '"line 19999 of"',
      'risk -here',
      'PLAIN',
    ]) {
      const wanted = query(text);
      const expected = rows.filter((row) => row.type === 'line' && wanted.matchesLine(row, summary));
      const search = new LineSearch(source, { queries: [wanted], reveal: false }, () => {});
      await search.goOn();
      expect(search.found.slice(0, 1_000)).toEqual(expected.map(({ row }) => row));
      expect(expected.length).toBeGreaterThan(0);
      expect(search.scanned).toBe(source.index.lines);
    }
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
  ])('knows what stands in every line that is meant: %s', (text, needles) => {
    const parsed = parseTree(text, 'line', 0);
    expect(parsed.ok && parsed.root !== null ? needlesOf(parsed.root) : 'wrong').toEqual(needles);
  });
});
