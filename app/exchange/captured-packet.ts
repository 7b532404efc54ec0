import type { Buffer } from 'node:buffer';

/** A packet as a capture file holds it. */
export interface CapturedPacket {
  /** Microseconds since 1970, UTC. */
  readonly time: number;
  /** What its bytes begin with: a number of https://www.tcpdump.org/linktypes.html. */
  readonly linkType: number;
  /** What was captured of it. Only lent for the call that gives it. */
  readonly bytes: Buffer;
  /** Not all of it was captured. */
  readonly isCut: boolean;
}

/** Gets a file's packets in the order in which they stand there. */
export type PacketListener = (packet: CapturedPacket) => void;

/** The longest packet that is read, in bytes: what libpcap captures at the most (MAXIMUM_SNAPLEN). */
export const LONGEST_PACKET = 262_144;

/** A time that the rest of the program can hold exactly: a damaged one is brought to the nearest. */
export function soundTime(microseconds: number): number {
  return Math.min(Math.max(0, Math.floor(microseconds)), Number.MAX_SAFE_INTEGER);
}
