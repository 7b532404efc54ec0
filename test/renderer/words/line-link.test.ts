import { describe, expect, it } from 'vitest';
import { lineFragment, readLineFragment } from '../../../renderer/words/line-link.ts';

describe('a link to a line', () => {
  it.each([
    { session: 12, line: 30 },
    { session: 1, line: null },
  ])('is read as it was written: %j', (address) => {
    expect(readLineFragment(`#${lineFragment(address)}`)).toEqual(address);
  });

  it.each(['', '#', '#session', '#session/0', '#session/1/line/0', '#session/1/line/2x', '#session/1e3'])(
    'is not %j',
    (fragment) => {
      expect(readLineFragment(fragment)).toBeNull();
    },
  );
});
