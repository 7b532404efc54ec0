import { expect, test } from 'vitest';
import { capturesDirectoryIn, defaultDataDirectory } from '../../app/data-folder.ts';

test.each([
  ['linux', {}, '/home/me/.local/share/smtp-spy/captures'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/smtp-spy/captures'],
  ['darwin', {}, '/home/me/Library/Application Support/SMTP Spy/captures'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/SMTP Spy/captures'],
  ['win32', {}, '/home/me/AppData/Local/SMTP Spy/captures'],
] as const)('on %s with %j captures are in %s', (platform, environment, directory) => {
  expect(
    capturesDirectoryIn(defaultDataDirectory(platform, environment, '/home/me')).replaceAll('\\', '/'),
  ).toBe(directory);
});
