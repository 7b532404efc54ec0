import { Buffer } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/** From here on sizes, places and counts stand in the fields that zip has had since version 4.5. */
const FOUR_GIB = 0xffff_ffff;
const MOST_ENTRIES = 0xffff;

/** Bytes up to which a file is read in one go; a larger one is read twice, once for its sum. */
const READ_AT_ONCE = 1024 * 1024;

const VERSION = 20;
const VERSION_WITH_64_BITS = 45;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** Made on Unix, where files have modes. */
const MADE_ON_UNIX = 3 << 8;
/** A file that only its owner reads and writes. */
const MODE = (0o100_600 << 16) >>> 0;

/** A file in an archive: what its entry in the archive's directory needs. */
interface ZipEntry {
  readonly name: Buffer;
  readonly size: number;
  readonly checksum: number;
  readonly modified: number;
  readonly offset: number;
}

/**
 * A zip archive, piece by piece: files as they are, not compressed, of any number and size (PKWARE's APPNOTE 6.3.10,
 * sections 4.3.7 to 4.3.16).
 */
export class ZipWriter {
  readonly #entries: ZipEntry[] = [];
  #offset = 0;

  /** Puts a file in under that name. Rejects as reading a file does. */
  async *file(name: string, path: string, modified: Date): AsyncGenerator<Uint8Array, void, undefined> {
    const { size } = await stat(path);
    if (size <= READ_AT_ONCE) return yield this.content(name, await readFile(path), modified);
    yield this.#begin(name, { size, checksum: await checksumOf(path) }, modified);
    yield* createReadStream(path);
  }

  /** Puts in, under that name, what is in memory. */
  content(name: string, bytes: Uint8Array, modified: Date): Uint8Array {
    return Buffer.concat([
      this.#begin(name, { size: bytes.length, checksum: crc32(bytes) }, modified),
      bytes,
    ]);
  }

  #begin(name: string, sum: Pick<ZipEntry, 'size' | 'checksum'>, modified: Date): Uint8Array {
    const entry = { ...sum, name: Buffer.from(name), modified: dosTime(modified), offset: this.#offset };
    const header = localHeader(entry);
    this.#offset += header.length + sum.size;
    this.#entries.push(entry);
    return header;
  }

  /** The archive's directory: nothing comes behind it. */
  end(): Uint8Array {
    const directory = Buffer.concat(this.#entries.map(directoryHeader));
    return Buffer.concat([directory, endOfDirectory(this.#entries.length, directory.length, this.#offset)]);
  }
}

async function checksumOf(path: string): Promise<number> {
  let checksum = 0;
  for await (const bytes of createReadStream(path)) checksum = crc32(bytes, checksum);
  return checksum;
}

function localHeader({ name, size, checksum, modified }: ZipEntry): Buffer {
  const isLarge = size >= FOUR_GIB;
  const extra = isLarge ? largeNumbers([size, size]) : Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(isLarge ? VERSION_WITH_64_BITS : VERSION, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt32LE(modified, 10);
  header.writeUInt32LE(checksum, 14);
  header.writeUInt32LE(Math.min(size, FOUR_GIB), 18);
  header.writeUInt32LE(Math.min(size, FOUR_GIB), 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

function directoryHeader({ name, size, checksum, modified, offset }: ZipEntry): Buffer {
  const large = [...(size >= FOUR_GIB ? [size, size] : []), ...(offset >= FOUR_GIB ? [offset] : [])];
  const extra = large.length > 0 ? largeNumbers(large) : Buffer.alloc(0);
  const version = large.length > 0 ? VERSION_WITH_64_BITS : VERSION;
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_ON_UNIX | version, 4);
  header.writeUInt16LE(version, 6);
  header.writeUInt16LE(FLAGS, 8);
  header.writeUInt32LE(modified, 12);
  header.writeUInt32LE(checksum, 16);
  header.writeUInt32LE(Math.min(size, FOUR_GIB), 20);
  header.writeUInt32LE(Math.min(size, FOUR_GIB), 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(MODE, 38);
  header.writeUInt32LE(Math.min(offset, FOUR_GIB), 42);
  return Buffer.concat([header, name, extra]);
}

function endOfDirectory(entries: number, size: number, offset: number): Buffer {
  const isLarge = entries >= MOST_ENTRIES || size >= FOUR_GIB || offset >= FOUR_GIB;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries, MOST_ENTRIES), 8);
  end.writeUInt16LE(Math.min(entries, MOST_ENTRIES), 10);
  end.writeUInt32LE(Math.min(size, FOUR_GIB), 12);
  end.writeUInt32LE(Math.min(offset, FOUR_GIB), 16);
  return isLarge ? Buffer.concat([largeEnd(entries, size, offset), end]) : end;
}

/** The end record with wide fields, and the one that says where it stands. */
function largeEnd(entries: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(MADE_ON_UNIX | VERSION_WITH_64_BITS, 12);
  record.writeUInt16LE(VERSION_WITH_64_BITS, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(offset + size), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

/** The extra field for numbers that do not fit into 32 bits. */
function largeNumbers(numbers: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * numbers.length);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(8 * numbers.length, 2);
  for (const [at, number] of numbers.entries()) extra.writeBigUInt64LE(BigInt(number), 4 + 8 * at);
  return extra;
}

/** A time where the writer is, to two seconds, as DOS kept it: the date in the upper half. It begins with 1980. */
function dosTime(time: Date): number {
  const year = Math.max(0, Math.min(127, time.getFullYear() - 1980));
  const date = (year << 9) | ((time.getMonth() + 1) << 5) | time.getDate();
  const clock = (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1);
  return ((date << 16) | clock) >>> 0;
}
