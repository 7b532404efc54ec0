import { Buffer } from 'node:buffer';
import type { Speaker } from '../smtp/words.ts';

/**
 * The form of a session's record: a header, then entries, each a fixed 16 bytes and its payload, in the order in which
 * things happened. A file holds one record, or several one behind the other. docs/capture-format.md tells it for other
 * programs; the two must agree.
 */

/** Bytes of the header that each record begins with: a name, the version of the form, its length. */
export const RECORD_HEADER_LENGTH = 16;

/** What every record begins with: its name, version 1, entry headers of 16 bytes. */
const RECORD_START = Buffer.from('SMTPSPY\n\x01\x00\x10\x00', 'latin1');

/** The header of a record of `length` bytes, itself included; 0 where the record goes on to the end of the file. */
export function recordHeader(length: number): Buffer {
  const header = Buffer.alloc(RECORD_HEADER_LENGTH);
  RECORD_START.copy(header);
  header.writeUInt32LE(length, RECORD_START.length);
  return header;
}

/**
 * What a record begins with: its header, and the entry that says where the session came from, whose JSON is `info`.
 * `behind`: bytes that follow; null where it goes on to the end of the file.
 */
export function recordStart(info: string, behind: number | null): Buffer {
  const infoLength = Buffer.byteLength(info);
  const headers = RECORD_HEADER_LENGTH + ENTRY_HEADER_LENGTH;
  const start = Buffer.allocUnsafe(headers + infoLength);
  RECORD_START.copy(start);
  start.writeUInt32LE(behind === null ? 0 : start.length + behind, RECORD_START.length);
  writeHeader(start, RECORD_HEADER_LENGTH, KIND_SESSION, 0, infoLength, 0);
  start.write(info, headers);
  return start;
}

/** The length in the header of a record that begins at `at`, as in {@link recordHeader}; null where none begins. */
export function parseRecordHeader(bytes: Buffer, at: number): number | null {
  const start = bytes.subarray(at, at + RECORD_START.length);
  if (bytes.length - at < RECORD_HEADER_LENGTH || !start.equals(RECORD_START)) return null;
  return bytes.readUInt32LE(at + RECORD_START.length);
}

/** Bytes of an entry without its payload. */
export const ENTRY_HEADER_LENGTH = 16;

/** The most bytes of one payload: what one read of a socket gives is far below, and a damaged length is soon noticed. */
export const LONGEST_PAYLOAD = 16 * 1024 * 1024;

const ENTRY_MARK = 0xe5;
const KIND_SESSION = 1;
const KIND_BYTES = 2;
const KIND_EVENT = 3;
const FLAG_SERVER = 1;
const FLAG_TLS = 2;
const FLAG_INJECTED = 4;
const FLAG_WITHHELD = 8;

/** How bytes came to be in the record. */
export interface BytesOrigin {
  readonly from: Speaker;
  /** The spy took them out of TLS. */
  readonly tls: boolean;
  /** The spy's own words, in the name of `from`. */
  readonly injected: boolean;
  /** They were said, and not passed on. */
  readonly withheld: boolean;
}

/** One entry. `time`: microseconds since the session began. */
export type Entry =
  | { readonly kind: 'session'; readonly time: number; readonly payload: Buffer }
  | ({ readonly kind: 'bytes'; readonly time: number; readonly payload: Buffer } & BytesOrigin)
  | { readonly kind: 'event'; readonly time: number; readonly payload: Buffer };

/** The header of an entry that says where the session came from; the payload is JSON. */
export function sessionHeader(length: number): Buffer {
  return header(KIND_SESSION, 0, length, 0);
}

/** The header of an entry that says what happened; the payload is JSON. */
export function eventHeader(length: number, time: number): Buffer {
  return header(KIND_EVENT, 0, length, time);
}

/** The header of an entry of bytes that crossed the wire. */
export function bytesHeader(origin: BytesOrigin, length: number, time: number): Buffer {
  return header(KIND_BYTES, flagsOf(origin), length, time);
}

/** Writes what {@link eventHeader} gives into `target`, from `at` on. */
export function writeEventHeader(target: Buffer, at: number, length: number, time: number): void {
  writeHeader(target, at, KIND_EVENT, 0, length, time);
}

/** Writes what {@link bytesHeader} gives into `target`, from `at` on. */
export function writeBytesHeader(
  target: Buffer,
  at: number,
  origin: BytesOrigin,
  length: number,
  time: number,
): void {
  writeHeader(target, at, KIND_BYTES, flagsOf(origin), length, time);
}

function flagsOf(origin: BytesOrigin): number {
  return (
    (origin.from === 'server' ? FLAG_SERVER : 0) |
    (origin.tls ? FLAG_TLS : 0) |
    (origin.injected ? FLAG_INJECTED : 0) |
    (origin.withheld ? FLAG_WITHHELD : 0)
  );
}

const TWO_TO_32 = 4_294_967_296;

function header(kind: number, flags: number, length: number, time: number): Buffer {
  const bytes = Buffer.allocUnsafe(ENTRY_HEADER_LENGTH);
  writeHeader(bytes, 0, kind, flags, length, time);
  return bytes;
}

function writeHeader(
  target: Buffer,
  at: number,
  kind: number,
  flags: number,
  length: number,
  time: number,
): void {
  const whole = Math.max(0, Math.floor(time));
  target[at] = ENTRY_MARK;
  target[at + 1] = kind;
  target[at + 2] = flags;
  target.writeUInt32LE(length, at + 4);
  target.writeUInt32LE(whole % TWO_TO_32, at + 8);
  target.writeUInt32LE(Math.floor(whole / TWO_TO_32), at + 12);
  target[at + 3] = checksum(target, at);
}

/** The sum of the header's other bytes, modulo 256: enough to notice that an entry does not begin here. */
function checksum(bytes: Uint8Array, at: number): number {
  let sum = 0;
  for (let index = 0; index < ENTRY_HEADER_LENGTH; index += 1) {
    if (index !== 3) sum += bytes[at + index] ?? 0;
  }
  return sum & 0xff;
}

/** What stands at a place in a session's file. */
export type ParsedEntry =
  | { readonly found: 'entry'; readonly entry: Entry; readonly length: number }
  /** The entry goes on past the bytes at hand: so many are needed from its beginning on. */
  | { readonly found: 'part'; readonly needed: number }
  /** No entry begins here. */
  | { readonly found: 'damage' };

/** Reads the entry that begins at `at`. Its payload is a view of `bytes`. */
export function parseEntry(bytes: Buffer, at: number): ParsedEntry {
  if (bytes.length - at < ENTRY_HEADER_LENGTH) return { found: 'part', needed: ENTRY_HEADER_LENGTH };
  const length = bytes.readUInt32LE(at + 4);
  const isSound =
    bytes[at] === ENTRY_MARK && bytes[at + 3] === checksum(bytes, at) && length <= LONGEST_PAYLOAD;
  if (!isSound) return { found: 'damage' };
  const total = ENTRY_HEADER_LENGTH + length;
  if (bytes.length - at < total) return { found: 'part', needed: total };
  const entry = describeEntry(bytes, at, bytes.subarray(at + ENTRY_HEADER_LENGTH, at + total));
  return entry === null ? { found: 'damage' } : { found: 'entry', entry, length: total };
}

/**
 * Reads what there is of an entry that was cut off in the middle of its payload, as a kill or a full disk leaves it.
 * Null unless it holds bytes from the wire: half of an event says nothing.
 */
export function parseTornEntry(bytes: Buffer, at: number): Entry | null {
  if (bytes.length - at <= ENTRY_HEADER_LENGTH) return null;
  const entry = describeEntry(bytes, at, bytes.subarray(at + ENTRY_HEADER_LENGTH));
  return entry?.kind === 'bytes' ? entry : null;
}

function describeEntry(bytes: Buffer, at: number, payload: Buffer): Entry | null {
  const flags = bytes[at + 2] ?? 0;
  const time = bytes.readUInt32LE(at + 8) + bytes.readUInt32LE(at + 12) * TWO_TO_32;
  switch (bytes[at + 1]) {
    case KIND_SESSION:
      return { kind: 'session', time, payload };
    case KIND_EVENT:
      return { kind: 'event', time, payload };
    case KIND_BYTES:
      return {
        kind: 'bytes',
        time,
        payload,
        from: (flags & FLAG_SERVER) === 0 ? 'client' : 'server',
        tls: (flags & FLAG_TLS) !== 0,
        injected: (flags & FLAG_INJECTED) !== 0,
        withheld: (flags & FLAG_WITHHELD) !== 0,
      };
    default:
      return null;
  }
}
