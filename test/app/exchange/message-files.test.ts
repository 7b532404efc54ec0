import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SessionFacts } from '../../../app/capture/session-facts.ts';
import type { SessionSource } from '../../../app/capture/session-source.ts';
import { writeMessageFiles } from '../../../app/exchange/message-files.ts';
import { parseQuery } from '../../../app/transcript/query.ts';
import { splitAnywhere, type ConversationScript } from '../../support/conversation-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { recordedScript } from './exported.ts';

const START: ConversationScript = [
  ['s', '220 mx.example ESMTP\r\n'],
  ['c', 'EHLO client.example\r\n'],
  ['s', '250-mx.example\r\n250-PIPELINING\r\n250 CHUNKING\r\n'],
];

const transaction = (content: string, reply: string): ConversationScript => [
  ['c', 'MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n'],
  ['s', '250 ok\r\n250 ok\r\n354 go\r\n'],
  ['c', content],
  ['s', reply],
];

/** The files that a session's messages come to: name and words. */
async function filesOf(source: SessionSource, query?: string) {
  const folder = await temporaryFolder();
  const parsed = query === undefined ? null : parseQuery(query);
  if (parsed?.ok === false) throw new Error(parsed.problem.text);
  const { files, unanswered } = await writeMessageFiles(source, folder, parsed?.query ?? null);
  const inFolder = await readdir(folder);
  expect(inFolder.sort()).toEqual(files.map((file) => basename(file)).sort());
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return { folder, files, texts, unanswered };
}

describe('a message becomes a file', () => {
  test('as the client meant it, without the dots that were only for the wire', async () => {
    const script = [...START, ...transaction('Subject: a\r\n\r\n..\r\n..b\r\n\xff\n.\r\n', '250 ok\r\n')];
    const { files, texts } = await filesOf(await recordedScript(script));
    expect(files.map((file) => basename(file))).toEqual(['session-1-message-1.eml']);
    expect(texts).toEqual(['Subject: a\r\n\r\n.\r\n.b\r\n\xff\n']);
    expect((await stat(files[0] ?? '')).mode & 0o777).toBe(0o600);
  });

  test('whatever pieces it came in', async () => {
    const script = transaction('A: b\r\n\r\n..c\r\n.\r\n', '250 ok\r\n');
    for (const split of splitAnywhere(script)) {
      const { texts } = await filesOf(await recordedScript([...START, ...split]));
      expect(texts).toEqual(['A: b\r\n\r\n.c\r\n']);
    }
  });

  test('with the octets that the session’s own digest was made of', async () => {
    const script: ConversationScript = [
      ...START,
      ...transaction('one\r\n.\r\n', '250 ok\r\n'),
      ['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 5\r\na\r\n.\rBDAT 4 LAST\r\n\n.\r\n'],
      ['s', '250 ok\r\n250 ok\r\n250 5 octets\r\n250 ok\r\n'],
      ...transaction('three\r\n.\r\n', '554 no\r\n'),
    ];
    const source = await recordedScript(script);
    const { texts } = await filesOf(source);
    expect(texts).toEqual(['one\r\n', 'a\r\n.\r\n.\r\n', 'three\r\n']);
    const digests: string[] = [];
    for await (const items of new SessionFacts(source, false).readOn()) {
      for (const item of items) if (item.type === 'message') digests.push(item.message.sha256);
    }
    const sha256 = (text: string) => createHash('sha256').update(text, 'latin1').digest('hex');
    expect(texts.map(sha256)).toEqual(digests);
  });

  test('but not where it was never answered, and nothing is left of it', async () => {
    const script = [...START, ...transaction('one\r\n.\r\n', '250 ok\r\n'), ...transaction('half', '')];
    const { texts, unanswered } = await filesOf(await recordedScript(script));
    expect({ texts, unanswered }).toEqual({ texts: ['one\r\n'], unanswered: 1 });
  });

  test('under another name where there is a file already', async () => {
    const source = await recordedScript([...START, ...transaction('one\r\n.\r\n', '250 ok\r\n')]);
    const folder = await temporaryFolder();
    await writeMessageFiles(source, folder, null);
    const { files } = await writeMessageFiles(source, folder, null);
    expect(files.map((file) => basename(file))).toEqual(['session-1-message-1-2.eml']);
  });
});

test.each([
  ['code:554', ['two\r\n']],
  ['one', ['one\r\n']],
  ['cmd:MAIL', ['one\r\n', 'two\r\n']],
  ['three', []],
])('of the messages, %s names those of which a line matches', async (query, expected) => {
  const script = [
    ...START,
    ...transaction('one\r\n.\r\n', '250 ok\r\n'),
    ...transaction('two\r\n.\r\n', '554 no\r\n'),
  ];
  expect((await filesOf(await recordedScript(script), query)).texts).toEqual(expected);
});
