import { describe, expect, test } from 'vitest';
import { pcap, packetsOf } from '../../support/packets-file.ts';
import {
  cooked,
  cooked2,
  ethernet,
  EXTENSIONS,
  family,
  ipv4,
  ipv6,
  mpls,
  nflog,
  ppp,
  pppoe,
  snap,
  type Packet,
  type Wrap,
} from '../../support/packets-ip.ts';
import { segmentsOf, type Segment } from '../../support/packets-tcp.ts';
import { IN_ORDER, importBytes, importOne, ORDINARY, toldOf } from './imported.ts';

const SEGMENTS = segmentsOf(ORDINARY);
const TOLD = toldOf(ORDINARY, ...IN_ORDER);

const raw: Wrap = (bytes) => bytes;

function ipv6PacketsOf(segments: readonly Segment[], wrap: Wrap): Packet[] {
  return segments.flatMap((segment) =>
    ipv6(segment).map((bytes) => ({ time: segment.time, bytes: wrap(bytes) })),
  );
}

describe('a conversation is the same on', () => {
  test.each([
    ['Ethernet', 1, ethernet()],
    ['Ethernet with a VLAN (802.1Q)', 1, ethernet([0x8100, 12])],
    ['Ethernet with a VLAN in a VLAN (802.1ad)', 1, ethernet([0x88a8, 3], [0x8100, 12])],
    [
      'Ethernet with three VLANs, one tagged as old switches did',
      1,
      ethernet([0x9100, 1], [0x88a8, 2], [0x8100, 3]),
    ],
    ['802.3 with SNAP', 1, snap],
    ['Linux cooked capture', 113, cooked],
    ['Linux cooked capture, version 2', 276, cooked2()],
    ['Linux cooked capture, version 2, with a VLAN', 276, cooked2(12)],
    ['PPP over Ethernet', 1, pppoe],
    ['MPLS over Ethernet', 1, mpls],
    ['PPP', 9, ppp],
    ['NFLOG of a little-endian machine', 239, nflog('little')],
    ['NFLOG of a big-endian machine', 239, nflog('big')],
    ['raw IP', 101, raw],
    ['raw IP, as systems number it', 12, raw],
    ['raw IP, as OpenBSD numbers it', 14, raw],
  ])('%s', async (_, linkType, wrap) => {
    for (const packets of [packetsOf(SEGMENTS, wrap), ipv6PacketsOf(SEGMENTS, wrap)]) {
      expect((await importOne(pcap(packets, { linkType }))).told).toBe(TOLD);
    }
  });

  test.each([
    ['IPv4', 228, packetsOf(SEGMENTS, raw)],
    ['IPv6', 229, ipv6PacketsOf(SEGMENTS, raw)],
  ])('raw %s', async (_, linkType, packets) => {
    expect((await importOne(pcap(packets, { linkType }))).told).toBe(TOLD);
  });

  test.each(['little', 'big'] as const)('the loopback of a %s-endian machine', async (order) => {
    for (const linkType of [0, 108]) {
      const ipv4Packets = packetsOf(SEGMENTS, family(2, order));
      expect((await importOne(pcap(ipv4Packets, { linkType }))).told).toBe(TOLD);
      for (const number of [10, 23, 24, 28, 30]) {
        const packets = ipv6PacketsOf(SEGMENTS, family(number, order));
        expect((await importOne(pcap(packets, { linkType }))).told).toBe(TOLD);
      }
    }
  });

  test.each(Object.entries(EXTENSIONS))('IPv6 with %s', async (_, extension) => {
    const packets = SEGMENTS.flatMap((segment) =>
      ipv6(segment, [extension]).map((bytes) => ({ time: segment.time, bytes: ethernet()(bytes) })),
    );
    expect((await importOne(pcap(packets))).told).toBe(TOLD);
  });

  test('IPv6 with all extension headers at once', async () => {
    const packets = SEGMENTS.flatMap((segment) =>
      ipv6(segment, Object.values(EXTENSIONS)).map((bytes) => ({
        time: segment.time,
        bytes: ethernet()(bytes),
      })),
    );
    expect((await importOne(pcap(packets))).told).toBe(TOLD);
  });
});

describe('the ends of a conversation', () => {
  test('have IPv4 addresses', async () => {
    const { summary } = await importOne(pcap(packetsOf(SEGMENTS)));
    expect(summary.client).toEqual({ address: '192.0.2.10', port: 50_000 });
    expect(summary.server).toEqual({ host: '198.51.100.25', address: '198.51.100.25', port: 25 });
  });

  test('have IPv6 addresses, written as RFC 5952 wants it', async () => {
    const pairs = [
      ['2001:db8::10', '2001:db8:0:1::25'],
      ['::1', 'fe80::'],
      ['2001:db8::1:0:0:1', '1:2:3:4:5:6:7:8'],
      ['2001:db8:0:1:1:1:1:1', '::'],
    ] as const;
    for (const [client, server] of pairs) {
      const ends = { client: { address: client, port: 50_000 }, server: { address: server, port: 25 } };
      const packets = SEGMENTS.flatMap((segment) =>
        ipv6(segment, [], ends).map((bytes) => ({ time: segment.time, bytes })),
      );
      const { summary } = await importOne(pcap(packets, { linkType: 101 }));
      expect([summary.client.address, summary.server.address]).toEqual([client, server]);
    }
  });
});

describe('fragments', () => {
  const SIZE = 16;

  function fragments(version: 4 | 6): Packet[][] {
    return SEGMENTS.map((segment, at) => {
      const parts =
        version === 4
          ? ipv4(segment, undefined, at + 1, SIZE)
          : ipv6(segment, Object.values(EXTENSIONS).slice(2, 3), undefined, at + 1, SIZE);
      return parts.map((bytes) => ({ time: segment.time, bytes: ethernet()(bytes) }));
    });
  }

  test.each([4, 6] as const)('of IPv%i are put together', async (version) => {
    expect((await importOne(pcap(fragments(version).flat()))).told).toBe(TOLD);
  });

  test.each([4, 6] as const)('of IPv%i are put together in any order', async (version) => {
    const packets = fragments(version).flatMap((parts) => parts.toReversed());
    expect((await importOne(pcap(packets))).told).toBe(TOLD);
  });

  test('of several packets may come mixed', async () => {
    const [handshake, rest] = [SEGMENTS.slice(0, 3), fragments(4).slice(3)];
    const longest = Math.max(...rest.map((parts) => parts.length));
    const mixed: Packet[] = [];
    for (let at = 0; at < rest.length; at += 2) {
      for (let part = 0; part < longest; part += 1) {
        mixed.push(...[rest[at]?.[part], rest[at + 1]?.[part]].filter((packet) => packet !== undefined));
      }
    }
    expect((await importOne(pcap([...packetsOf(handshake), ...mixed]))).told).toBe(TOLD);
  });

  test('that came twice, and other bytes in the place of some, change nothing', async () => {
    const packets = fragments(4).flatMap((parts) => {
      const [first, ...others] = parts;
      if (first === undefined || others.length === 0) return parts;
      const forged = { ...first, bytes: Buffer.from(first.bytes) };
      forged.bytes.fill('!', forged.bytes.length - 8);
      return [first, forged, first, ...others];
    });
    expect((await importOne(pcap(packets))).told).toBe(TOLD);
  });

  test('of which one is missing leave a gap', async () => {
    const packets = fragments(4).flatMap((parts, at) => (at === 5 ? parts.slice(1) : parts));
    const { told } = await importOne(pcap(packets));
    expect(told).toContain('s< 220 mx.example ESMTP\n# gap of 21 from client\ns< 250-mx.example');
  });

  test('of a number that was used before are not mixed with what is left of that', async () => {
    const [first] = fragments(4)[5] ?? [];
    if (first === undefined) throw new Error('no fragments');
    const forged = { time: first.time - 120_000_000, bytes: Buffer.from(first.bytes) };
    forged.bytes.fill('!', 14 + 20);
    expect((await importOne(pcap([forged, ...fragments(4).flat()]))).told).toBe(TOLD);
  });

  test('without number are not gathered without end', async () => {
    const lonely = Array.from({ length: 2_000 }, (_, at) => ({ ...SEGMENTS[5], at }));
    const packets = lonely.flatMap(({ at }) => {
      const [first] = SEGMENTS.slice(5, 6).flatMap((segment) => ipv4(segment, undefined, at + 100, SIZE));
      return first === undefined ? [] : [{ time: 0, bytes: ethernet()(first) }];
    });
    const { conversations } = await importBytes(pcap([...packets, ...packetsOf(SEGMENTS)]));
    expect(conversations.map(({ told }) => told)).toEqual([TOLD]);
  });
});

describe('a length that IP gives', () => {
  test('does not count beyond a packet of which all was captured', async () => {
    const packets = packetsOf(SEGMENTS).map((packet, at) => {
      const bytes = Buffer.from(packet.bytes);
      if (at === 5) bytes.writeUInt16BE(bytes.readUInt16BE(16) + 7, 16);
      return { ...packet, bytes };
    });
    expect((await importOne(pcap(packets))).told).toBe(TOLD);
  });

  test('may be 0 where the network card was to fill it in', async () => {
    const large = segmentsOf(ORDINARY).filter(({ bytes }) => bytes.length > 2);
    const withoutLength = (packets: readonly Packet[], at: number): Packet[] =>
      packets.map((packet) => {
        const bytes = Buffer.from(packet.bytes);
        bytes.writeUInt16BE(0, at);
        return { ...packet, bytes };
      });
    const told = TOLD.slice(0, TOLD.indexOf('\n# ended')).replace('# connected\n', '');
    const ended = `${told}\n# closed by spy: stopped`;
    expect((await importOne(pcap(withoutLength(packetsOf(large), 16)))).told).toBe(ended);
    expect((await importOne(pcap(withoutLength(ipv6PacketsOf(large, ethernet()), 18)))).told).toBe(ended);
  });
});

describe('packets that are none of a conversation', () => {
  const others: [string, Buffer][] = [
    ['ARP', Buffer.from('ffffffffffff525400f9c34508060001080006040001', 'hex')],
    ['a frame of nothing', Buffer.alloc(0)],
    ['a frame that ends in its addresses', Buffer.alloc(9)],
    ['VLAN tags without end', Buffer.from(`${'00'.repeat(12)}${'81000001'.repeat(40)}`, 'hex')],
    ['IP of version 5', ethernet()(Buffer.alloc(40, 0x55))],
    ['half an IPv4 header', Buffer.from('525400f5434a525400f9c34508004500', 'hex')],
    ['half an IPv6 header', Buffer.from('525400f5434a525400f9c34586dd6000', 'hex')],
  ];

  test('are passed over', async () => {
    const noise = others.map(([, bytes]) => ({ time: 0, bytes }));
    const packets = packetsOf(SEGMENTS).flatMap((packet) => [...noise, packet]);
    const { conversations, otherFlows, unknownPackets } = await importBytes(pcap(packets));
    expect(conversations.map(({ told }) => told)).toEqual([TOLD]);
    expect({ otherFlows, unknownPackets }).toEqual({ otherFlows: 0, unknownPackets: 0 });
  });

  test('are counted, where their network is not known', async () => {
    const { conversations, unknownPackets } = await importBytes(pcap(packetsOf(SEGMENTS), { linkType: 105 }));
    expect({ conversations, unknownPackets }).toEqual({ conversations: [], unknownPackets: SEGMENTS.length });
  });
});
