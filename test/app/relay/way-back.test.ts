import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { leadsBack } from '../../../app/relay/way-back.ts';

const loopback = { address: '127.0.0.1', port: 2525 };
const everywhere = { address: '0.0.0.0', port: 2525 };

test.each([
  [{ host: '127.0.0.1', port: 2525 }, loopback],
  [{ host: 'LocalHost', port: 2525 }, loopback],
  [
    { host: '::1', port: 2525 },
    { address: '::1', port: 2525 },
  ],
  [{ host: 'localhost', port: 2525 }, everywhere],
  [{ host: '127.0.0.1', port: 2525 }, everywhere],
  [
    { host: '192.0.2.1', port: 25 },
    { address: '192.0.2.1', port: 25 },
  ],
])('from %j the way leads back to %j', (server, listener) => {
  expect(leadsBack(server, listener)).toBe(true);
});

test('an address of this machine leads back to a listener on all addresses', () => {
  const own = Object.values(networkInterfaces()).flatMap((several) => several ?? []);
  expect(own.map(({ address }) => leadsBack({ host: address, port: 2525 }, everywhere))).not.toContain(false);
});

test.each([
  [{ host: '127.0.0.1', port: 25 }, loopback],
  [{ host: '127.0.0.2', port: 2525 }, loopback],
  [
    { host: 'localhost', port: 2525 },
    { address: '192.0.2.1', port: 2525 },
  ],
  [{ host: 'mx.example', port: 2525 }, loopback],
  [{ host: '192.0.2.1', port: 2525 }, everywhere],
])('from %j the way does not lead back to %j', (server, listener) => {
  expect(leadsBack(server, listener)).toBe(false);
});
