import { expect, test } from 'vitest';
import { DEFAULT_LISTENER } from '../../../app/contract.ts';
import { settingsFrom, withSettings } from '../../../main/desktop/handshake.ts';

test('settings arrive as they were sent, and the rest of the environment with them', () => {
  const settings = {
    listeners: [{ ...DEFAULT_LISTENER, host: '::1', port: 0 }] as const,
    dataDirectory: '/data',
    keyLogFile: '/keys',
    builtInFile: '/server.json',
    capturesDirectory: '/a folder/with "quotes"',
  };
  const environment = withSettings({ PATH: '/bin' }, settings);
  expect(environment['PATH']).toBe('/bin');
  expect(settingsFrom(environment)).toEqual(settings);
});

test.each([
  undefined,
  '',
  '{',
  'null',
  '{"listeners":[{"port":70000}]}',
  '{"listeners":[]}',
  '{"capturesDirectory":7}',
])('settings that cannot be read are the window’s own: %s', (text) => {
  expect(settingsFrom({ SMTP_SPY_DESKTOP_SETTINGS: text })).toEqual({});
});
