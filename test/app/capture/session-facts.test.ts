import { createHash } from 'node:crypto';
import { readdir, readlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SessionFacts } from '../../../app/capture/session-facts.ts';
import { sessionPackets } from '../../../app/exchange/session-packets.ts';
import { GREETED, IN_CONTENT, type ConversationScript } from '../../support/conversation-script.ts';
import { RECORDED } from '../smtp/recorded-conversations.ts';
import { BETWEEN_PIECES, factsOf, inShort, withRecord, type Facts } from './recorded.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'latin1').digest('hex');

describe('exchanges', () => {
  test('each command with its reply, in the order in which they were answered', async () => {
    const { exchanges } = await factsOf(RECORDED['pipelined'] ?? []);
    expect(exchanges.map(inShort)).toEqual([
      'EHLO b → 250',
      'MAIL FROM:<a@b> → 250',
      'RCPT TO:<c@d> → 250',
      'RCPT TO:<e@f> → 550',
      'DATA → 354',
      'RSET → 250',
      'MAIL FROM:<g@h> → 250',
      'QUIT → 221',
    ]);
    expect(exchanges.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(exchanges[3]).toMatchObject({ enhanced: '5.1.1', reply: ['no'], commandLine: 7, replyLine: 11 });
  });

  test('parameters, and the time that the server took', async () => {
    const { exchanges } = await factsOf([
      ...GREETED,
      ['c', 'MAIL FROM:<a@b> SIZE=100 SMTPUTF8\r\n'],
      ['s', '250 ok\r\n'],
    ]);
    expect(exchanges[1]).toMatchObject({
      parameters: [
        { keyword: 'SIZE', value: '100' },
        { keyword: 'SMTPUTF8', value: null },
      ],
      tookMs: BETWEEN_PIECES,
    });
  });

  test('AUTH is one exchange, with its turns', async () => {
    const { exchanges } = await factsOf(RECORDED['authenticated'] ?? []);
    expect(exchanges.map(inShort)).toEqual([
      'EHLO b → 250',
      'AUTH LOGIN → 535',
      ' → 500',
      'AUTH PLAIN AHUAcA== → 235',
      'QUIT → 221',
    ]);
  });

  test('each stands behind the line that completed it', async () => {
    const { items } = await factsOf(GREETED);
    expect(items.map((item) => (item.type === 'line' ? item.text : item.type))).toEqual([
      '220 a',
      'EHLO b',
      '250 a',
      'exchange',
      'event',
      'finding',
    ]);
  });
});

describe('what the end of a session leaves', () => {
  test('commands that were never answered, behind all that was', async () => {
    const { exchanges, items } = await factsOf([...GREETED, ['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n']]);
    expect(exchanges.map(inShort)).toEqual(['EHLO b → 250', 'MAIL FROM:<a@b> → 0', 'RCPT TO:<c@d> → 0']);
    expect(exchanges[1]).toMatchObject({ commandLine: 4, replyLine: 0, reply: [] });
    expect(items.slice(-2).map(({ type }) => type)).toEqual(['exchange', 'exchange']);
  });

  test('a message whose content was cut off, and one that was not answered any more', async () => {
    const cut = await factsOf([...IN_CONTENT, ['c', 'Subject: half\r\n\r\na mess']]);
    expect(cut.messages).toMatchObject([
      {
        subject: 'half',
        size: 23,
        code: 0,
        isWhole: false,
        accepted: false,
        rcptTo: [{ address: 'c@d', code: 250 }],
      },
    ]);
    const whole = await factsOf([...IN_CONTENT, ['c', 'Subject: whole\r\n.\r\n']]);
    expect(whole.messages).toMatchObject([{ subject: 'whole', code: 0, isWhole: true, accepted: false }]);
    const refused = await factsOf([...GREETED, ['c', 'DATA\r\n'], ['s', '503 no\r\n']]);
    expect(refused.messages).toEqual([]);
  });

  test('what was found in how it ended stands on the row of its end', async () => {
    const { items } = await factsOf(GREETED);
    const end = items.find((item) => item.type === 'event');
    expect(end).toMatchObject({
      event: { event: 'closed' },
      findings: [{ code: 'closed-without-quit' }],
    });
  });
});

describe('a slow reply', () => {
  test('is one that took longer than was asked for: in facts, rows and counts alike', async () => {
    const script: ConversationScript = [...GREETED, ['c', 'NOOP\r\n'], ['s', '250 ok\r\n']];
    const slow = await factsOf(script, { slowAfter: BETWEEN_PIECES * 1_000 });
    expect(slow.findings.filter((finding) => finding.startsWith('slow-reply'))).toHaveLength(3);
    expect(slow.rows.filter((row) => row.findings?.some(({ code }) => code === 'slow-reply'))).toHaveLength(
      3,
    );
    const usual = await factsOf(script);
    expect(usual.findings.join()).not.toContain('slow-reply');
    const counted = ({ source }: Facts): number => source.index.summary().findings.note;
    expect(counted(slow) - counted(usual)).toBe(3);
  });
});

describe('messages', () => {
  test('envelope, size and digest of the content as it was before dot-stuffing', async () => {
    const { messages } = await factsOf(RECORDED['plain'] ?? []);
    const content = 'Subject: a\r\n\r\n.stuffed\r\n';
    expect(messages).toEqual([
      {
        n: 1,
        mailFrom: 'a@client.example',
        rcptTo: [{ address: 'b@mx.example', code: 250 }],
        size: content.length,
        sha256: sha256(content),
        code: 250,
        accepted: true,
        via: 'data',
        commandLine: 10,
        isWhole: true,
        subject: 'a',
        from: '',
        to: '',
        messageId: '',
      },
    ]);
  });

  test('the same in chunks, wherever they are cut', async () => {
    const content = 'Subject: one\r\n two\r\n\r\n.a\r\n..b\nc';
    const script: ConversationScript = [
      ...GREETED,
      ['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n'],
      ['s', '250 ok\r\n250 ok\r\n'],
      ['c', `BDAT 13\r\n${content.slice(0, 13)}BDAT ${content.length - 13} LAST\r\n${content.slice(13)}`],
      ['s', '250 ok\r\n250 ok\r\n'],
    ];
    const { messages } = await factsOf(script);
    expect(messages).toMatchObject([
      { via: 'bdat', size: content.length, sha256: sha256(content), subject: 'one two', accepted: true },
    ]);
  });

  test('a header that is folded, encoded, and followed by its like in the body', async () => {
    const header = [
      'From: =?UTF-8?Q?J=C3=BCrgen_M?= =?UTF-8?B?w7xsbGVy?= <j@example.org>',
      'To: a@example.org,',
      '\tb@example.org',
      'message-id: <1@example.org>',
      'Subject: =?iso-8859-1?q?gr=FC=DFe?=',
      '',
      'Subject: not this',
    ];
    const { messages } = await factsOf([
      ...IN_CONTENT,
      ['c', `${header.join('\r\n')}\r\n.\r\n`],
      ['s', '250 ok\r\n'],
    ]);
    expect(messages).toMatchObject([
      {
        from: 'Jürgen Müller <j@example.org>',
        to: 'a@example.org,\tb@example.org',
        messageId: '<1@example.org>',
        subject: 'grüße',
      },
    ]);
  });

  test('a message that is refused, and one behind it', async () => {
    const { messages } = await factsOf([
      ...IN_CONTENT,
      ['c', 'Subject: spam\r\n\r\n.\r\nMAIL FROM:<e@f>\r\nRCPT TO:<g@h>\r\nDATA\r\n'],
      ['s', '554 5.7.1 no\r\n250 ok\r\n250 ok\r\n354 go\r\n'],
      ['c', 'Subject: ham\r\n\r\n.\r\n'],
      ['s', '250 ok\r\n'],
    ]);
    expect(
      messages.map(({ n, mailFrom, subject, code, accepted }) => [n, mailFrom, subject, code, accepted]),
    ).toEqual([
      [1, 'a@b', 'spam', 554, false],
      [2, 'e@f', 'ham', 250, true],
    ]);
  });

  test('content that a refused DATA never asked for is no message', async () => {
    const { messages } = await factsOf([
      ...GREETED,
      ['c', 'DATA\r\nbody\r\n.\r\nQUIT\r\n'],
      ['s', '503 no\r\n221 bye\r\n'],
    ]);
    expect(messages).toEqual([]);
  });

  test('a dot that only some servers take for the end belongs to the content, where it was none', async () => {
    const lenient = await factsOf([...IN_CONTENT, ['c', 'a\n.\r\n'], ['s', '250 ok\r\n']]);
    expect(lenient.messages[0]?.sha256).toBe(sha256('a\n'));
    const strict = await factsOf([...IN_CONTENT, ['c', 'a\n.\r\nb\r\n.\r\n'], ['s', '250 ok\r\n']]);
    expect(strict.messages[0]?.sha256).toBe(sha256('a\n.\r\nb\r\n'));
  });
});

describe('the summary', () => {
  test('names the last subject, and counts what was found', async () => {
    const { source } = await factsOf([
      ...IN_CONTENT,
      ['c', 'Subject: hello\r\n\r\na\nb\r\n.\r\n'],
      ['s', '250 ok\r\n'],
    ]);
    expect(source.index.summary()).toMatchObject({
      subject: 'hello',
      accepted: 1,
      findings: { note: 1, warning: 2, error: 0 },
    });
  });
});

/** The files of a folder that this process has open. */
async function openFilesIn(folder: string): Promise<readonly string[]> {
  const descriptors = await readdir('/proc/self/fd');
  const targets = await Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => '')),
  );
  return targets.filter((target) => target.startsWith(folder));
}

test.skipIf(process.platform !== 'linux')('whoever leaves in the middle leaves no file open', async () => {
  await withRecord(RECORDED['pipelined'] ?? [], async (source) => {
    for await (const _some of new SessionFacts(source, false).readOn()) break;
    for await (const _packets of sessionPackets(source, false)) break;
    expect(await openFilesIn(dirname(source.path))).toEqual([]);
  });
});
