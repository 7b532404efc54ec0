import { describe, expect, it, test } from 'vitest';
import { parseQuery, type Query, type QueryOptions } from '../../../app/transcript/query.ts';
import type { TranscriptLine } from '../../../app/transcript/row.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import { at, command, line, reply, session } from './rows.ts';

/** The query, which has to be right. */
function query(text: string, options?: QueryOptions): Query {
  const result = parseQuery(text, options);
  if (!result.ok) throw new Error(`${text}: ${result.problem.text}`);
  return result.query;
}

/** Which of the named lines or sessions a query means. */
function chosen<Named extends Record<string, unknown>>(
  all: Named,
  matches: (one: Named[keyof Named]) => boolean,
): string[] {
  return Object.keys(all).filter((name) => matches(all[name] as Named[keyof Named]));
}

const CONVERSATION = {
  greeting: reply('220 mx.example.net ESMTP', { phase: 'greeting', answered: 'greeting', n: 1 }),
  ehlo: command('EHLO a', { phase: 'hello', n: 2 }),
  auth: command('AUTH PLAIN ****', { phase: 'authentication', masked: true, tls: true, n: 3 }),
  answer: line({
    kind: 'authentication',
    phase: 'authentication',
    text: '****',
    masked: true,
    tls: true,
    n: 4,
  }),
  rcpt: command('RCPT TO:<bob@example.org>', { n: 5 }),
  denied: reply('550 5.7.1 <bob@example.org>: Relay access denied', { answered: 'RCPT', n: 6 }),
  later: reply('451 4.7.1 Greylisted', { n: 7 }),
  xclient: command('XCLIENT NAME=a', { phase: 'ready', n: 8 }),
  data: command('DATA', { n: 9 }),
  go: reply('354 End data with <CR><LF>.<CR><LF>', { n: 10 }),
  words: line({ text: 'Relay this: GRÜSSE an Ὀδυσσεύς, ΟΔΟΣ (not 550)', n: 1_000 }),
  opaque: line({ kind: 'opaque', phase: 'tls', text: '\x17\x03relay', n: 1_001 }),
  spy: reply('421 4.4.1 SMTP Spy cannot reach it', { phase: 'closing', injected: true, n: 1_002 }),
} satisfies Record<string, TranscriptLine>;

describe('lines', () => {
  const meant = (text: string): string =>
    chosen(CONVERSATION, (line) => query(text).matchesLine(line, session())).join(' ');

  test.each([
    ['dir:s code:>=400', 'denied later spy'],
    ['DIR:Client cmd:rcpt', 'rcpt'],
    ['dir:server code:3xx', 'go'],
    ['cmd:X*', 'xclient'],
    ['cmd:*t*', 'auth rcpt xclient data'],
    ['code:550', 'denied'],
    ['code:5xx', 'denied'],
    ['code:45X', 'later'],
    ['code:<400', 'greeting go'],
    ['code:>=421 code:<=451', 'later spy'],
    ['code:>421', 'denied later'],
    ['code:421-451', 'later spy'],
    ['enh:5.7.1', 'denied'],
    ['enh:*.7.1', 'denied later'],
    ['enh:4.x.x', 'later spy'],
    ['answers:rcpt', 'denied'],
    ['answers:greeting', 'greeting'],
    ['answers:*', 'greeting denied'],
    ['phase:authentication', 'auth answer'],
    ['phase:closing', 'spy'],
    ['kind:command', 'ehlo auth rcpt xclient data'],
    ['kind:opaque', 'opaque'],
    ['tls:yes', 'auth answer'],
    ['tls:no kind:command', 'ehlo rcpt xclient data'],
    ['line:5', 'rcpt'],
    ['line:2-4', 'ehlo auth answer'],
    ['line:>=1000', 'words opaque spy'],
    ['is:injected', 'spy'],
    ['is:masked', 'auth answer'],
  ])('%s', (text, names) => {
    expect(meant(text)).toBe(names);
  });

  test.each([
    ['a word, whatever its capitals', 'rElAy', 'denied words'],
    ['letters beyond ASCII', 'grüsse', 'words'],
    ['the last sigma of a Greek word', 'οδος', 'words'],
    ['an address', 'bob@example.org', 'rcpt denied'],
    ['a path', '<bob@example.org>', 'rcpt denied'],
    ['quoted text', '"access denied"', 'denied'],
    ['a keyword in quotes', '"not" "("', 'words'],
    ['what patterns would give a meaning', '"<CR><LF>." ', 'go'],
    ['what stands for secrets', '****', 'auth answer'],
    ['what wildcards would give a meaning, in quotes', '"rel*y"', ''],
    ['a wildcard', 'rel*y', 'denied words'],
    ['a wildcard at an end', '*access*', 'denied'],
    ['wildcards in a field', 'text:RCPT*bob', 'rcpt'],
    ['a class of codes', '5xx', 'denied'],
    ['text in a field', 'text:relay', 'denied words'],
    ['quoted text in a field', 'text:"relay this"', 'words'],
    ['a pattern', '/^rcpt to:<(bob|ann)@/i', 'rcpt'],
    ['a pattern that minds capitals', '/relay/', ''],
    ['a pattern in a field', 'text:/r[/e]lay\\b/i', 'denied words'],
    ['a pattern with a slash and blanks', '/spy \\S+ reach|a\\/b/i', 'spy'],
  ])('by %s', (_, text, names) => {
    expect(meant(text)).toBe(names);
  });

  test.each([
    ['side by side both must hold', 'dir:s relay', 'denied'],
    ['and may be written', 'dir:s AND relay', 'denied'],
    ['or', 'code:354 or cmd:DATA', 'data go'],
    ['side by side binds closer than or', 'dir:s relay or cmd:DATA', 'denied data'],
    ['parentheses', 'dir:s (relay or greylisted)', 'denied later'],
    ['parentheses without blanks', '(dir:s(relay or greylisted))', 'denied later'],
    ['not', 'code:>=400 not relay', 'later spy'],
    ['an exclamation mark', 'code:>=400 !relay', 'later spy'],
    ['a dash', 'code:>=400 -relay -"smtp spy"', 'later'],
    ['a negated group', 'code:>=400 -(relay or greylisted)', 'spy'],
    ['a negated pattern', 'code:>=400 !/relay|spy/i', 'later'],
    ['a dash within a word', 'foo-bar', ''],
    ['a double negation', 'not not code:550', 'denied'],
    ['three and more at once', 'code:>=400 dir:s relay denied', 'denied'],
    ['three choices and more', 'cmd:EHLO or cmd:DATA or code:354 or code:451', 'ehlo later data go'],
  ])('%s', (_, text, names) => {
    expect(meant(text)).toBe(names);
  });

  it('are all meant by an empty query', () => {
    expect(query(' \t').isEmpty).toBe(true);
    expect(meant(' \t').split(' ')).toHaveLength(Object.keys(CONVERSATION).length);
  });

  it('are found the same however often a pattern is asked', () => {
    const pattern = query('/relay/i');
    const answers = [1, 2, 3].map(() => pattern.matchesLine(CONVERSATION.denied, session()));
    expect(answers).toEqual([true, true, true]);
  });

  it('of megabytes do not hold up a pattern that looks at every place', () => {
    const long = line({ text: 'a'.repeat(5_000_000) });
    expect(query('/(?:a|b)*c/').matchesLine(long, session())).toBe(false);
  });

  it('many alternatives of a pasted list are no problem', () => {
    const list = Array.from({ length: 900 }, (_, place) => `code:${place + 100}`)
      .join(' or ')
      .slice(0, 9_990);
    expect(query(list.slice(0, list.lastIndexOf(' or '))).matchesLine(CONVERSATION.denied, session())).toBe(
      true,
    );
  });
});

const NOW = at(2026, 11, 21, 15, 0) / 1_000;

const SESSIONS = {
  done: session(),
  bounce: session({
    session: 13,
    mailFrom: '',
    rcptTo: ['ann@example.net'],
    started: at(2026, 11, 20, 9, 30),
  }),
  probe: session({
    session: 14,
    client: { address: '::1', port: 4_000 },
    mailFrom: null,
    rcptTo: [],
    bytesFromClient: 0,
    hello: '',
    outcome: 'aborted-by-client',
  }),
  refused: session({
    session: 20,
    started: at(2026, 11, 21, 14, 2, 0, 1),
    refusal: { verb: 'RCPT', code: 550, text: '550 No', line: 9 },
  }),
  unreachable: session({
    session: 21,
    outcome: 'unreachable',
    server: { host: 'down.example', port: 2_525, address: null },
    listener: '[::1]:2526',
  }),
  blocked: session({ session: 23, outcome: 'blocked', lines: 1 }),
  limited: session({ session: 24, outcome: 'rate-limited', lines: 0 }),
  live: session({ session: 22, outcome: 'open', ended: null, bytesFromClient: 1_500_001 }),
} satisfies Record<string, SessionSummary>;

describe('sessions', () => {
  const meant = (text: string): string =>
    chosen(SESSIONS, (one) => query(text, { scope: 'session', now: NOW }).matchesSession(one)).join(' ');

  test.each([
    ['session:13', 'bounce'],
    ['session:13-20', 'bounce probe refused'],
    ['session:>20', 'unreachable blocked limited live'],
    ['client:::1', 'probe'],
    ['client:127.0.0.* session:<14', 'done bounce'],
    ['client:127.0.0.1:51234 session:12', 'done'],
    ['client:*:4000', 'probe'],
    ['client:0.0', 'done bounce refused unreachable blocked limited live'],
    ['server:DOWN.example', 'unreachable'],
    ['server:192.0.2.* session:12', 'done'],
    ['server:"*"', ''],
    ['listener:2526', 'unreachable'],
    ['helo:APP-7 session:12', 'done'],
    ['helo:/^$/', 'probe'],
    ['from:billing session:12', 'done'],
    ['from:*@SHOP.example session:12', 'done'],
    ['from:*@shop', ''],
    ['from:<billing@shop.example> session:12', 'done'],
    ['from:<*@shop.example> session:12', 'done'],
    ['from:<>', 'bounce'],
    ['from:/^billing@/i session:12', 'done'],
    ['to:carol session:12', 'done'],
    ['to:ann', 'bounce'],
    ['to:<bob@example.org> session:12', 'done'],
    ['is:open', 'live'],
    ['is:blocked', 'blocked'],
    ['is:rate-limited', 'limited'],
    ['is:completed', 'done bounce refused'],
    ['is:aborted', 'probe'],
    ['is:error', 'refused unreachable blocked limited'],
    ['is:refused', 'refused'],
    ['larger:1.5M', 'live'],
    ['larger:49999 smaller:50001', 'done bounce refused unreachable blocked limited'],
    ['larger:50kB smaller:1G', 'live'],
    ['smaller:1', 'probe'],
    ['before:2026-11-21', 'bounce'],
    ['after:2026-11-21 session:12', 'done'],
    ['after:2026-11-21T14:02:00.001', 'refused'],
    ['after:14:02 session:12', 'done'],
    ['after:14:02:00.001', 'refused'],
    ['before:yesterday', ''],
    ['after:yesterday before:today', 'bounce'],
    ['after:Today session:12', 'done'],
    ['before:1d', 'bounce'],
    ['after:2h session:12', 'done'],
    ['after:58m session:>14 session:<21', 'refused'],
    ['after:57m session:12-20', ''],
    ['before:"2026-11-20 09:31"', 'bounce'],
    ['not is:completed (client:::1 or is:open)', 'probe live'],
  ])('%s', (text, names) => {
    expect(meant(text)).toBe(names);
  });

  it('begin at moments that may name their zone', () => {
    const moment = session({ started: Date.UTC(2026, 10, 21, 13, 2) * 1_000 });
    const meant = (text: string): boolean => query(text).matchesSession(moment);
    expect(meant('after:2026-11-21T14:02+01:00')).toBe(true);
    expect(meant('before:2026-11-21T14:02+01:00')).toBe(false);
    expect(meant('before:2026-11-21T13:02:00.000001Z')).toBe(true);
    expect(meant('before:2026-11-21T07:32-0530')).toBe(false);
  });

  it('narrow the lines of a query as well', () => {
    const both = query('from:billing code:550');
    expect(both.matchesLine(CONVERSATION.denied, SESSIONS.done)).toBe(true);
    expect(both.matchesLine(CONVERSATION.denied, SESSIONS.bounce)).toBe(false);
    expect(both.matchesLine(CONVERSATION.go, SESSIONS.done)).toBe(false);
  });

  test.each([
    ['code:550', 'both may hold a line'],
    ['from:billing code:550', 'only the first'],
    ['from:billing or code:550', 'both may hold a line'],
    ['not (from:billing or code:550)', 'only the second'],
    ['not (from:billing code:550)', 'both may hold a line'],
    ['-code:550 -from:billing', 'only the second'],
  ])('%s: before any line is looked at, %s', (text, expected) => {
    const both = query(text);
    const answers = [both.matchesSession(SESSIONS.done), both.matchesSession(SESSIONS.bounce)];
    expect(answers).toEqual([expected !== 'only the second', expected !== 'only the first']);
  });
});

describe('in words', () => {
  test.each([
    ['', 'all lines'],
    ['(dir:c cmd:rcpt) or code:5xx', 'client lines with the command RCPT, or replies with code 5xx'],
    ['dir:s not code:2xx', 'server lines that are not replies with code 2xx'],
    ['relay', 'lines with the text “relay”'],
    ['/a b/i tls:yes', 'lines matching /a b/i and inside TLS'],
    [
      'dir:c (tls:no or is:masked)',
      'client lines that are either lines outside TLS, or lines with a masked secret',
    ],
    ['-(a or b)', 'lines that are not (lines with the text “a”, or lines with the text “b”)'],
    ['code:>=400', 'replies with code 400 and up'],
    ['code:<400', 'replies with code up to 399'],
    ['answers:rcpt code:5xx', 'replies to RCPT and with code 5xx'],
    ['answers:Content', 'replies to messages'],
    ['line:10-20', 'lines numbered 10 to 20'],
    [
      'from:bob cmd:DATA',
      'lines in conversations with the sender containing “bob” and with the command DATA',
    ],
    ['enh:5.7.x phase:content', 'replies with enhanced code 5.7.* and in the phase content'],
  ])('%j', (text, words) => {
    expect(query(text).describe()).toBe(words);
  });

  test.each([
    ['', 'all conversations'],
    ['is:open larger:1M', 'conversations that are open and larger than 1M'],
    ['from:<> or is:refused', 'conversations with the sender <>, or conversations with a refusal'],
  ])('of conversations: %j', (text, words) => {
    expect(query(text, { scope: 'session' }).describe()).toBe(words);
  });
});

describe('written in one form', () => {
  test.each([
    ['  DIR:Client   CMD:rcpt ', 'dir:c cmd:RCPT'],
    ['!code:5XX', 'not code:5xx'],
    ['-(a b)', 'not (a b)'],
    ['((a)) and (b c)', 'a b c'],
    ['(a or b) or c', 'a or b or c'],
    ['(a or b) c', '(a or b) c'],
    ['text:"foo"', 'foo'],
    ['"or" "a b" "say \\"hi\\"" "C:\\temp"', '"or" "a b" "say \\"hi\\"" "C:\\\\temp"'],
    ['text:/a\\/b/i', '/a\\/b/i'],
    ['enh:5.X.x', 'enh:5.*.*'],
    ['from:"a*b" to:a*b', 'from:"a*b" to:a*b'],
    ['before:"2026-11-20 09:31"', 'before:"2026-11-20 09:31"'],
    ['header:X-Id', 'header:x-id'],
    ['header:"X-Id=4 2"', 'header:x-id="4 2"'],
    ['header:x-id="4" header:x-id=/4 2/i', 'header:x-id="4" header:x-id=/4 2/i'],
    ['', ''],
  ])('%s becomes %s', (text, canonical) => {
    expect(query(text).toString()).toBe(canonical);
    expect(query(canonical).toString()).toBe(canonical);
  });
});
