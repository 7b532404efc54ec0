import { expect, test } from 'vitest';
import {
  defaultCapturesDirectory,
  sessionFileName,
  sessionsOfFileName,
} from '../../../app/capture/folder.ts';

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

test.each([
  ['linux', {}, '/home/me/.local/share/smtp-spy/captures'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/smtp-spy/captures'],
  ['darwin', {}, '/home/me/Library/Application Support/SMTP Spy/captures'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/SMTP Spy/captures'],
  ['win32', {}, '/home/me/AppData/Local/SMTP Spy/captures'],
] as const)('on %s with %j captures are in %s', (platform, environment, directory) => {
  expect(defaultCapturesDirectory(platform, environment, '/home/me').replaceAll('\\', '/')).toBe(directory);
});
