import { Buffer } from 'node:buffer';
import { isIPv4, isIPv6 } from 'node:net';
import { otherSpeaker, type Speaker } from '../smtp/words.ts';

/** Writes packets as they would have been on an Ethernet: the opposite of ip-packet.ts and tcp-segment.ts. */

/** An address and a port of TCP. */
export interface PacketEnd {
  /** 4 bytes of IPv4, or 16 of IPv6; both ends of a connection have the same. */
  readonly address: Buffer;
  readonly port: number;
}

/** Both ends of a connection. */
export type PacketEnds = Readonly<Record<Speaker, PacketEnd>>;

/** A segment of TCP (RFC 9293 section 3.1). */
export interface WrittenSegment {
  readonly from: Speaker;
  readonly sequence: number;
  /** Null: it acknowledges nothing. */
  readonly acknowledgment: number | null;
  /** The sum of {@link SYN}, {@link FIN}, {@link RST}, {@link PSH}. */
  readonly flags: number;
  readonly bytes: Buffer;
}

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
const ACK = 16;

/** What a receiver takes before it must acknowledge, in bytes: the most without window scaling. */
export const WINDOW = 65_535;

const PROTOCOL_TCP = 6;
const HOPS = 64;
const TCP_HEADER_LENGTH = 20;

/** The packet of a segment, with all its checksums. */
export function writePacket(segment: WrittenSegment, ends: PacketEnds): Buffer {
  const from = ends[segment.from];
  const to = ends[otherSpeaker(segment.from)];
  const tcp = tcpBytes(segment, from.port, to.port);
  tcp.writeUInt16BE(checksum(Buffer.concat([pseudoHeader(from.address, to.address, tcp.length), tcp])), 16);
  const isVersion4 = from.address.length === 4;
  const ip = (isVersion4 ? ipv4Header : ipv6Header)(from.address, to.address, tcp.length);
  return Buffer.concat([ethernetHeader(segment.from, isVersion4 ? 0x0800 : 0x86dd), ip, tcp]);
}

/** The bytes of an address that is written as IPv4 or IPv6; null for anything else. */
export function addressBytes(text: string): Buffer | null {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number));
  if (!isIPv6(text)) return null;
  // A zone only has a meaning on the machine that named it; the last four bytes may be written as IPv4.
  const plain = text
    .replace(/%.*$/, '')
    .replace(/[\d.]+$/, (last) => (isIPv4(last) ? groupsOfIpv4(last) : last));
  const [front = '', behind] = plain.split('::');
  const groups = groupsOf(front);
  const last = behind === undefined ? [] : groupsOf(behind);
  const zeros = Array.from({ length: 8 - groups.length - last.length }, () => 0);
  const bytes = Buffer.alloc(16);
  for (const [at, group] of [...groups, ...zeros, ...last].entries()) bytes.writeUInt16BE(group, at * 2);
  return bytes;
}

/** An IPv4 address as IPv6 writes it (RFC 4291 section 2.5.5.2); other addresses as they are. */
export function asIpv6(address: Buffer): Buffer {
  if (address.length !== 4) return address;
  return Buffer.concat([Buffer.alloc(10), Buffer.from([0xff, 0xff]), address]);
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function groupsOfIpv4(text: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function tcpBytes(segment: WrittenSegment, fromPort: number, toPort: number): Buffer {
  const { sequence, acknowledgment, flags, bytes } = segment;
  const header = Buffer.alloc(TCP_HEADER_LENGTH);
  header.writeUInt16BE(fromPort, 0);
  header.writeUInt16BE(toPort, 2);
  header.writeUInt32BE(sequence, 4);
  header.writeUInt32BE(acknowledgment ?? 0, 8);
  header[12] = (TCP_HEADER_LENGTH / 4) << 4;
  header[13] = flags | (acknowledgment === null ? 0 : ACK);
  header.writeUInt16BE(WINDOW, 14);
  return Buffer.concat([header, bytes]);
}

function ipv4Header(from: Buffer, to: Buffer, length: number): Buffer {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(header.length + length, 2);
  header.writeUInt16BE(0x4000, 6);
  header[8] = HOPS;
  header[9] = PROTOCOL_TCP;
  from.copy(header, 12);
  to.copy(header, 16);
  header.writeUInt16BE(checksum(header), 10);
  return header;
}

function ipv6Header(from: Buffer, to: Buffer, length: number): Buffer {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(length, 4);
  header[6] = PROTOCOL_TCP;
  header[7] = HOPS;
  from.copy(header, 8);
  to.copy(header, 24);
  return header;
}

/** What TCP's checksum counts besides (RFC 9293 section 3.1, RFC 8200 section 8.1). */
function pseudoHeader(from: Buffer, to: Buffer, length: number): Buffer {
  const behind = Buffer.alloc(from.length === 4 ? 4 : 8);
  // Zero, protocol, length; with IPv6 a length of four bytes, three of zero, protocol.
  behind.writeUInt16BE(length, 2);
  behind[from.length === 4 ? 1 : 7] = PROTOCOL_TCP;
  return Buffer.concat([from, to, behind]);
}

/** The Internet checksum (RFC 1071). The bytes that will hold it are zero. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at + 1 < bytes.length; at += 2) sum += bytes.readUInt16BE(at);
  if (bytes.length % 2 === 1) sum += (bytes[bytes.length - 1] ?? 0) * 256;
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/** Made-up stations, out of the range that anybody may use locally: the client is 02:…:01, the server 02:…:02. */
function ethernetHeader(from: Speaker, type: number): Buffer {
  const [client, server] = [Buffer.from([2, 0, 0, 0, 0, 1]), Buffer.from([2, 0, 0, 0, 0, 2])];
  const kind = Buffer.alloc(2);
  kind.writeUInt16BE(type);
  return Buffer.concat(from === 'client' ? [server, client, kind] : [client, server, kind]);
}
