import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PacketFile } from '../../../app/exchange/packet-file.ts';
import { ETHERNET, pcap, pcapng, Section } from '../../support/packets-file.ts';

/** What a file gave: each packet in a few words, and what was wrong in the end. */
interface Read {
  readonly packets: readonly string[];
  readonly fault: ReturnType<PacketFile['finish']>;
}

/** Reads a file in pieces of so many bytes. */
function read(file: Buffer, pieceSize: number = file.length): Read {
  const packets: string[] = [];
  const reader = new PacketFile(({ time, linkType, bytes, isCut }) => {
    packets.push(`${time} ${linkType} ${bytes.toString('latin1')}${isCut ? ' (cut)' : ''}`);
  });
  for (let at = 0; at < file.length; at += Math.max(1, pieceSize)) {
    if (!reader.push(Buffer.from(file.subarray(at, at + Math.max(1, pieceSize))))) break;
  }
  return { packets, fault: reader.finish() };
}

function words(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

const TWO = [
  { time: 1_234_567_890_123_456, bytes: words('first') },
  { time: 1_234_567_891_000_000, bytes: words('second, cut'), length: 100 },
];

const TWO_READ = ['1234567890123456 1 first', '1234567891000000 1 second, cut (cut)'];

describe('a pcap file', () => {
  test.each([
    ['little', false],
    ['little', true],
    ['big', false],
    ['big', true],
  ] as const)('is read in %s-endian order, with nanoseconds: %s', (order, nanoseconds) => {
    expect(read(pcap(TWO, { order, nanoseconds }))).toEqual({ packets: TWO_READ, fault: null });
  });

  test('may say beside the link type how long frame check sequences are', () => {
    expect(read(pcap(TWO, { linkType: 0x24000000 + ETHERNET })).packets).toEqual(TWO_READ);
  });

  test('may hold no packets', () => {
    expect(read(pcap([]))).toEqual({ packets: [], fault: null });
  });

  test('of another version is not guessed at', () => {
    const file = pcap(TWO);
    file.writeUInt16LE(3, 4);
    expect(read(file)).toEqual({
      packets: [],
      fault: { code: 'not-a-capture', offset: 4, expected: 'version 2 of pcap' },
    });
  });

  test('is read up to a packet that cannot be', () => {
    const file = pcap([...TWO, { time: 0, bytes: words('third') }]);
    const at = file.lastIndexOf('third') - 16;
    file.writeUInt32LE(0x7fffffff, at + 8);
    expect(read(file)).toEqual({
      packets: TWO_READ,
      fault: {
        code: 'damaged',
        offset: at,
        expected: 'a packet of at most 262144 bytes, and not of 2147483647',
      },
    });
  });
});

describe('a pcapng file', () => {
  const little = new Section();
  const big = new Section('big');

  function file(...blocks: readonly Buffer[]): Buffer {
    return Buffer.concat(blocks);
  }

  test.each(['little', 'big'] as const)('is read in %s-endian order', (order) => {
    const section = new Section(order);
    const blocks = [
      section.header(),
      section.interface(),
      section.enhanced(words('first'), 1_234_567_890_123_456n),
    ];
    expect(read(file(...blocks))).toEqual({ packets: TWO_READ.slice(0, 1), fault: null });
  });

  test('has packets in blocks of three kinds', () => {
    const read_ = read(
      file(
        little.header(),
        little.interface(101, Buffer.alloc(0), 6),
        little.enhanced(words('enhanced'), 5n, 0, 9),
        little.simple(words('simple'), 700),
        little.obsolete(words('old'), 8n),
        little.simple(words('abc'), 3),
      ),
    );
    expect(read_.packets).toEqual(['5 101 enhanced (cut)', '5 101 simple (cut)', '8 101 old', '8 101 abc']);
    expect(read_.fault).toBeNull();
  });

  test('may have several sections, each in its own order and with interfaces of its own', () => {
    const { packets, fault } = read(
      file(
        little.header(little.option(4, words('some program'))),
        little.interface(1),
        little.interface(113),
        little.enhanced(words('a'), 1n, 1),
        big.header(),
        big.interface(0),
        big.enhanced(words('b'), 2n),
        little.header(),
        little.interface(276),
        little.enhanced(words('c'), 3n),
      ),
    );
    expect(packets).toEqual(['1 113 a', '2 0 b', '3 276 c']);
    expect(fault).toBeNull();
  });

  test.each([
    ['microseconds, where nothing is said', [], 1_600_000_000_123_456n, 1_600_000_000_123_456],
    ['nanoseconds', [[9, [9]]], 1_600_000_000_123_456_789n, 1_600_000_000_123_456],
    ['seconds', [[9, [0]]], 1_600_000_000n, 1_600_000_000_000_000],
    ['powers of two', [[9, [0x80 + 10]]], 1_600_000_000n * 1_024n + 512n, 1_600_000_000_500_000],
    ['picoseconds', [[9, [12]]], 5_000_001n, 5],
    ['microseconds with an offset', [[14, [0, 0x10, 0, 0, 0, 0, 0, 0]]], 7n, 4_096_000_007],
    [
      'microseconds with an offset that is negative',
      [[14, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]],
      3_000_000n,
      2_000_000,
    ],
    ['what no clock shows', [[9, [0]]], 0xffff_ffff_ffff_ffffn, Number.MAX_SAFE_INTEGER],
    ['what lies before 1970', [[14, [0, 0, 0, 0, 0, 0, 0, 0x80]]], 3n, 0],
  ] as const)('counts time in %s', (_, options, ticks, microseconds) => {
    const written = options.map(([code, value]) => little.option(code, Buffer.from(value)));
    const described = little.interface(
      1,
      Buffer.concat([little.option(2, words('eth0')), ...written, little.option(0, words(''))]),
    );
    expect(read(file(little.header(), described, little.enhanced(words('x'), ticks))).packets).toEqual([
      `${microseconds} 1 x`,
    ]);
  });

  test('is read past all other blocks, known or not, large or small', () => {
    const { packets, fault } = read(
      file(
        little.header(),
        little.block(0x0bad, words('a custom block')),
        little.interface(),
        little.block(4, words('names')),
        little.enhanced(words('a'), 1n),
        little.block(5, Buffer.alloc(3_000_000)),
        little.block(0x40000bad, Buffer.alloc(0)),
        little.enhanced(Buffer.alloc(400_000), 2n),
        little.enhanced(words('b'), 3n),
      ),
      1_000,
    );
    expect(packets).toEqual(['1 1 a', '3 1 b']);
    expect(fault).toBeNull();
  });

  test.each([
    [
      'a packet of an unknown interface',
      little.enhanced(words('x'), 1n, 7),
      0,
      /interface .* and not of number 7/,
    ],
    [
      'a packet larger than its block',
      little.block(6, little.numbers([0, 4], [0, 4], [0, 4], [99, 4], [99, 4])),
      0,
      /fits into its block/,
    ],
    ['half of a packet block', little.block(6, Buffer.alloc(8)), 0, /whole packet block/],
    ['half of an interface', little.block(1, Buffer.alloc(4)), 0, /whole description/],
    ['a block of no length', little.numbers([6, 4], [0, 4], [0, 4]), 4, /length of a block, and not 0/],
    ['an odd length', little.numbers([6, 4], [13, 4], [0, 4], [0, 2]), 4, /length of a block, and not 13/],
    ['lengths that differ', little.numbers([6, 4], [16, 4], [0, 4], [20, 4]), 12, /length, 16, again/],
    [
      'lengths that differ in a block that is passed over',
      little.numbers([4, 4], [16, 4], [0, 4], [20, 4]),
      12,
      /length, 16, again/,
    ],
    ['a section in no order', big.block(0x0a0d0d0a, Buffer.alloc(20)), 8, /byte-order magic/],
  ])('is read up to %s', (_, block, at, expected) => {
    const before = file(little.header(), little.interface(), little.enhanced(words('x'), 1n));
    const { packets, fault } = read(file(before, block, little.enhanced(words('y'), 2n)));
    expect(packets).toEqual(['1 1 x']);
    expect(fault).toEqual({
      code: 'damaged',
      offset: before.length + at,
      expected: expect.stringMatching(expected),
    });
  });

  test('must describe an interface before its packets', () => {
    expect(read(file(little.header(), little.simple(words('x')))).fault).toEqual({
      code: 'damaged',
      offset: 28,
      expected: 'the description of an interface before its packets',
    });
  });
});

describe('what is no capture', () => {
  test.each(['', 'a', 'abc', 'GET / HTTP/1.1\r\n', 'SMTPSPY\n', '\x1f\x8b\x08'])('is told: %j', (text) => {
    expect(read(words(text))).toEqual({
      packets: [],
      fault: { code: 'not-a-capture', offset: 0, expected: 'the beginning of a pcap or pcapng file' },
    });
  });
});

const FILES: Readonly<Record<string, Buffer>> = {
  pcap: pcap(TWO, { order: 'big', nanoseconds: true }),
  pcapng: Buffer.concat([
    pcapng(TWO),
    new Section('big').header(),
    new Section('big').block(77, Buffer.alloc(20)),
  ]),
};

describe.each(Object.entries(FILES))('any %s file', (_, file) => {
  test('is the same in pieces of any size', () => {
    const whole = read(file);
    expect(whole.fault).toBeNull();
    for (let size = 1; size <= file.length; size += 1) expect(read(file, size)).toEqual(whole);
  });

  test('that ends too soon gives what is whole, and says where it stopped', () => {
    const { packets } = read(file);
    for (let length = 4; length < file.length; length += 1) {
      const part = read(file.subarray(0, length), 7);
      expect(packets.slice(0, part.packets.length)).toEqual(part.packets);
      if (part.fault === null) continue;
      expect(part.fault.code).toBe('truncated');
      expect(part.fault.offset).toBeLessThanOrEqual(length);
      // What precedes that place is whole.
      expect(read(file.subarray(0, part.fault.offset)).fault?.offset ?? part.fault.offset).toBe(
        part.fault.offset,
      );
    }
  });

  test('in which bytes were changed neither throws nor goes on for ever', () => {
    const change = fc.record({ at: fc.nat(file.length - 1), to: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 64 }),
        (changes, size) => {
          const changed = Buffer.from(file);
          for (const { at, to } of changes) changed[at] = to;
          const { packets, fault } = read(changed, size);
          expect(packets.length).toBeLessThan(50);
          expect(fault?.offset ?? 0).toBeLessThanOrEqual(file.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});
