import type { Buffer } from 'node:buffer';

/** What stands in front of IP, by the numbers of https://www.tcpdump.org/linktypes.html. */

const NULL = 0;
const ETHERNET = 1;
const PPP = 9;
const RAW = 101;
/** What libpcap calls raw IP within a system, and what some programs have written into files. */
const RAW_OF_SYSTEMS = [12, 14];
const LOOP = 108;
const LINUX_COOKED = 113;
const RAW_IPV4 = 228;
const RAW_IPV6 = 229;
/** What Linux's firewall passes on: `tcpdump -i nflog`. */
const NFLOG = 239;
const LINUX_COOKED_2 = 276;

/** IEEE 802 EtherTypes: RFC 7042 appendix B, and 0x9100 as some switches tag VLANs within VLANs. */
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const MPLS: readonly number[] = [0x8847, 0x8848];
const PPPOE_SESSION = 0x8864;
const VLAN_TAGS: readonly number[] = [0x8100, 0x88a8, 0x9100];

/** PPP's own numbers for IPv4 and IPv6 (RFC 1332 section 2, RFC 5072 section 2). */
const PPP_IPV4 = 0x0021;
const PPP_IPV6 = 0x0057;

/** In front of PPP's protocol there may stand an address and a control byte (RFC 1662 section 3.1). */
const PPP_ADDRESS_AND_CONTROL = 0xff03;

/** The field of an NFLOG message that holds the packet. */
const NFLOG_PAYLOAD = 9;

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
  [PPP, (bytes) => unwrapPpp(bytes, 0)],
  [NFLOG, unwrapNflog],
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
    else return unwrapEtherType(type, bytes, place + 2);
  }
  return null;
}

function unwrapEtherType(type: number, bytes: Buffer, at: number): Buffer | null {
  if (MPLS.includes(type)) return unwrapMpls(bytes, at);
  // RFC 2516 section 4: six bytes, then PPP.
  if (type === PPPOE_SESSION) return unwrapPpp(bytes, at + 6);
  return isIp(type) ? bytes.subarray(at) : null;
}

/** RFC 3032 section 2.1: labels of four bytes, up to one that says that it is the last; behind it IP, by its first digit. */
function unwrapMpls(bytes: Buffer, at: number): Buffer | null {
  for (let place = at; place + 4 < bytes.length; place += 4) {
    if (((bytes[place + 2] ?? 0) & 1) === 0) continue;
    const version = (bytes[place + 4] ?? 0) >> 4;
    return version === 4 || version === 6 ? bytes.subarray(place + 4) : null;
  }
  return null;
}

function unwrapPpp(bytes: Buffer, start: number): Buffer | null {
  const isFramed = bytes.length >= start + 2 && bytes.readUInt16BE(start) === PPP_ADDRESS_AND_CONTROL;
  const at = isFramed ? start + 2 : start;
  if (at + 2 > bytes.length) return null;
  const protocol = bytes.readUInt16BE(at);
  return protocol === PPP_IPV4 || protocol === PPP_IPV6 ? bytes.subarray(at + 2) : null;
}

/** Four bytes, then fields: length and type in the order of the machine that captured, each filled up to four bytes. */
function unwrapNflog(bytes: Buffer): Buffer | null {
  for (let at = 4; at + 4 <= bytes.length;) {
    const little = bytes.readUInt16LE(at);
    const isLittle = little <= bytes.length - at && (bytes[at + 3] ?? 0) === 0;
    const length = isLittle ? little : bytes.readUInt16BE(at);
    const type = isLittle ? bytes.readUInt16LE(at + 2) : bytes.readUInt16BE(at + 2);
    if (length < 4) return null;
    if (type === NFLOG_PAYLOAD) return bytes.subarray(at + 4, at + length);
    at += Math.ceil(length / 4) * 4;
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
