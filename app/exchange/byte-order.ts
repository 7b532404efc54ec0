import type { Buffer } from 'node:buffer';

/** In which order a file has the bytes of its numbers: that of the machine that wrote it. */
export type ByteOrder = 'little' | 'big';

/** The number of two bytes at a place. Throws a RangeError where there are none. */
export function uint16(bytes: Buffer, at: number, order: ByteOrder): number {
  return order === 'little' ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}

/** The number of four bytes at a place. Throws a RangeError where there are none. */
export function uint32(bytes: Buffer, at: number, order: ByteOrder): number {
  return order === 'little' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}

/** The signed number of eight bytes at a place. Throws a RangeError where there are none. */
export function int64(bytes: Buffer, at: number, order: ByteOrder): bigint {
  return order === 'little' ? bytes.readBigInt64LE(at) : bytes.readBigInt64BE(at);
}
