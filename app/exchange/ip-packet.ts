import type { Buffer } from 'node:buffer';

/** A packet of IPv4 (RFC 791) or IPv6 (RFC 8200), without its headers. */
export interface IpPacket {
  /** The address in its 4 or 16 bytes, each as a character: short, and good as a key. */
  readonly source: string;
  readonly destination: string;
  /** What the payload is: a number of https://www.iana.org/assignments/protocol-numbers. */
  readonly protocol: number;
  /** What was captured of it. Only lent, as the packet's bytes are. */
  readonly payload: Buffer;
  /** Bytes of the payload on the wire. */
  readonly length: number;
  /** The place in the packet that the payload is a part of; null where it is whole. */
  readonly fragment: Fragment | null;
}

/** Which part of which packet a fragment is. */
export interface Fragment {
  /** The packets of one source to one destination that are under way have different ones. */
  readonly identification: number;
  /** Its place in the payload of the packet, in bytes. */
  readonly offset: number;
  readonly isLast: boolean;
}

const IPV4_HEADER = 20;
const IPV6_HEADER = 40;

/** The extension headers of IPv6: https://www.iana.org/assignments/ipv6-parameters. */
const FRAGMENT_HEADER = 44;
const AUTHENTICATION_HEADER = 51;
const OTHER_EXTENSIONS: ReadonlySet<number> = new Set([
  0, // hop-by-hop options
  43, // routing
  60, // destination options
  135, // mobility
  139, // host identity protocol
  140, // shim6
]);

/**
 * Reads the IP packet that stands at the beginning of the bytes, and leaves out what is behind it: padding, a checksum of
 * the link layer. Checksums are not looked at: where the network card computes them, a capture has them wrong.
 *
 * @param isCut Not all of the packet was captured.
 * @returns Null where it is none.
 */
export function parseIpPacket(bytes: Buffer, isCut: boolean): IpPacket | null {
  switch ((bytes[0] ?? 0) >> 4) {
    case 4:
      return parseIpv4(bytes, isCut);
    case 6:
      return parseIpv6(bytes, isCut);
    default:
      return null;
  }
}

/** The payload of a packet that has been put together from its fragments: IPv6 may have more headers in it. */
export function skipExtensions(packet: IpPacket): IpPacket | null {
  let { protocol, payload, length, fragment } = packet;
  while (
    OTHER_EXTENSIONS.has(protocol) ||
    protocol === AUTHENTICATION_HEADER ||
    protocol === FRAGMENT_HEADER
  ) {
    // What stands behind a fragment's header belongs to the packet, and is whole only with the other fragments.
    if (fragment !== null) break;
    if (payload.length < 8) return null;
    if (protocol === FRAGMENT_HEADER) fragment = parseFragmentHeader(payload);
    const header = extensionLength(protocol, payload[1] ?? 0);
    protocol = payload[0] ?? 0;
    payload = payload.subarray(header);
    length -= header;
  }
  return length < 0 ? null : { ...packet, protocol, payload, length, fragment };
}

function parseIpv4(bytes: Buffer, isCut: boolean): IpPacket | null {
  if (bytes.length < IPV4_HEADER) return null;
  const header = ((bytes[0] ?? 0) & 0x0f) * 4;
  // A card that cuts large packets into small ones (TSO) may leave the length to itself: then it is 0 here.
  const total = bytes.readUInt16BE(2) || bytes.length;
  if (header < IPV4_HEADER || total < header) return null;
  const flags = bytes.readUInt16BE(6);
  const offset = (flags & 0x1fff) * 8;
  const isLast = (flags & 0x2000) === 0;
  return {
    source: bytes.toString('latin1', 12, 16),
    destination: bytes.toString('latin1', 16, 20),
    protocol: bytes[9] ?? 0,
    payload: bytes.subarray(header, total),
    length: wireLength(bytes, total, isCut) - header,
    fragment: offset === 0 && isLast ? null : { identification: bytes.readUInt16BE(4), offset, isLast },
  };
}

function parseIpv6(bytes: Buffer, isCut: boolean): IpPacket | null {
  if (bytes.length < IPV6_HEADER) return null;
  // 0 in packets longer than 65,535 bytes (RFC 2675), as a system hands them to its own network card.
  const total = bytes.readUInt16BE(4) === 0 ? bytes.length : IPV6_HEADER + bytes.readUInt16BE(4);
  return skipExtensions({
    source: bytes.toString('latin1', 8, 24),
    destination: bytes.toString('latin1', 24, 40),
    protocol: bytes[6] ?? 0,
    payload: bytes.subarray(IPV6_HEADER, total),
    length: wireLength(bytes, total, isCut) - IPV6_HEADER,
    fragment: null,
  });
}

/** A length beyond the packet is believed only where the packet was cut. */
function wireLength(bytes: Buffer, total: number, isCut: boolean): number {
  return isCut ? total : Math.min(total, bytes.length);
}

function extensionLength(protocol: number, length: number): number {
  if (protocol === FRAGMENT_HEADER) return 8;
  return protocol === AUTHENTICATION_HEADER ? (length + 2) * 4 : (length + 1) * 8;
}

function parseFragmentHeader(header: Buffer): Fragment | null {
  const place = header.readUInt16BE(2);
  const offset = place & 0xfff8;
  const isLast = (place & 1) === 0;
  // An "atomic fragment" is whole (RFC 6946).
  return offset === 0 && isLast ? null : { identification: header.readUInt32BE(4), offset, isLast };
}

/** An address as people write it: RFC 5952 for IPv6. */
export function addressText(address: string): string {
  const bytes = Array.from(address, (character) => character.charCodeAt(0));
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => (bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0));
  const words = groups.map((group) => group.toString(16));
  const { start, length } = longestZeros(groups);
  if (length < 2) return words.join(':');
  return `${words.slice(0, start).join(':')}::${words.slice(start + length).join(':')}`;
}

/** The first of the longest runs of groups that are 0. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (const [at, group] of groups.entries()) {
    if (group !== 0) start = at + 1;
    else if (at + 1 - start > longest.length) longest = { start, length: at + 1 - start };
  }
  return longest;
}
