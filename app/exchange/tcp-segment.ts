import type { Buffer } from 'node:buffer';
import type { Endpoint } from '../transcript/session-event.ts';
import { addressText, type IpPacket } from './ip-packet.ts';

/** One of the two ends of a flow. Which of them is the client is another question. */
export type FlowEnd = 'one' | 'other';

/** The end that a flow's other end speaks to. */
export function oppositeEnd(end: FlowEnd): FlowEnd {
  return end === 'one' ? 'other' : 'one';
}

/** A segment of TCP (RFC 9293). */
export interface TcpSegment {
  /** Microseconds since 1970, UTC, when it was captured. */
  readonly time: number;
  /** The same for all segments between two ends, in both directions. */
  readonly flow: string;
  /** The end that sent it. */
  readonly from: FlowEnd;
  readonly sequence: number;
  /** The next byte that its sender expects; null where the segment does not say. */
  readonly acknowledgment: number | null;
  readonly syn: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  /** What was captured of its data. Only lent, as the packet's bytes are. */
  readonly bytes: Buffer;
  /** Bytes of its data behind those that were not captured. */
  readonly missing: number;
}

const PROTOCOL = 6;
const HEADER = 20;
const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;

/** Reads the segment in a packet; null where it holds none, or too little of one to know its place. */
export function parseTcpSegment(
  { protocol, source, destination, payload, length }: IpPacket,
  time: number,
): TcpSegment | null {
  if (protocol !== PROTOCOL || payload.length < HEADER) return null;
  const header = ((payload[12] ?? 0) >> 4) * 4;
  if (header < HEADER || header > length) return null;
  const from = source + payload.toString('latin1', 0, 2);
  const to = destination + payload.toString('latin1', 2, 4);
  const flags = payload[13] ?? 0;
  const bytes = payload.subarray(header);
  return {
    time,
    flow: from < to ? from + to : to + from,
    from: from < to ? 'one' : 'other',
    sequence: payload.readUInt32BE(4),
    acknowledgment: (flags & ACK) === 0 ? null : payload.readUInt32BE(8),
    syn: (flags & SYN) !== 0,
    fin: (flags & FIN) !== 0,
    rst: (flags & RST) !== 0,
    bytes,
    missing: length - header - bytes.length,
  };
}

/** The address and port of a flow's end. */
export function endpointOf(flow: string, end: FlowEnd): Endpoint {
  const half = flow.length / 2;
  const own = end === 'one' ? flow.slice(0, half) : flow.slice(half);
  const [high = 0, low = 0] = Array.from(own.slice(-2), (character) => character.charCodeAt(0));
  return { address: addressText(own.slice(0, -2)), port: high * 256 + low };
}
