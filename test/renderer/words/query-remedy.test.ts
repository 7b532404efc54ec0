import { describe, expect, test } from 'vitest';
import { checkQuery } from '../../../renderer/state/check-query.ts';
import { mendedQuery, remedyParts } from '../../../renderer/words/query-remedy.ts';

function problemOf(text: string) {
  const problem = checkQuery(text);
  if (problem === null) throw new Error(`${text} is no wrong query`);
  return problem;
}

describe('what to write instead of a wrong query', () => {
  test.each([
    ['size:>1MB', { before: 'Did you mean ', instead: 'larger:1MB', after: '? To look for the text itself' }],
    ['(code:550', { before: 'Close it with ', instead: ')', after: '. To look for it' }],
    ['header:x-id:42', { before: 'Write ', instead: 'header:x-id=42', after: '.' }],
    ['code:sixty', { before: '“code:” takes a reply code', instead: null, after: '' }],
  ])('of %s stands in the remedy', (text, expected) => {
    const { before, instead, after } = remedyParts(problemOf(text));
    expect(instead).toBe(expected.instead);
    expect(before.startsWith(expected.before)).toBe(true);
    expect(after.startsWith(expected.after)).toBe(true);
  });

  test.each([
    ['a size:>1MB b', 'a larger:1MB b'],
    ['(code:550', '(code:550)'],
    ['code:sixty', 'code:sixty'],
  ])('is put in its place: %s', (text, mended) => {
    expect(mendedQuery(text, problemOf(text))).toBe(mended);
  });
});
