import { describe, expect, test } from 'vitest';
import { searchedSession } from '../../../app/capture/message-conditions.ts';
import { SessionView } from '../../../app/capture/session-view.ts';
import { parseQuery, type Query } from '../../../app/transcript/query.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import {
  beginRecording,
  begun,
  endRecording,
  foundSession,
  openCaptures,
  recordAll,
  said,
} from './recording.ts';

function queryOf(text: string): Query {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.problem.text);
  return parsed.query;
}

function message(...content: readonly string[]): ConversationScript {
  return [
    ['c', 'MAIL FROM:<a@b>\r\n'],
    ['s', '250 ok\r\n'],
    ['c', 'RCPT TO:<c@d>\r\n'],
    ['s', '250 ok\r\n'],
    ['c', 'DATA\r\n'],
    ['s', '354 go\r\n'],
    ['c', `${content.join('\r\n')}\r\n.\r\n`],
    ['s', '250 kept\r\n'],
  ];
}

const GREETING: ConversationScript = [
  ['s', '220 a\r\n'],
  ['c', 'EHLO b\r\n'],
  ['s', '250 a\r\n'],
];

const PLAIN = message('Subject: one', 'X-Id: 41', '', 'X-Id: 99');
const WITH_FILE = message(
  'Subject: =?utf-8?B?R3LDvMOfZQ==?=',
  'X-Id:',
  '\t42',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  '',
  'Here it is.',
  '--b',
  'Content-Type: application/pdf',
  '',
  'JVBERi0=',
  '--b--',
);

async function recorded(script: ConversationScript) {
  const folder = await temporaryFolder();
  await recordAll(folder, [script]);
  return foundSession(await openCaptures(folder), 1);
}

describe('a session is chosen by its messages', () => {
  test.each([
    ['header:x-id=42', true],
    ['header:x-id=41', true],
    ['header:x-id=99', false],
    ['header:subject=grüße', true],
    ['header:subject', true],
    ['header:x-spam', false],
    ['not header:x-spam=yes', true],
    ['header:x-id=/^4[12]$/', true],
    ['has:attachment', true],
  ])('%s: %s', async (text, expected) => {
    const source = await recorded([...GREETING, ...PLAIN, ...WITH_FILE]);
    const query = queryOf(text);
    const session = await searchedSession(source, query);
    expect(query.matchesSession(session)).toBe(expected);
    const view = new SessionView(source, { query, reveal: false, folding: null }, () => {});
    await view.settled();
    expect(view.progress.matched).toBe(expected ? view.progress.lines : 0);
  });

  test('has no attachment where no message has one, and no header where none was said', async () => {
    const source = await recorded([...GREETING, ...PLAIN]);
    expect((await searchedSession(source, null)).withAttachment).toBe(0);
    expect(source.index.facets().fields).toEqual(['subject', 'x-id']);
  });

  test('counts a message that was cut short, too', async () => {
    const content = WITH_FILE.slice(0, 7).map(
      ([who, words]) => [who, words.replace(/--b--[^]*/, '')] as const,
    );
    const source = await recorded([...GREETING, ...content]);
    const session = await searchedSession(source, queryOf('header:x-id=42'));
    expect(session).toMatchObject({ outcome: 'aborted-by-client', withAttachment: 1, messages: 0 });
    expect(queryOf('header:x-id=42').conditions).toHaveLength(1);
    expect(source.index.facets().fields).toEqual(['content-type', 'subject', 'x-id']);
  });
});

test('a view that is open finds its lines when the message comes that has the header', async () => {
  const captures = await openCaptures(await temporaryFolder());
  const recorder = beginRecording(captures, [...GREETING, ...PLAIN]);
  const source = await foundSession(captures, await begun(captures, recorder));
  const query = queryOf('header:x-id=42 cmd:MAIL');
  const view = new SessionView(source, { query, reveal: true, folding: null }, () => {});
  captures.listen({ grew: () => view.grew() });
  view.find(queryOf('a@b'));
  await eventually('the first message', () => view.progress.scanned === view.progress.lines);
  expect(view.progress.matched).toBe(0);
  const { layout } = view.progress;
  for (const [who, words] of WITH_FILE)
    recorder.bytes(said(who === 'c' ? 'client' : 'server'), Buffer.from(words));
  endRecording(recorder);
  await eventually('the second message', () => view.progress.matched === 2);
  await eventually('what is looked for in it', () => view.finding?.matched === 2);
  expect(view.progress.layout).toBeGreaterThan(layout);
});
