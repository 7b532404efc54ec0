import { describe, expect, it } from 'vitest';
import { lineFragment, placeFragment, readPlaceFragment } from '../../../renderer/words/line-link.ts';

const NOWHERE = { session: null, line: null, middle: null, filter: '', search: '', file: null };

describe('the address of a place in the viewer', () => {
  it.each([
    { ...NOWHERE, session: 12, line: 30 },
    { ...NOWHERE, session: 1 },
    { ...NOWHERE, search: 'is:refused to:bob' },
    { ...NOWHERE, session: 3, middle: { row: 40, heading: true } },
    {
      session: 7,
      line: null,
      middle: { row: 0, heading: false },
      filter: '/a#?&=%+ b/i or "ü"',
      search: 'client:10.0.0.1',
      file: 3,
    },
  ])('is read as it was written: %j', (address) => {
    expect(readPlaceFragment(`#${placeFragment(address)}`)).toEqual(address);
  });

  it('is a link to a line where nothing else is on screen', () => {
    expect(placeFragment({ ...NOWHERE, session: 12, line: 30 })).toBe('session/12/line/30');
    expect(readPlaceFragment(lineFragment({ session: 12, line: 30 }))).toEqual({
      ...NOWHERE,
      session: 12,
      line: 30,
    });
  });

  it.each(['', '#', '#session', '#session/0', '#session/1/line/0', '#session/1/line/2x', '#session/1e3'])(
    'is not %j',
    (fragment) => {
      expect(readPlaceFragment(fragment)).toBeNull();
    },
  );

  it('leaves out what is no number', () => {
    expect(readPlaceFragment('#session/1?row=-1&file=x')).toEqual({ ...NOWHERE, session: 1 });
  });
});
