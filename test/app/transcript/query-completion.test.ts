import { describe, expect, it, test } from 'vitest';
import { completeQuery, parseQuery, type QueryScope } from '../../../app/transcript/query.ts';

/** The whole text with each suggestion put in; `|` is the caret. */
function completed(marked: string, scope?: QueryScope): string[] {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { from, to, suggestions } = completeQuery(text, caret, scope);
  return suggestions.map(({ insert }) => text.slice(0, from) + insert + text.slice(to));
}

describe('completing', () => {
  test.each([
    ['co|', 'code:'],
    ['dir:s CO|', 'dir:s code:'],
    ['(ph|', '(phase:'],
    ['-ki|', '-kind:'],
    ['!(a or t|', '!(a or tls:'],
    ['en| code:5xx', 'enh: code:5xx'],
    ['sta|tus', 'code:'],
    ['rcpt|', 'to:'],
    ['rcpt|', 'cmd:RCPT'],
    ['content|', 'phase:content'],
    ['content|', 'kind:content'],
    ['code:|', 'code:5xx'],
    ['code:4|', 'code:4xx'],
    ['cmd:e|', 'cmd:EHLO'],
    ['dir:cl|', 'dir:c'],
    ['a dir:|s b', 'a dir:c b'],
    ['is:re|', 'is:refused'],
    ['from:|', 'from:<>'],
  ])('%s offers %s', (marked, text) => {
    expect(completed(marked)).toContain(text);
  });

  it('offers every field where nothing is typed, each with a line about it', () => {
    const { suggestions } = completeQuery('', 0);
    expect(suggestions.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['dir:', 'code:', 'from:', 'before:']),
    );
    expect(suggestions.filter(({ description }) => description === '')).toEqual([]);
    expect(completed('a |')).toHaveLength(suggestions.length);
    expect(completed('a -|')).toHaveLength(suggestions.length);
  });

  test.each([
    '"co|',
    '"co"|',
    '/co|',
    '/co/|',
    'text:"co|',
    'code:/5|',
    '(a)|',
    'nothing:x|',
    'code:550|',
    'zz|',
    'a or|',
  ])('%s offers nothing', (marked) => {
    expect(completed(marked)).toEqual([]);
  });

  it('offers what the choice of conversations understands', () => {
    expect(completed('|', 'session')).not.toContain('code:');
    expect(completed('|', 'session')).toContain('from:');
    expect(completed('is:|', 'session')).toContain('is:open');
    expect(completed('is:|', 'session')).not.toContain('is:masked');
    expect(completed('masked|', 'session')).toEqual([]);
  });

  it('is not put off by mistakes further left, nor by a caret outside the text', () => {
    expect(completed('http://x co|')).toContain('http://x code:');
    expect(completed('code:abc co|')).toContain('code:abc code:');
    expect(completeQuery('co', 99).to).toBe(2);
    expect(completeQuery('co', -5).from).toBe(0);
  });

  it('offers only values that can be used', () => {
    const fields = completeQuery('', 0).suggestions.map(({ insert }) => insert);
    const values = fields.flatMap((field) => completeQuery(field, field.length).suggestions);
    expect(values.length).toBeGreaterThan(40);
    expect(values.filter(({ insert }) => !parseQuery(insert).ok)).toEqual([]);
  });
});
