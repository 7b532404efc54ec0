import type { Buffer } from 'node:buffer';

/** What stands in front of IP, by the numbers of https://www.tcpdump.org/linktypes.html. */

const NULL = 0;
const ETHERNET = 1;
const RAW = 101;
/** What libpcap calls raw IP within a system, and what some programs have written into files. */
const RAW_OF_SYSTEMS = [12, 14];
const LOOP = 108;
const LINUX_COOKED = 113;
const RAW_IPV4 = 228;
const RAW_IPV6 = 229;
const LINUX_COOKED_2 = 276;

/** IEEE 802 EtherTypes: RFC 7042 appendix B, and 0x9100 as some switches tag VLANs within VLANs. */
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const VLAN_TAGS: readonly number[] = [0x8100, 0x88a8, 0x9100];

/** A value up to here in the place of an EtherType is a length (IEEE 802.3), and the type stands in a SNAP header. */
const LONGEST_802_3 = 1_500;
const SNAP = 0xaaaa03;

const ETHERTYPE_AT = 12;

/** AF_INET is 2 everywhere; AF_INET6 differs: NetBSD and OpenBSD, FreeBSD, Darwin, Linux, Windows. */
const ADDRESS_FAMILIES: readonly number[] = [2, 24, 28, 30, 10, 23];

type Unwrap = (bytes: Buffer) => Buffer | null;

const UNWRAP = new Map<number, Unwrap>([
  [NULL, unwrapFamily],
  [LOOP, unwrapFamily],
  [ETHERNET, (bytes) => unwrapType(bytes, ETHERTYPE_AT)],
  // The protocol stands at the end of the first version's 16 bytes, and at the beginning of the second's 20.
  [LINUX_COOKED, (bytes) => unwrapType(bytes, 14)],
  [LINUX_COOKED_2, unwrapCooked2],
  ...[RAW, RAW_IPV4, RAW_IPV6, ...RAW_OF_SYSTEMS].map((linkType): [number, Unwrap] => [
    linkType,
    (bytes) => bytes,
  ]),
]);

/** Whether packets with this link layer can be read. */
export function isKnownLinkType(linkType: number): boolean {
  return UNWRAP.has(linkType);
}

/** The IP packet inside a captured one, with whatever stands behind it; null where there is none. */
export function unwrapLinkLayer(linkType: number, bytes: Buffer): Buffer | null {
  return UNWRAP.get(linkType)?.(bytes) ?? null;
}

/** The EtherType stands at `at`, or behind VLAN tags of four bytes each: IEEE 802.1Q, and 802.1ad where there are two. */
function unwrapType(bytes: Buffer, at: number): Buffer | null {
  let place = at;
  while (place + 2 <= bytes.length) {
    const type = bytes.readUInt16BE(place);
    if (VLAN_TAGS.includes(type)) place += 4;
    else if (type <= LONGEST_802_3) return unwrapSnap(bytes, place + 2);
    else return isIp(type) ? bytes.subarray(place + 2) : null;
  }
  return null;
}

/** LLC and SNAP (RFC 1042): three bytes that say so, three of an organisation, and the EtherType. */
function unwrapSnap(bytes: Buffer, at: number): Buffer | null {
  if (bytes.length < at + 8 || bytes.readUIntBE(at, 3) !== SNAP) return null;
  return isIp(bytes.readUInt16BE(at + 6)) ? bytes.subarray(at + 8) : null;
}

function unwrapCooked2(bytes: Buffer): Buffer | null {
  if (bytes.length < 20) return null;
  const type = bytes.readUInt16BE(0);
  if (VLAN_TAGS.includes(type)) return unwrapType(bytes, 20 + 2);
  return isIp(type) ? bytes.subarray(20) : null;
}

/** Four bytes with the address family: in the order of the machine that captured, which need not be the file's. */
function unwrapFamily(bytes: Buffer): Buffer | null {
  if (bytes.length < 4) return null;
  const isFamily =
    ADDRESS_FAMILIES.includes(bytes.readUInt32LE(0)) || ADDRESS_FAMILIES.includes(bytes.readUInt32BE(0));
  return isFamily ? bytes.subarray(4) : null;
}

function isIp(type: number): boolean {
  return type === IPV4 || type === IPV6;
}
