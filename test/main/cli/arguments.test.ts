import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { parseFilter, parsePort, parseSlow, parseUpstream } from '../../../main/cli/arguments.ts';

describe('a port', () => {
  test.each([
    ['0', 0],
    ['2525', 2525],
    ['65535', 65535],
  ])('is read: %s', (text, port) => {
    expect(parsePort(text)).toBe(port);
  });

  test.each(['', ' ', '-1', '65536', '25.0', '1e3', '0x19', '٢٥', 'smtp'])('is refused: "%s"', (text) => {
    expect(() => parsePort(text)).toThrow(InvalidArgumentError);
  });
});

describe('a time after which replies are slow', () => {
  test('is read into microseconds', () => {
    expect([parseSlow('500'), parseSlow('0.5')]).toEqual([500_000, 500]);
  });

  test.each(['', '0', '-1', '5s', '1e3', '999999999'])('is refused: "%s"', (text) => {
    expect(() => parseSlow(text)).toThrow(InvalidArgumentError);
  });
});

describe('a server', () => {
  test.each([
    ['built-in', 'built-in'],
    ['mail.example', { host: 'mail.example', port: 25 }],
    ['mail.example:587', { host: 'mail.example', port: 587 }],
    ['192.0.2.1:2525', { host: '192.0.2.1', port: 2525 }],
    ['[2001:db8::1]:465', { host: '2001:db8::1', port: 465 }],
    ['[::1]', { host: '::1', port: 25 }],
    ['::1', { host: '::1', port: 25 }],
    ['::ffff:192.0.2.1', { host: '::ffff:192.0.2.1', port: 25 }],
  ])('is read: %s', (text, upstream) => {
    expect(parseUpstream(text)).toEqual(upstream);
  });

  test.each([
    '',
    ':25',
    'mail.example:',
    'mail.example:0',
    'mail.example:65536',
    'mail example',
    '[::1]x',
    'a:b',
    '--once',
  ])('is refused: "%s"', (text) => {
    expect(() => parseUpstream(text)).toThrow('Name the server as HOST, HOST:PORT or [IPv6]:PORT.');
  });
});

describe('a filter', () => {
  test('is read', () => {
    expect(parseFilter('code:354 or cmd:DATA').isEmpty).toBe(false);
  });

  test('is refused with its place marked, and what to write instead', () => {
    expect(() => parseFilter('cmd:DATA and (')).toThrow(/^\n {2}cmd:DATA and \(\n {2} +\^\n\S.*\.$/);
  });
});
