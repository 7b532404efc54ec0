import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../app/transcript/query.ts';
import { markParts, readFind, type FindWish } from '../../../renderer/words/find.ts';
import { makeLine } from '../support/make.ts';
import { makeSummary } from '../support/make.ts';

const wish = (text: string, change: Partial<FindWish> = {}): FindWish => ({
  text,
  regex: false,
  matchCase: false,
  ...change,
});

/** Whether a line with that text is found; the pattern has to mark the same lines. */
function finds(looked: FindWish, text: string): boolean {
  const found = readFind(looked);
  if (found?.ok !== true) throw new Error('nothing is looked for');
  const parsed = parseQuery(found.query);
  if (!parsed.ok) throw new Error(parsed.problem.text);
  const matches = parsed.query.matchesLine(makeLine({ text }), makeSummary());
  expect(text.search(found.pattern) !== -1).toBe(matches);
  return matches;
}

describe('what is looked for in a conversation', () => {
  it.each([
    ['rcpt', 'RCPT TO:<a@b>', true],
    ['a.b', 'a-b', false],
    ['a.b', 'x a.b y', true],
    ['"quoted" \\ back', 'say "QUOTED" \\ back', true],
    ['/slash/', 'a /slash/ b', true],
    ['(', 'open (', true],
  ])('is %j as it stands: in %j, %s', (text, line, expected) => {
    expect(finds(wish(text), line)).toBe(expected);
    expect(finds(wish(text, { matchCase: true }), line)).toBe(expected && line.includes(text));
  });

  it.each([
    ['^2\\d\\d', '250 ok', true],
    ['a/b', 'A/B', true],
    ['[/]', 'a/b', true],
    ['x|y$', 'wxz', true],
  ])('is the regular expression %s: in %j, %s', (text, line, expected) => {
    expect(finds(wish(text, { regex: true }), line)).toBe(expected);
  });

  it('is nothing where nothing was typed, and says what is wrong with a regular expression', () => {
    expect(readFind(wish(''))).toBeNull();
    expect(readFind(wish('(', { regex: true }))).toMatchObject({ ok: false });
  });
});

describe('what is marked', () => {
  const marked = (pattern: RegExp) =>
    markParts(
      [
        { role: 'strong', text: 'RCPT' },
        { role: 'words', text: ' TO:<a@b> to' },
      ],
      pattern,
    )
      .map(
        ({ role, text, marked }) => `${role === 'strong' ? '*' : ''}${marked === true ? `[${text}]` : text}`,
      )
      .join('|');

  it('are matches, over the borders of stretches too', () => {
    expect(marked(/to/gi)).toBe('*RCPT| |[TO]|:<a@b> |[to]');
    expect(marked(/t to/gi)).toBe('*RCP|*[T]|[ TO]|:<a@b> to');
    expect(marked(/nothing/g)).toBe('*RCPT| TO:<a@b> to');
    expect(marked(/x*/g)).toBe('*RCPT| TO:<a@b> to');
  });
});
