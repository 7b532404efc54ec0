import { describe, expect, test } from 'vitest';
import { HeaderReader } from '../../../app/smtp/header-reader.ts';
import { parseConversationQuery } from '../../../app/transcript/query-conversations.ts';
import type { TranscriptLine } from '../../../app/transcript/row.ts';
import { makeFacets, makeLine, makeReply, makeSummary } from '../../renderer/support/make.ts';

const LINES: readonly TranscriptLine[] = [
  makeReply(220, 'mx ready'),
  makeLine({ text: 'EHLO app.example', verb: 'EHLO' }),
  makeReply(250, 'mx'),
  makeLine({ text: 'RCPT TO:<bob@example.net>', verb: 'RCPT' }),
  makeReply(550, '5.7.1 Relay access denied', { enhanced: '5.7.1' }),
];
const FACETS = makeFacets({
  codes: [220, 250, 550],
  verbs: ['EHLO', 'RCPT'],
  answered: ['EHLO', 'RCPT', 'greeting'],
  enhanced: ['5.7.1'],
  slowest: 12,
  traits: ['dir:c', 'dir:s', 'tls:no', 'kind:command', 'kind:reply', 'phase:hello'],
  fields: ['subject', 'x-id'],
});
const HEADER = headerOf('Subject: =?utf-8?Q?Caf=C3=A9_menu?=\r\nX-Id: 42,\r\n  and more\r\n');
const CONVERSATION = { summary: makeSummary({ session: 12 }), facets: FACETS };

function headerOf(text: string): HeaderReader {
  const reader = new HeaderReader();
  const bytes = new TextEncoder().encode(`${text}\r\n`);
  reader.push(bytes, 0, bytes.length);
  return reader;
}

function read(text: string) {
  const parsed = parseConversationQuery(text);
  if (!parsed.ok) throw new Error(parsed.problem.text);
  return parsed.query;
}

/** Whether the query means the conversation, once all its lines have been looked at. */
function means(text: string): boolean | undefined {
  const query = read(text);
  const found = (at: number) => {
    const wanted = query.wanted[at];
    if (wanted?.wants === 'message') return wanted.condition.matches(HEADER);
    return LINES.some((line) => wanted?.matchesLine(line, CONVERSATION.summary) === true);
  };
  return query.decide(CONVERSATION, found);
}

/** What the query says of the conversation before anybody has looked at its lines. */
function meansUnread(text: string): boolean | undefined {
  return read(text).decide(CONVERSATION, () => undefined);
}

describe('a query that chooses conversations', () => {
  test.each([
    ['', true],
    ['code:550', true],
    ['code:550 client:127.0.0.1', true],
    ['code:550 client:10.0.0.1', false],
    ['client:10.0.0.1 or code:550', true],
    ['cmd:RCPT code:550', false],
    ['cmd:RCPT (code:550 or is:completed)', true],
    ['code:550 denied', true],
    ['code:250 denied', false],
    ['not code:550', false],
    ['not code:4xx', true],
    ['not code:4xx is:completed', true],
    ['dir:s not code:2xx', true],
    ['not (code:550 client:127.0.0.1)', false],
    ['is:completed not cmd:DATA', true],
    ['-cmd:RCPT -code:550', false],
    ['app.example', true],
    ['header:x-id', true],
    ['header:X-ID=42', true],
    ['header:x-id="42, and more"', true],
    ['header:"x-id=42,  and"', false],
    ['header:x-id=43', false],
    ['header:subject=café', true],
    ['header:subject=*menu', true],
    ['header:subject=/^Café/', true],
    ['header:x-*=42', true],
    ['header:x-spam', false],
    ['not header:x-spam', true],
    ['header:x-id=42 code:550', true],
    ['header:x-id=43 or code:550', true],
    ['not (header:x-id=42 code:550)', false],
  ])('%j is %s of it', (text, expected) => {
    expect(means(text)).toBe(expected);
  });

  test.each([
    ['code:421', false],
    ['cmd:DATA', false],
    ['not cmd:DATA', true],
    ['code:550', true],
    ['not code:550', false],
    ['not code:421', true],
    ['code:550 code:250', undefined],
    ['code:550 tls:no', true],
    ['code:550 not tls:yes', true],
    ['code:550 tls:yes', false],
    ['code:550 dir:s', undefined],
    ['dir:s or code:421', true],
    ['enh:5.7.*', true],
    ['enh:4.7.*', false],
    ['answers:rcpt', true],
    ['answers:content', false],
    ['phase:content', false],
    ['phase:hello', true],
    ['kind:opaque or kind:reply', true],
    ['is:finding or is:masked', false],
    ['slower:11ms', true],
    ['slower:12ms', false],
    ['line:3-5', true],
    ['line:>1000000', false],
    ['"such words" not (tls:no or code:5xx)', false],
    ['code:550 client:10.0.0.1', false],
    ['code:550 or is:completed', true],
    ['bob@example.net', true],
    ['bob@example.net dir:s', undefined],
    ['nowhere-to-be-seen', undefined],
    ['header:x-id', true],
    ['header:x-spam', false],
    ['header:x-spam=no', false],
    ['header:x-id=42', undefined],
    ['header:x-id=42 client:10.0.0.1', false],
    ['has:attachment', false],
  ])('%j is %s of it before its lines are looked at', (text, expected) => {
    expect(meansUnread(text)).toBe(expected);
  });

  test.each([
    ['', 'all conversations'],
    ['client:10.0.0.1', 'conversations with the client’s address containing “10.0.0.1”'],
    ['dir:s code:5xx client:10.0.0.1', /^conversations .*“10\.0\.0\.1” and that have .*code 5xx/],
    ['not cmd:DATA', 'conversations that have no lines with the command DATA'],
    ['header:x-id', 'conversations with a header field x-id'],
    [
      'header:x-id="4 2" has:attachment',
      'conversations with a header field x-id containing “4 2” and with an attachment',
    ],
    ['code:5xx or is:open', 'conversations that have replies with code 5xx, or that are open'],
  ])('%j in words', (text, words) => {
    expect(read(text).describe()).toMatch(words);
  });

  test('with something held are known without their lines, whether it is decided or not', () => {
    const held = { summary: makeSummary({ held: 1 }), facets: { ...FACETS, held: true } };
    expect(read('is:held').decide(held, () => undefined)).toBe(true);
    expect(read('is:held').decide(CONVERSATION, () => undefined)).toBe(false);
    expect(read('is:held cmd:RCPT').decide(held, () => undefined)).toBeUndefined();
    expect(read('is:held').describe()).toBe('conversations that have lines that were held');
  });

  test('a wrong one says where', () => {
    expect(parseConversationQuery('code:sixty')).toMatchObject({
      ok: false,
      problem: { code: 'wrong-value', position: 5 },
    });
  });
});
