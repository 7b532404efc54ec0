import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../../app/gate/address.ts';
import { networkOf, readNetwork } from '../../../app/gate/network.ts';

/** Whether the network holds the address; or why there is no such network. */
function holds(network: string, address: string): boolean | string {
  const reading = readNetwork(network);
  const parsed = parseAddress(address);
  if (!reading.ok) return reading.text;
  return parsed === null ? 'no address' : networkOf([reading.network], parsed) !== null;
}

describe('an address', () => {
  test.each([
    ['0.0.0.0', 4, 0n],
    ['192.0.2.7', 4, 0xc0000207n],
    ['255.255.255.255', 4, 0xffffffffn],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['1::', 6, 1n << 112n],
    ['2001:DB8::8:800:200c:417a', 6, 0x20010db80000000000080800200c417an],
    ['1:2:3:4:5:6:7:8', 6, 0x00010002000300040005000600070008n],
    ['1:2:3:4:5:6:7::', 6, 0x00010002000300040005000600070000n],
    ['64:ff9b::192.0.2.33', 6, 0x0064ff9b0000000000000000c0000221n],
    ['fe80::1%eth0', 6, 0xfe800000000000000000000000000001n],
    ['::ffff:192.0.2.7', 4, 0xc0000207n],
    ['::FFFF:c000:0207', 4, 0xc0000207n],
  ])('%s is read', (text, version, value) => {
    expect(parseAddress(text)).toEqual({ version, value });
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4 ',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::1.2.3',
    '1.2.3.4::',
    'localhost',
  ])('“%s” is none', (text) => {
    expect(parseAddress(text)).toBeNull();
  });
});

describe('a network', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['192.0.2.0/24', '192.0.2.255', true],
    ['192.0.2.0/24', '192.0.3.0', false],
    // Bits of the host that somebody wrote all the same do not matter.
    ['192.0.2.77/24', '192.0.2.1', true],
    ['0.0.0.0/0', '255.1.2.3', true],
    ['0.0.0.0/0', '::1', false],
    ['10.1.2.3/32', '10.1.2.3', true],
    ['10.1.2.3/32', '10.1.2.2', false],
    ['192.0.2.10-192.0.2.20', '192.0.2.20', true],
    ['192.0.2.10 - 192.0.2.20', '192.0.2.9', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['::/0', '2001:db9::', true],
    ['::1', '::1', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['2001:db8::5-2001:db8::9', '2001:db8::7', true],
    // IPv4 is the same, whichever way the one and the other are written.
    ['127.0.0.0/8', '::ffff:127.0.0.1', true],
    ['::ffff:127.0.0.0/104', '127.9.9.9', true],
    ['::ffff:127.0.0.0/104', '128.0.0.1', false],
  ])('%s and %s: %s', (network, address, expected) => {
    expect(holds(network, address)).toBe(expected);
  });

  test.each([
    ['', 'is no address, network or range'],
    ['mail.example', 'is no address, network or range'],
    ['10.0.0.0/8/8', 'is no address, network or range'],
    ['10.0.0.1-10.0.0.2/8', 'is no address, network or range'],
    ['10.0.0.0/33', 'a number up to 32'],
    ['10.0.0.0/', 'a number up to 32'],
    ['10.0.0.0/08', 'a number up to 32'],
    ['2001:db8::/129', 'a number up to 128'],
    ['::ffff:10.0.0.0/8', 'a number up to 32'],
    ['10.0.0.9-10.0.0.1', 'is no range'],
    ['10.0.0.9-::1', 'is no range'],
    ['10.0.0.9-', 'is no range'],
  ])('“%s” is refused: %s', (text, why) => {
    expect(holds(text, '10.0.0.1')).toContain(why);
  });
});
