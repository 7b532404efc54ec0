import { expect, test } from 'vitest';
import { sessionFileName, sessionsOfFileName } from '../../../app/capture/folder.ts';

test.each([
  [{ first: 1, last: 1 }, '00000001.session'],
  [{ first: 2, last: 40 }, '00000002-00000040.session'],
  [{ first: 123_456_789, last: 123_456_789 }, '123456789.session'],
])('the sessions %j are in %s', (range, name) => {
  expect(sessionFileName(range)).toBe(name);
  expect(sessionsOfFileName(name)).toEqual(range);
});

test.each(['numbers', '1.session', '00000001.session.bak', '00000002-00000001.session', 'x00000001.session'])(
  '%s holds no sessions',
  (name) => {
    expect(sessionsOfFileName(name)).toBeNull();
  },
);
