/**
 * The header that a load balancer puts in front of a connection, to say where it came from: version 2, binary
 * (https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt, section 2.2). Version 1 is a line of text.
 */

/** What every header of version 2 begins with: chosen so that no line-based protocol takes it for its own. */
const SIGNATURE = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a);

/** Bytes in front of the addresses: the signature, version and command, family, length. */
const FIXED_LENGTH = 16;

/** Whether bytes may be, or may become, such a header: `length` of them are at hand. */
export function mayBeProxyHeader(byteAt: (index: number) => number | undefined, length: number): boolean {
  const compared = Math.min(length, SIGNATURE.length);
  for (let index = 0; index < compared; index += 1) if (byteAt(index) !== SIGNATURE[index]) return false;
  return true;
}

/** Bytes of the header that begins so; of its fixed part while that is not whole. */
export function proxyHeaderLength(byteAt: (index: number) => number | undefined, length: number): number {
  if (length < FIXED_LENGTH) return FIXED_LENGTH;
  return FIXED_LENGTH + (byteAt(14) ?? 0) * 256 + (byteAt(15) ?? 0);
}

/** Whether the signature is whole. */
export function isProxyHeader(length: number): boolean {
  return length >= SIGNATURE.length;
}
