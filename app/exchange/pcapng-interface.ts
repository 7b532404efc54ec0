import type { Buffer } from 'node:buffer';
import { int64, uint16, uint32, type ByteOrder } from './byte-order.ts';
import { soundTime } from './captured-packet.ts';

/** An interface that packets of a pcapng file were captured on. */
export interface CaptureInterface {
  readonly linkType: number;
  /** The most bytes captured of a packet; 0: all. */
  readonly snapLength: number;
  /** Microseconds since 1970 of a packet's timestamp, which stands in two halves. */
  microseconds(high: number, low: number): number;
}

const OPTIONS_START = 8;
const OPTION_END = 0;
const OPTION_TIME_RESOLUTION = 9;
const OPTION_TIME_OFFSET = 14;
const MICROSECONDS = 1_000_000n;

/** Reads the body of an Interface Description Block; null where it is too short to be one. */
export function readInterface(body: Buffer, order: ByteOrder): CaptureInterface | null {
  if (body.length < OPTIONS_START) return null;
  const options = readOptions(body.subarray(OPTIONS_START), order);
  const resolution = options.get(OPTION_TIME_RESOLUTION)?.at(0);
  const offset = options.get(OPTION_TIME_OFFSET);
  return {
    linkType: uint16(body, 0, order),
    snapLength: uint32(body, 4, order),
    microseconds: clock(
      resolution === undefined ? MICROSECONDS : ticksPerSecond(resolution),
      offset?.length === 8 ? int64(offset, 0, order) : 0n,
    ),
  };
}

/** The first of each kind. Whatever is wrong with them ends them: the block's own length is what counts. */
function readOptions(bytes: Buffer, order: ByteOrder): Map<number, Buffer> {
  const options = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length;) {
    const code = uint16(bytes, at, order);
    const length = uint16(bytes, at + 2, order);
    const value = bytes.subarray(at + 4, at + 4 + length);
    if (code === OPTION_END || value.length < length) break;
    if (!options.has(code)) options.set(code, value);
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return options;
}

/** `if_tsresol`: a negative power of ten, or of two where the highest bit is set. */
function ticksPerSecond(resolution: number): bigint {
  const power = BigInt(resolution & 0x7f);
  return (resolution & 0x80) === 0 ? 10n ** power : 2n ** power;
}

/** `offset`: seconds that are to be added to each timestamp (`if_tsoffset`). */
function clock(ticks: bigint, offset: bigint): CaptureInterface['microseconds'] {
  if (ticks === MICROSECONDS && offset === 0n) return (high, low) => soundTime(high * 2 ** 32 + low);
  return (high, low) => {
    const timestamp = (BigInt(high) << 32n) | BigInt(low);
    return soundTime(Number((timestamp * MICROSECONDS) / ticks + offset * MICROSECONDS));
  };
}
