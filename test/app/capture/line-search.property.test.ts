import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Said } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { anyConversation, cutAnew } from '../smtp/any-conversation.ts';
import { foundSession, openCaptures, recordAll } from './recording.ts';
import { meantRows, search } from './searched.ts';

const QUERIES = [
  'cmd:NOOP',
  'cmd:N*',
  'cmd:RCPT or code:5xx',
  'cmd:DATA',
  '-cmd:NOOP',
  'kind:content',
  'kind:command',
  '-kind:content -dir:s',
  'line:1500-2500 kind:content',
  'enh:5.*.*',
  'code:354',
  'data',
  'kind:command data',
  'is:finding',
  'finding:bare-lf',
];

const MANY_COMMANDS = `${'NOOP\r\n'.repeat(700)}RSET\r\n`;
const MANY_REPLIES = '250 2.0.0 ok\r\n'.repeat(701);
const ENVELOPE = 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n';

function lines(count: number): string {
  return 'NOOP\r\nDATA\r\n..\r\n550 no\r\n'.repeat(count);
}

/** What makes many lines, of which some are told from others by what went before. */
const parts = fc.constantFrom<readonly Said[]>(
  [
    ['c', MANY_COMMANDS],
    ['s', MANY_REPLIES],
  ],
  [
    ['c', `${ENVELOPE}DATA\r\n`],
    ['s', '250 ok\r\n250 ok\r\n354 go\r\n'],
    ['c', `${lines(250)}.\r\n`],
    ['s', '250 ok\r\n'],
  ],
  // A recipient is refused, and the others are enough.
  [
    ['c', `${ENVELOPE}RCPT TO:<e@f>\r\ndata \r\n`],
    ['s', '250 ok\r\n250 ok\r\n550 5.1.1 no\r\n354 go\r\n'],
    ['c', `${lines(150)}.\r\n`],
    ['s', '250 ok\r\n'],
  ],
  // DATA is refused: what comes then are commands.
  [
    ['c', `${ENVELOPE}DATA\r\n`],
    ['s', '250 ok\r\n550 5.1.1 no\r\n554 5.5.1 no\r\n'],
    ['c', MANY_COMMANDS],
    ['s', MANY_REPLIES],
  ],
  // Who does not wait says content to a server that wants none.
  [
    ['c', `DATA\r\n${lines(100)}`],
    ['s', '503 5.5.1 no\r\n'],
    ['c', '.\r\n'],
    ['s', '500 5.5.2 what\r\n'],
  ],
  [
    ['c', `${ENVELOPE}BDAT 28 LAST\r\nNOOP\r\nDATA\r\nin a chunk\r\nNOOP\r\n`],
    ['s', '250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n'],
  ],
  [
    ['c', `${ENVELOPE}DATA\nends in LF\n.\n`],
    ['s', '250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n'],
  ],
  [['c', `DATAX\r\nXDATA\r\nDATA 1\r\n\r\nDAT\r\n`]],
);

test('finds what a look at every line finds, whatever was said before', { timeout: 120_000 }, async () => {
  const conversations = fc.tuple(
    fc.array(parts, { minLength: 3, maxLength: 10 }),
    anyConversation,
    fc.array(parts, { minLength: 2, maxLength: 5 }),
    fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 5 }),
  );
  await fc.assert(
    fc.asyncProperty(conversations, async ([before, strange, behind, cuts]) => {
      const said = cutAnew([['s', '220 a\r\n'], ...before.flat(), ...strange, ...behind.flat()], cuts);
      const folder = await temporaryFolder();
      await recordAll(folder, [said]);
      const source = await foundSession(await openCaptures(folder), 1);
      for (const text of QUERIES) {
        const expected = { rows: await meantRows(source, text), scanned: source.index.lines };
        expect({ text, ...(await search(source, text)) }).toEqual({ text, ...expected });
      }
    }),
    { numRuns: 8 },
  );
});
