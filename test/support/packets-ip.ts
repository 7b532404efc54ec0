import { Buffer } from 'node:buffer';
import type { Segment } from './packets-tcp.ts';

/** A packet as a capture holds it. */
export interface Packet {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly bytes: Buffer;
  /** Bytes on the wire, where not all were captured. */
  readonly length?: number;
}

/** Who speaks to whom. */
export interface Ends {
  readonly client: { readonly address: string; readonly port: number };
  readonly server: { readonly address: string; readonly port: number };
}

/** Addresses that RFC 5737 keeps for examples. */
export const IPV4_ENDS: Ends = {
  client: { address: '192.0.2.10', port: 50_000 },
  server: { address: '198.51.100.25', port: 25 },
};

/** Addresses that RFC 3849 keeps for examples. */
const IPV6_ENDS: Ends = {
  client: { address: '2001:db8::10', port: 50_000 },
  server: { address: '2001:db8:0:1::25', port: 25 },
};

/** Puts something around the bytes of a packet. */
export type Wrap = (bytes: Buffer) => Buffer;

const TCP = 6;
const HEADER_WITH_OPTION = 24;
const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4 };
const ACK = 16;
const FRAGMENT = 44;

/** The bytes of a segment: a header with one option, as real ones have, and what it says. */
function tcp({ from, sequence, acknowledgment, flags, bytes }: Segment, ends: Ends): Buffer {
  const header = Buffer.alloc(HEADER_WITH_OPTION);
  const [own, peer] = from === 'c' ? [ends.client, ends.server] : [ends.server, ends.client];
  header.writeUInt16BE(own.port, 0);
  header.writeUInt16BE(peer.port, 2);
  header.writeUInt32BE(sequence, 4);
  header.writeUInt32BE(acknowledgment ?? 0, 8);
  header[12] = (HEADER_WITH_OPTION / 4) << 4;
  header[13] = Array.from(flags).reduce(
    (sum, flag) => sum | (FLAGS[flag] ?? 0),
    acknowledgment === null ? 0 : ACK,
  );
  header.writeUInt16BE(65_535, 14);
  header.set([2, 4, 5, 180], 20);
  return Buffer.concat([header, bytes]);
}

/** An IPv4 packet, or its fragments of at most so many bytes (a multiple of 8). */
export function ipv4(
  segment: Segment,
  ends: Ends = IPV4_ENDS,
  identification = 1,
  fragmentSize = 65_528,
): Buffer[] {
  const payload = tcp(segment, ends);
  const [source, destination] = addresses(segment, ends);
  return slices(payload, fragmentSize).map(({ offset, part, isLast }) => {
    const header = Buffer.alloc(20);
    header[0] = 0x45;
    header.writeUInt16BE(header.length + part.length, 2);
    header.writeUInt16BE(identification, 4);
    header.writeUInt16BE(offset / 8 + (isLast ? 0 : 0x2000), 6);
    header[8] = 64;
    header[9] = TCP;
    header.set(source.split('.').map(Number), 12);
    header.set(destination.split('.').map(Number), 16);
    return Buffer.concat([header, part]);
  });
}

/** An extension header of IPv6: its number, and what stands behind the number of the next header. */
export type Extension = readonly [number: number, rest: Buffer];

/** The extension headers that may stand in front of TCP, each eight bytes or more. */
export const EXTENSIONS: Readonly<Record<string, Extension>> = {
  'hop-by-hop': [0, Buffer.from([0, 5, 2, 0, 0, 1, 0])],
  routing: [43, Buffer.from([2, 4, 0, 0, 0, 0, 0, ...Buffer.alloc(16)])],
  'destination options': [60, Buffer.from([1, 1, 12, ...Buffer.alloc(12)])],
  'an atomic fragment': [FRAGMENT, Buffer.from([0, 0, 0, 0, 0, 0, 9])],
};

/** An IPv6 packet with these extension headers, or its fragments. */
export function ipv6(
  segment: Segment,
  extensions: readonly Extension[] = [],
  ends: Ends = IPV6_ENDS,
  identification = 1,
  fragmentSize = Infinity,
): Buffer[] {
  const { next, bytes } = chain(extensions, TCP, tcp(segment, ends));
  if (fragmentSize === Infinity) return [ipv6Header(segment, ends, next, bytes)];
  return slices(bytes, fragmentSize).map(({ offset, part, isLast }) => {
    const header = Buffer.alloc(8);
    header[0] = next;
    header.writeUInt16BE(offset + (isLast ? 0 : 1), 2);
    header.writeUInt32BE(identification, 4);
    return ipv6Header(segment, ends, FRAGMENT, Buffer.concat([header, part]));
  });
}

function chain(
  extensions: readonly Extension[],
  last: number,
  payload: Buffer,
): { next: number; bytes: Buffer } {
  const [first, ...others] = extensions;
  if (first === undefined) return { next: last, bytes: payload };
  const { next, bytes } = chain(others, last, payload);
  return { next: first[0], bytes: Buffer.concat([Buffer.from([next]), first[1], bytes]) };
}

function ipv6Header(segment: Segment, ends: Ends, next: number, payload: Buffer): Buffer {
  const [source, destination] = addresses(segment, ends);
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(payload.length, 4);
  header[6] = next;
  header[7] = 64;
  ipv6Address(source).copy(header, 8);
  ipv6Address(destination).copy(header, 24);
  return Buffer.concat([header, payload]);
}

function addresses({ from }: Segment, { client, server }: Ends): [source: string, destination: string] {
  return from === 'c' ? [client.address, server.address] : [server.address, client.address];
}

function ipv6Address(text: string): Buffer {
  const [left = '', right = ''] = text.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => parseInt(group, 16));
  const [start, end] = [groups(left), groups(right)];
  const all = [...start, ...Array.from({ length: 8 - start.length - end.length }, () => 0), ...end];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function slices(bytes: Buffer, size: number): { offset: number; part: Buffer; isLast: boolean }[] {
  const count = Math.max(1, Math.ceil(bytes.length / size));
  return Array.from({ length: count }, (_, at) => ({
    offset: at * size,
    part: bytes.subarray(at * size, (at + 1) * size),
    isLast: at === count - 1,
  }));
}

/** An Ethernet frame, padded to what the wire takes at the least; `tags`: VLANs, each the type and the number. */
export function ethernet(...tags: readonly (readonly [type: number, vlan: number])[]): Wrap {
  return (bytes) => {
    const addresses = Buffer.from('525400f5434a525400f9c345', 'hex');
    const words = [...tags.flat(), etherType(bytes)];
    const type = Buffer.alloc(2 * words.length);
    for (const [at, word] of words.entries()) type.writeUInt16BE(word, 2 * at);
    const frame = Buffer.concat([addresses, type, bytes]);
    return Buffer.concat([frame, Buffer.alloc(Math.max(0, 60 - frame.length), 0xaa)]);
  };
}

/** IEEE 802.3 with LLC and SNAP. */
export const snap: Wrap = (bytes) => {
  const header = Buffer.from('525400f5434a525400f9c3450000aaaa030000000000', 'hex');
  header.writeUInt16BE(bytes.length + 8, 12);
  header.writeUInt16BE(etherType(bytes), 20);
  return Buffer.concat([header, bytes]);
};

/** Linux "cooked" capture, its first form. */
export const cooked: Wrap = (bytes) => {
  const header = Buffer.from('000003040006000000000000000000000000', 'hex').subarray(0, 16);
  header.writeUInt16BE(etherType(bytes), 14);
  return Buffer.concat([header, bytes]);
};

/** Its second form; `tag`: a VLAN behind it. */
export function cooked2(tag?: number): Wrap {
  return (bytes) => {
    const header = Buffer.from('0000000000000001030400060000000000000000', 'hex');
    if (tag === undefined) {
      header.writeUInt16BE(etherType(bytes), 0);
      return Buffer.concat([header, bytes]);
    }
    header.writeUInt16BE(0x8100, 0);
    const vlan = Buffer.alloc(4);
    vlan.writeUInt16BE(tag, 0);
    vlan.writeUInt16BE(etherType(bytes), 2);
    return Buffer.concat([header, vlan, bytes]);
  };
}

/** An Ethernet frame of a type; `words` stand between the type and IP. */
export function framed(type: number, words: (bytes: Buffer) => string): Wrap {
  return (bytes) => {
    const head = `525400f5434a525400f9c345${type.toString(16).padStart(4, '0')}`;
    return Buffer.concat([Buffer.from(head + words(bytes), 'hex'), bytes]);
  };
}

/** PPP's number for what a packet is. */
function pppType(bytes: Buffer): string {
  return etherType(bytes) === 0x0800 ? '0021' : '0057';
}

/** PPP over Ethernet (RFC 2516). */
export const pppoe: Wrap = framed(
  0x8864,
  (bytes) => `11000001${(bytes.length + 2).toString(16).padStart(4, '0')}${pppType(bytes)}`,
);

/** MPLS over Ethernet, two labels deep (RFC 3032). */
export const mpls: Wrap = framed(0x8847, () => '0001004000011140');

/** PPP, as modems speak it. */
export const ppp: Wrap = (bytes) => Buffer.concat([Buffer.from(`ff03${pppType(bytes)}`, 'hex'), bytes]);

/** What Linux's firewall passes on: a prefix in front of the packet. */
export function nflog(order: 'little' | 'big'): Wrap {
  return (bytes) => {
    const fields = Buffer.from('02000000000000006162000000000000', 'hex');
    const write = (value: number, at: number): void => {
      if (order === 'little') fields.writeUInt16LE(value, at);
      else fields.writeUInt16BE(value, at);
    };
    write(6, 4);
    write(10, 6);
    write(bytes.length + 4, 12);
    write(9, 14);
    return Buffer.concat([fields, bytes]);
  };
}

/** The loopback of the BSDs: four bytes with the address family. */
export function family(number: number, order: 'little' | 'big'): Wrap {
  return (bytes) => {
    const header = Buffer.alloc(4);
    if (order === 'little') header.writeUInt32LE(number);
    else header.writeUInt32BE(number);
    return Buffer.concat([header, bytes]);
  };
}

function etherType(bytes: Buffer): number {
  return (bytes[0] ?? 0) >> 4 === 4 ? 0x0800 : 0x86dd;
}
