import { Buffer } from 'node:buffer';
import { LF } from '../smtp/bytes.ts';
import { isProxyHeader, mayBeProxyHeader, proxyHeaderLength } from '../smtp/proxy-header.ts';

/** What a PROXY header of version 1 begins with. */
const PROXY = Buffer.from('PROXY ', 'latin1');

/**
 * Bytes of the header that a load balancer puts in front of a connection, where all of it has come: version 1, a line of text,
 * or 2, binary (app/smtp/proxy-header.ts). 0 where there is none, or not yet.
 */
export function leadingProxyHeader(bytes: Buffer): number {
  if (bytes.subarray(0, PROXY.length).equals(PROXY)) return bytes.indexOf(LF) + 1;
  const byteAt = (index: number): number | undefined => bytes[index];
  if (!isProxyHeader(bytes.length) || !mayBeProxyHeader(byteAt, bytes.length)) return 0;
  const length = proxyHeaderLength(byteAt, bytes.length);
  return bytes.length < length ? 0 : length;
}
