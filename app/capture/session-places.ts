import { Buffer } from 'node:buffer';
import { stat, type FileHandle } from 'node:fs/promises';
import { parseEntry, parseRecordHeader, RECORD_HEADER_LENGTH } from './entry.ts';
import type { Extent } from './growth.ts';
import { isWriting, type WritingProcess } from './process-mark.ts';
import { readInTurn } from './reading-turns.ts';
import { parseSessionInfo, type SessionInfo } from './session-payload.ts';

/** Why a file could not be read as sessions. */
export interface SourceProblem {
  readonly code: 'not-a-session' | 'unreadable';
  readonly path: string;
  readonly text: string;
}

/** Where the sessions of a file stand, or why there are none. */
export type PlacesResult =
  | { readonly ok: true; readonly places: readonly SessionPlace[] }
  | { readonly ok: false; readonly problem: SourceProblem };

/** Where a session's record stands. */
export interface SessionPlace {
  readonly info: SessionInfo;
  readonly path: string;
  /** Where the record begins, in bytes from the start of the file. */
  readonly start: number;
  /** How far it reaches now. */
  readonly extent: () => Extent | Promise<Extent>;
  /** The file holds others too, and is not written to any more. */
  readonly isShared?: boolean;
}

/** Finds the sessions of a file, and reads no more of it than which they are. Never rejects. */
export async function findSessions(path: string): Promise<PlacesResult> {
  try {
    const places = await readInTurn(path, async (file) => {
      const { size } = await file.stat();
      return readPlaces(file, size, path);
    });
    if (places.length > 0) return { ok: true, places };
    const text = `${path} is not a session that SMTP Spy recorded, and no packet capture, transcript or mail that it knows.`;
    return { ok: false, problem: { code: 'not-a-session', path, text } };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: { code: 'unreadable', path, text } };
  }
}

/** Bytes that surely hold a record's header and first entry. */
const RECORD_BEGINNING = 64 * 1024;

async function readPlaces(file: FileHandle, size: number, path: string): Promise<SessionPlace[]> {
  const places: SessionPlace[] = [];
  let window = Buffer.alloc(0);
  let windowStart = 0;
  for (let start = 0; start < size;) {
    if (start + RECORD_BEGINNING > windowStart + window.length && windowStart + window.length < size) {
      window = await readAt(file, start, 4 * RECORD_BEGINNING);
      windowStart = start;
    }
    const length = parseRecordHeader(window, start - windowStart);
    const info = length === null ? null : parseInfo(window, start - windowStart + RECORD_HEADER_LENGTH);
    if (length === null || (info === null && length === 0)) break;
    const end = length === 0 ? size : Math.min(size, start + length);
    // Without its beginning it is a session that was deleted out of a shared file.
    if (info !== null) {
      const isOwnFile = length === 0;
      places.push({
        info,
        path,
        start,
        extent: () => (isOwnFile ? extentOfFile(path, info.writer) : { end, growing: false, brokenOff: '' }),
        isShared: !isOwnFile,
      });
    }
    start = end;
  }
  return places;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer<ArrayBuffer>> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function parseInfo(bytes: Buffer, at: number): SessionInfo | null {
  const parsed = parseEntry(bytes, at);
  return parsed.found === 'entry' && parsed.entry.kind === 'session'
    ? parseSessionInfo(parsed.entry.payload)
    : null;
}

/** How far a file reaches that this program is not told of. Rejects as reading a file does. */
export async function extentOfFile(path: string, writer: WritingProcess): Promise<Extent> {
  // In this order: what a process that has ended wrote last must be counted.
  const growing = isWriting(writer);
  const { size } = await stat(path);
  return { end: size, growing, brokenOff: '' };
}
