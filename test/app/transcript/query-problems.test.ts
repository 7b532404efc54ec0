import { describe, expect, it, test } from 'vitest';
import {
  DEEPEST_NESTING,
  LONGEST_QUERY,
  parseQuery,
  type QueryOptions,
} from '../../../app/transcript/query.ts';

/** What is wrong, and the part of the query that is marked for it. */
function problem(
  text: string,
  options?: QueryOptions,
): { code: string; marked: string; text: string; remedy: string } {
  const result = parseQuery(text, options);
  if (result.ok) throw new Error(`${text} is no wrong query: ${result.query.toString()}`);
  const { code, position, length, text: words, remedy } = result.problem;
  return { code, marked: `${position}:${text.slice(position, position + length)}`, text: words, remedy };
}

describe('unknown fields', () => {
  test.each([
    ['cdoe:550', '0:cdoe:550', 'code:550'],
    ['dir:c COED:550', '6:COED:550', 'code:550'],
    ['form:bob', '0:form:bob', 'from:bob'],
    ['sesion:3', '0:sesion:3', 'session:3'],
    ['rcpt:bob@example.org', '0:rcpt:bob@example.org', 'to:bob@example.org'],
    ['verb:DATA', '0:verb:DATA', 'cmd:DATA'],
    ['MAIL FROM:<a@example.org> SIZE:3 ehlo:x', '26:SIZE:3', 'larger:3'],
  ])('%s names the nearest one', (text, marked, nearest) => {
    const wrong = problem(text);
    expect(wrong).toMatchObject({ code: 'unknown-field', marked });
    expect(wrong.remedy).toContain(`Did you mean “${nearest}”?`);
  });

  test.each(['http://x.example/a', 'a:b', '12:30', 'Message-ID:', '<a:b>', '::1', '=_a:b', 'constructor:x'])(
    '%s may be meant as text',
    (text) => {
      const wrong = problem(text);
      expect(wrong).toMatchObject({ code: 'unknown-field', marked: `0:${text}` });
      expect(wrong.remedy).toContain(`put it in quotes: "${text}"`);
      expect(parseQuery(`"${text}"`).ok).toBe(true);
    },
  );

  test.each([
    ['headers:a=b', 'header:a=b'],
    ['hdr:a', 'header:a'],
    ['sesion:x', 'session:'],
  ])('%s means %s', (text, meant) => {
    expect(problem(text).remedy).toContain(`Did you mean “${meant}”?`);
  });
});

describe('wrong values', () => {
  test.each([
    ['code:', 'missing-value', '5:', 'a reply code such as 550'],
    ['code: 550', 'missing-value', '5:', 'a reply code'],
    ['(from:)', 'missing-value', '6:', 'a part of an address'],
    ['code:abc', 'wrong-value', '5:abc', 'a reply code'],
    ['code:5', 'wrong-value', '5:5', 'a reply code'],
    ['code:5500', 'wrong-value', '5:5500', 'a reply code'],
    ['code:>999', 'wrong-value', '5:>999', 'a reply code'],
    ['code:499-400', 'wrong-value', '5:499-400', 'a reply code'],
    ['code:=550', 'wrong-value', '5:=550', 'a reply code'],
    ['code:/5../', 'wrong-pattern', '5:/5../', 'a reply code'],
    ['enh:5.7', 'wrong-value', '4:5.7', 'three numbers'],
    ['enh:3.1.1', 'wrong-value', '4:3.1.1', 'three numbers'],
    ['dir:x', 'wrong-value', '4:x', 'c or s'],
    ['tls:maybe', 'wrong-value', '4:maybe', 'yes or no'],
    ['phase:body', 'wrong-value', '6:body', 'envelope, content'],
    ['kind:event', 'wrong-value', '5:event', 'command, reply'],
    ['is:attachment', 'wrong-value', '3:attachment', 'injected, masked, finding, held, open'],
    ['is:/open/', 'wrong-pattern', '3:/open/', 'injected, masked, finding, held, open'],
    ['has:file', 'wrong-value', '4:file', 'finding, warning, message or attachment'],
    ['header:', 'missing-value', '7:', 'the name of a field'],
    ['header:x-id=', 'wrong-value', '7:x-id=', 'header:x-id alone'],
    ['header:x-id=""', 'empty-text', '7:x-id=""', 'the name of a field'],
    ['header:=42', 'wrong-value', '7:=42', 'the name of a field'],
    ['header:"two words"', 'wrong-value', '7:"two words"', 'the name of a field'],
    ['header:x-id:42', 'wrong-value', '7:x-id:42', 'Write header:x-id=42.'],
    ['header:/x/', 'wrong-pattern', '7:/x/', 'the name of a field'],
    ['header:x-id=/(/', 'wrong-pattern', '7:x-id=/(/', 'the name of a field'],
    ['text:a="b"', 'misplaced-quote', '7:"', 'Put the whole text in quotes'],
    ['finding:bare-fl', 'wrong-value', '8:bare-fl', 'a kind such as bare-lf'],
    ['slower:500', 'wrong-value', '7:500', 'a time such as 500ms'],
    ['slower:-1s', 'wrong-value', '7:-1s', 'a time such as 500ms'],
    ['cmd:"MAIL FROM"', 'wrong-value', '4:"MAIL FROM"', 'a verb'],
    ['line:0', 'wrong-value', '5:0', 'a line number'],
    ['line:<1', 'wrong-value', '5:<1', 'a line number'],
    ['line:1e3', 'wrong-value', '5:1e3', 'a line number'],
    ['line:12345678901234567', 'wrong-value', '5:12345678901234567', 'a line number'],
    ['session:x', 'wrong-value', '8:x', 'a number'],
    ['larger:10x', 'wrong-value', '7:10x', 'a size'],
    ['larger:-1', 'wrong-value', '7:-1', 'a size'],
    ['smaller:99999999999999999', 'wrong-value', '8:99999999999999999', 'a size'],
    ['after:tomorrow', 'wrong-value', '6:tomorrow', 'a date or a time'],
    ['after:24:00', 'wrong-value', '6:24:00', 'a date or a time'],
    ['after:2026-02-30', 'wrong-value', '6:2026-02-30', 'a date or a time'],
    ['after:2026-02-28T25:00', 'wrong-value', '6:2026-02-28T25:00', 'a date or a time'],
    ['after:2026-02-28T20:00+25:00', 'wrong-value', '6:2026-02-28T20:00+25:00', 'a date or a time'],
    ['from:<bob', 'wrong-value', '5:<bob', 'a part of an address'],
    ['from:""', 'empty-text', '5:""', 'a part of an address'],
    ['""', 'empty-text', '0:""', 'Write what to look for'],
  ])('%s', (text, code, marked, expected) => {
    const wrong = problem(text);
    expect(wrong).toMatchObject({ code, marked });
    expect(wrong.remedy).toContain(expected);
  });
});

/** The query with what is offered in place of what is wrong. */
function mended(text: string): string {
  const result = parseQuery(text, { now: Date.UTC(2026, 10, 26, 12) });
  if (result.ok) throw new Error(`${text} is no wrong query`);
  const { instead, remedy } = result.problem;
  if (instead === undefined) return '';
  expect(remedy).toContain(instead.text);
  return text.slice(0, instead.position) + instead.text + text.slice(instead.position + instead.length);
}

describe('what is offered instead', () => {
  test.each([
    ['status:refused', 'is:refused'],
    ['is:rejected or code:421', 'is:refused or code:421'],
    ['a is:sent', 'a has:message'],
    ['has:attachments', 'has:attachment'],
    ['has:tls', 'tls:yes'],
    ['!phase:auth', '!phase:authentication'],
    ['kind:error', 'code:>=400'],
    ['auth:failed', 'code:535'],
    ['size:>1MB', 'larger:1MB'],
    ['size:<10k', 'smaller:10k'],
    ['larger:10KiB', 'larger:10K'],
    ['time:>14:00', 'after:14:00'],
    ['before:>14:00', 'after:14:00'],
    ['date:2026-11-30', 'after:2026-11-30 before:2026-12-01'],
    ['on:yesterday', 'after:yesterday before:today'],
    ['last:10m', 'after:10m'],
    ['after:26.11.2026', 'after:2026-11-26'],
    ['after:2026/1/2', 'after:2026-01-02'],
    ['after:11pm', 'after:23:00'],
    ['after:9', 'after:09:00'],
    ['took:>5s', 'slower:5s'],
    ['slower:5', 'slower:5s'],
    ['code:550,551 denied', '(code:550 or code:551) denied'],
    ['to:a@example.org,b@example.org', '(to:a@example.org or to:b@example.org)'],
    ['cmd:rcpt,mail', '(cmd:rcpt or cmd:mail)'],
    ['cmd:"RCPT TO"', 'cmd:RCPT'],
    ['code:500..599', 'code:500-599'],
    ['code:5', 'code:5xx'],
    ['code:!250', '-code:250'],
    ['code!=250', '-code:250'],
    ['code>=400', 'code:>=400'],
    ['code=550', 'code:550'],
    ['from=bob', 'from:bob'],
    ['code:5.7.1', 'enh:5.7.1'],
    ['enh:5.7', 'enh:5.7.*'],
    ['enh:550', 'code:550'],
    ['code: 550 denied', 'code:550 denied'],
    ['subject: your order code:550', 'subject:"your order" code:550'],
    ['Subject: Re: your order', 'Subject:"Re: your order"'],
    ['a && b', 'a and b'],
    ['a || b', 'a or b'],
    ['client:10.1.0.0/16', 'client:10.1.*'],
    ['domain:example.org', '(from:*@example.org or to:*@example.org)'],
    ['body:hello', 'kind:content hello'],
    ['Message-ID:<a@b>', 'header:message-id=<a@b>'],
    ['header:x-id:42', 'header:x-id=42'],
    ['regex:fo+', '/fo+/'],
    ['re: invoice', '"re:" invoice'],
    ['http://example.org/', '"http://example.org/"'],
    ['/var/log', '"/var/log"'],
    ['/var', '"/var"'],
    ['"relay denied', '"relay denied"'],
    ['(code:550 or code:551', '(code:550 or code:551)'],
    ['a) b', 'a b'],
    ['rcpt:bob form:ann', 'to:bob form:ann'],
  ])('for %s is %s', (text, expected) => {
    expect(mended(text)).toBe(expected);
  });

  test.each([
    'code:',
    'messages:>5',
    'is:unread',
    'or a',
    'after:monday',
    'tls:1.3',
    `code:${'5'.repeat(600)}`,
  ])('is nothing for %s', (text) => {
    expect(mended(text)).toBe('');
  });

  it('is nothing that is wrong itself, where single lines cannot be asked about', () => {
    const result = parseQuery('status:550', { scope: 'session' });
    expect(result).toMatchObject({ ok: false, problem: { code: 'unknown-field' } });
    expect(result.ok || result.problem.instead).toBeUndefined();
  });
});

describe('wrong patterns', () => {
  test.each([
    ['a /b(/i', '2:/b(/i', 'The pattern is wrong: unterminated group.'],
    ['text:/a**/', '5:/a**/', 'The pattern is wrong: nothing to repeat.'],
    ['/a/g', '0:/a/g', 'A pattern cannot have the flag “g”.'],
    ['/a/iy', '0:/a/iy', 'A pattern cannot have the flag “y”.'],
    ['/a/ii', '0:/a/ii', 'A flag of the pattern stands twice.'],
    ['/var/log', '0:/var/log', 'A pattern cannot have the flag “l”.'],
    ['//', '0://', 'The pattern is empty.'],
  ])('%s', (text, marked, words) => {
    expect(problem(text)).toMatchObject({ code: 'wrong-pattern', marked, text: words });
  });

  it('may have been meant as text', () => {
    expect(problem('/var/log').remedy).toContain('put it in quotes: "/var/log"');
    expect(problem('/home').remedy).toContain('put it in quotes: "/home"');
  });
});

describe('wrong structure', () => {
  test.each([
    ['or a', 'stray-keyword', '0:or'],
    ['and a', 'stray-keyword', '0:and'],
    ['a (or b)', 'stray-keyword', '3:or'],
    ['a or', 'missing-term', '2:or'],
    ['a OR or b', 'missing-term', '2:OR'],
    ['a and', 'missing-term', '2:and'],
    ['a and or b', 'missing-term', '2:and'],
    ['(a or) b', 'missing-term', '3:or'],
    ['not', 'missing-term', '0:not'],
    ['not or a', 'missing-term', '0:not'],
    ['a !', 'missing-term', '2:!'],
    ['a - b', 'missing-term', '2:-'],
    ['(a -)', 'missing-term', '3:-'],
    ['--boundary', 'missing-term', '0:--boundary'],
    ['a ( ) b', 'missing-term', '2:( )'],
    ['(a', 'unclosed-parenthesis', '0:('],
    ['a ((b) c', 'unclosed-parenthesis', '2:('],
    ['(', 'unclosed-parenthesis', '0:('],
    ['a) b', 'stray-parenthesis', '1:)'],
    [')', 'stray-parenthesis', '0:)'],
    ['a "b c', 'unclosed-quote', '2:"b c'],
    ['text:"b\\"', 'unclosed-quote', '5:"b\\"'],
    ['/a b', 'unclosed-pattern', '0:/a b'],
    ['/[/]', 'unclosed-pattern', '0:/[/]'],
    ['na"me"', 'misplaced-quote', '2:"'],
    ['code:5"x"', 'misplaced-quote', '6:"'],
    ['"a"b', 'misplaced-quote', '2:"'],
    ['"a""b"', 'misplaced-quote', '2:"'],
  ])('%s', (text, code, marked) => {
    const wrong = problem(text);
    expect(wrong).toMatchObject({ code, marked });
    expect(wrong.text).toMatch(/^\S.*\.$/);
    expect(wrong.remedy).toMatch(/^\S.*\.$/);
  });

  it('is found from left to right', () => {
    expect(problem('code:x cdoe:5 (').code).toBe('wrong-value');
  });
});

describe('limits', () => {
  it('of length', () => {
    expect(parseQuery('x'.repeat(LONGEST_QUERY)).ok).toBe(true);
    expect(problem('x'.repeat(LONGEST_QUERY + 1))).toMatchObject({
      code: 'too-long',
      marked: `${LONGEST_QUERY}:x`,
    });
  });

  test.each([
    ['parentheses', (depth: number) => `${'('.repeat(depth)}a${')'.repeat(depth)}`],
    ['negations', (depth: number) => `${'!'.repeat(depth)}a`],
    ['both', (depth: number) => `${'not ('.repeat(depth / 2)}a${')'.repeat(depth / 2)}`],
  ])('of nesting %s', (_, nest) => {
    expect(parseQuery(nest(DEEPEST_NESTING)).ok).toBe(true);
    expect(problem(nest(DEEPEST_NESTING + 2)).code).toBe('too-deep');
    expect(problem(nest(3_000)).code).toBe(nest(3_000).length > LONGEST_QUERY ? 'too-long' : 'too-deep');
  });
});

describe('choosing conversations', () => {
  test.each([
    ['from:bob code:550', '9:code:550'],
    ['relay', '0:relay'],
    ['not "a b"', '4:"a b"'],
    ['is:open -is:masked', '9:is:masked'],
    ['text:/a/', '0:text:/a/'],
  ])('%s looks at single lines', (text, marked) => {
    const wrong = problem(text, { scope: 'session' });
    expect(wrong).toMatchObject({ code: 'wrong-scope', marked });
    expect(wrong.remedy).toContain('client: server:');
    expect(wrong.remedy).not.toContain('code:');
  });
});

describe('of conversations that are judged while they pass', () => {
  test.each([
    ['cmd:RCPT session:3', '9:session:3', 'Choose it by client:'],
    ['not session:3', '4:session:3', 'Choose it by client:'],
    ['note:later', '0:note:later', 'Choose it by client:'],
    ['tag:*', '0:tag:*', 'Choose it by client:'],
    ['is:pinned', '0:is:pinned', 'Choose it by client:'],
    ['is:completed', '0:is:completed', 'look at lines'],
    ['is:aborted', '0:is:aborted', 'look at lines'],
    ['is:held', '0:is:held', 'Leave the term out'],
  ])('%s cannot be known', (text, marked, remedy) => {
    const wrong = problem(text, { live: true });
    expect(wrong).toMatchObject({ code: 'not-yet-known', marked });
    expect(wrong.remedy).toContain(remedy);
    expect(parseQuery(text).ok).toBe(true);
  });

  test.each(['is:open', 'is:refused', 'header:x-id=42', 'has:attachment', 'from:bob'])(
    '%s can be',
    (text) => {
      expect(parseQuery(text, { live: true }).ok).toBe(true);
    },
  );
});
