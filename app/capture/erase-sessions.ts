import { Buffer } from 'node:buffer';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ENTRY_HEADER_LENGTH,
  parseEntry,
  parseRecordHeader,
  RECORD_HEADER_LENGTH,
  recordHeader,
} from './entry.ts';
import { indexPathOf } from './index-file.ts';
import { FILE_MODE, sessionFileName, type SessionRange } from './folder.ts';
import { parseSessionInfo } from './session-payload.ts';

/** Bytes that surely hold a record's header and first entry. */
const RECORD_BEGINNING = 64 * 1024;

/** Bytes that are copied at once. */
const BLOCK = 1024 * 1024;

/** The end of the name of a file that is being written; such a one counts for nothing. */
const UNFINISHED = '.rewriting';

/**
 * Gives back what deleted sessions take up in a file. Where all of its sessions are deleted, the file goes: resolves to
 * true. Else it is written anew with holes in their places, so that whoever reads the others finds them where they
 * were, and takes the old one's place whole. Rejects as the system does; the file is then as it was.
 */
export async function eraseSessions(
  directory: string,
  file: SessionRange,
  isDeleted: (session: number) => boolean,
): Promise<boolean> {
  const path = join(directory, sessionFileName(file));
  if (isEvery(file, isDeleted)) return removeFile(path);
  const source = await openThere(path);
  if (source === null) return true;
  try {
    const records = await readRecords(source);
    // The others were erased before.
    if (records.every(({ session }) => session === null || isDeleted(session))) return await removeFile(path);
    if (records.some(({ session }) => session !== null && isDeleted(session))) {
      await rewrite(source, path, records, isDeleted);
    }
  } finally {
    await source.close();
  }
  return false;
}

async function removeFile(path: string): Promise<true> {
  await rm(indexPathOf(path), { force: true });
  // Another process may have done it.
  await rm(path, { force: true });
  return true;
}

async function openThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function isEvery({ first, last }: SessionRange, isDeleted: (session: number) => boolean): boolean {
  for (let session = first; session <= last; session += 1) {
    if (!isDeleted(session)) return false;
  }
  return true;
}

/** No session has this number: it stands for what is damaged, which stays as it is. */
const DAMAGED = 0;

/** A record in a shared file. `session`: null where it has been erased. Places are bytes from the file's start. */
interface PlacedRecord {
  readonly session: number | null;
  readonly start: number;
  readonly end: number;
}

async function readRecords(file: FileHandle): Promise<PlacedRecord[]> {
  const { size } = await file.stat();
  const records: PlacedRecord[] = [];
  for (let start = 0; start < size;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(RECORD_BEGINNING), 0, RECORD_BEGINNING, start);
    const bytes = buffer.subarray(0, bytesRead);
    const length = parseRecordHeader(bytes, 0);
    if (length === null) {
      records.push({ session: DAMAGED, start, end: size });
      break;
    }
    const end = length === 0 ? size : Math.min(size, start + length);
    records.push({ session: sessionOf(bytes), start, end });
    start = end;
  }
  return records;
}

function sessionOf(bytes: Buffer): number | null {
  const parsed = parseEntry(bytes, RECORD_HEADER_LENGTH);
  const info =
    parsed.found === 'entry' && parsed.entry.kind === 'session'
      ? parseSessionInfo(parsed.entry.payload)
      : null;
  if (info !== null) return info.session;
  const entry = bytes.subarray(RECORD_HEADER_LENGTH, RECORD_HEADER_LENGTH + ENTRY_HEADER_LENGTH);
  return entry.every((byte) => byte === 0) ? null : DAMAGED;
}

async function rewrite(
  source: FileHandle,
  path: string,
  records: readonly PlacedRecord[],
  isDeleted: (session: number) => boolean,
): Promise<void> {
  // Another process may be about the same.
  const unfinished = `${path}.${process.pid}${UNFINISHED}`;
  try {
    await writeWithHoles(source, unfinished, records, isDeleted);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function writeWithHoles(
  source: FileHandle,
  path: string,
  records: readonly PlacedRecord[],
  isDeleted: (session: number) => boolean,
): Promise<void> {
  const { atime, mtime } = await source.stat();
  const target = await open(path, 'w', FILE_MODE);
  try {
    for (const { session, start, end } of records) {
      const isErased = session === null || isDeleted(session);
      if (isErased) await target.write(recordHeader(end - start), 0, RECORD_HEADER_LENGTH, start);
      else await copy(source, target, start, end);
    }
    // A file system without holes fills them, and one that has them gives their room back.
    await target.truncate(records.at(-1)?.end ?? 0);
    // How old the sessions in it are goes by this.
    await target.utimes(atime, mtime);
    await target.datasync();
  } finally {
    await target.close();
  }
}

async function copy(source: FileHandle, target: FileHandle, start: number, end: number): Promise<void> {
  for (let at = start; at < end;) {
    const wanted = Math.min(BLOCK, end - at);
    const { buffer, bytesRead } = await source.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
    if (bytesRead === 0) return;
    await target.write(buffer, 0, bytesRead, at);
    at += bytesRead;
  }
}
