import { describe, expect, test } from 'vitest';
import { SessionView, type ViewOptions } from '../../../app/capture/session-view.ts';
import { parseQuery, type Query } from '../../../app/transcript/query.ts';
import type { ViewRow } from '../../../app/transcript/row.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { foundSession, openCaptures, recordAll } from './recording.ts';

const CONVERSATION: ConversationScript = [
  ['s', '220 a\r\n'],
  ['c', 'EHLO b\r\n'],
  ['s', '250-a\r\n250-SIZE 1000\r\n250 AUTH PLAIN LOGIN\r\n'],
  ['c', 'AUTH LOGIN\r\n'],
  ['s', '334 VXNlcm5hbWU6\r\n'],
  ['c', 'dXNlcg==\r\n'],
  ['s', '334 UGFzc3dvcmQ6\r\n'],
  ['c', 'cGFzcw==\r\n'],
  ['s', '535 5.7.8 no\r\n'],
  ['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n'],
  ['s', '250 ok\r\n250 ok\r\n354 go\r\n'],
  ['c', 'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n and more\r\n\r\nneedle\r\n.\r\n'],
  ['s', '250 kept\r\n'],
];

function query(text: string): Query {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.problem.text);
  return parsed.query;
}

async function view(change: Partial<ViewOptions> = {}): Promise<SessionView> {
  const folder = await temporaryFolder();
  await recordAll(folder, [CONVERSATION]);
  const source = await foundSession(await openCaptures(folder), 1);
  const options = { query: null, reveal: false, folding: { open: false, wishes: [] }, ...change };
  const view = new SessionView(source, options, () => {});
  await view.settled();
  return view;
}

function short(row: ViewRow): string {
  if (row.type === 'fold')
    return `${row.open ? '-' : '+'} ${row.holds.what} ${row.n} to ${row.n + row.rows - 1}`;
  return row.type === 'event' ? `# ${row.event.event}` : `${row.n} ${row.text}`;
}

async function all(view: SessionView): Promise<string[]> {
  return (await view.rows(0, 100)).map(short);
}

describe('a folded view', () => {
  test('has a heading for each run that is seldom read, with what is in it', async () => {
    const folded = await view();
    expect(await all(folded)).toEqual([
      '# connected',
      '1 220 a',
      '2 EHLO b',
      '+ capabilities 3 to 5',
      '+ authentication 6 to 11',
      '12 MAIL FROM:<a@b>',
      '13 RCPT TO:<c@d>',
      '14 DATA',
      '15 250 ok',
      '16 250 ok',
      '17 354 go',
      '+ content 18 to 22',
      '23 250 kept',
      '# closed',
    ]);
    expect(folded.progress).toMatchObject({ rows: 14, lines: 23, folds: 3, steady: 14, growing: null });
    const folds = (await folded.rows(0, 100)).filter((row) => row.type === 'fold');
    expect(folds.map(({ holds }) => holds)).toMatchObject([
      { what: 'capabilities', code: 250, answers: 2, capabilities: ['SIZE 1000', 'AUTH PLAIN LOGIN'] },
      { mechanism: 'LOGIN', user: 'user', outcome: 'refused', reply: { code: 535, text: '5.7.8 no' } },
      { what: 'content', begins: true, subject: 'Grüße and more' },
    ]);
    expect(folds[2]?.size).toBe(62);
    expect(JSON.stringify(await folded.rows(0, 100))).not.toContain('cGFzcw');
  });

  test('shows the rows of a fold that is opened, secrets masked, and says where they stand', async () => {
    const folded = await view();
    const row = (await folded.rowOfLine(10)) ?? 0;
    expect(folded.placeOf(row, false)).toBe(4);
    folded.fold(row, true);
    expect(folded.progress).toMatchObject({ layout: 1, rows: 20 });
    expect((await all(folded)).slice(4, 11)).toEqual([
      '- authentication 6 to 11',
      '6 AUTH LOGIN',
      '7 334 VXNlcm5hbWU6',
      '8 ****',
      '9 334 UGFzc3dvcmQ6',
      '10 ****',
      '11 535 5.7.8 no',
    ]);
    expect(folded.placeOf(row, false)).toBe(9);
    expect(folded.placeOf(row, true)).toBe(4);
    folded.fold(row, true);
    expect(folded.progress.layout).toBe(1);
  });

  test('gives the same rows whatever place they are read from', async () => {
    const folded = await view({ folding: { open: true, wishes: [{ row: 4, open: false }] } });
    const rows = await folded.rows(0, 100);
    for (let from = 0; from < rows.length; from += 1) {
      expect(await folded.rows(from, 3)).toEqual(rows.slice(from, from + 3));
    }
  });

  test('tells a command its reply, be it in a fold', async () => {
    const rows = await (await view()).rows(0, 100);
    const replies = rows.flatMap((row) =>
      row.type === 'line' && row.reply ? [[row.n, row.reply.line]] : [],
    );
    expect(replies).toEqual([
      [2, 3],
      [12, 15],
      [13, 16],
      [14, 17],
    ]);
  });
});

describe('finding in a view', () => {
  test('goes from one line to the next, and round', async () => {
    const folded = await view();
    expect(folded.finding).toBeNull();
    folded.find(query('/ok|needle/'));
    await folded.settled();
    expect(folded.finding).toEqual({ matched: 3, scanned: 23, stopped: false });
    const first = folded.found(-1, 'next');
    expect(first?.rank).toBe(0);
    const second = folded.found(first?.row ?? 0, 'next');
    const third = folded.found(second?.row ?? 0, 'next');
    expect([second?.rank, third?.rank]).toEqual([1, 2]);
    expect(folded.found(third?.row ?? 0, 'next')).toEqual(first);
    expect(folded.found(first?.row ?? 0, 'previous')).toEqual(third);
    folded.find(null);
    expect(folded.found(0, 'next')).toBeNull();
  });

  test('looks only at what a filter shows, and at secrets as they are shown', async () => {
    const filtered = await view({ query: query('dir:s') });
    filtered.find(query('/ok|needle/'));
    await filtered.settled();
    expect(filtered.finding).toMatchObject({ matched: 2 });
    const row = filtered.found(-1, 'next')?.row ?? 0;
    expect(filtered.shows(row)).toBe(true);
    expect(filtered.shows((await filtered.rowOfLine(12)) ?? 0)).toBe(false);
    filtered.find(query('cGFzcw'));
    await filtered.settled();
    expect(filtered.finding).toMatchObject({ matched: 0 });
  });
});
