import { Buffer } from 'node:buffer';
import { stat, type FileHandle } from 'node:fs/promises';
import { parseEntry, parseRecordHeader, RECORD_HEADER_LENGTH } from './entry.ts';
import { EntryReader, type ReadEnd } from './entry-reader.ts';
import type { Extent } from './growth.ts';
import { giveWay } from './precedence.ts';
import { isWriting, type WritingProcess } from './process-mark.ts';
import { readKeptFile } from './kept-files.ts';
import { inTurn, readInTurn } from './reading-turns.ts';
import { readSharedFile, type ReadableBytes } from './shared-file-bytes.ts';
import { SessionIndex } from './session-index.ts';
import { parseSessionInfo, type SessionInfo } from './session-payload.ts';

/** Why a file could not be read as sessions. */
export interface SourceProblem {
  readonly code: 'not-a-session' | 'unreadable';
  readonly path: string;
  readonly text: string;
}

/** The sessions of a file, or why there are none. */
export type SourceResult =
  | { readonly ok: true; readonly sources: readonly SessionSource[] }
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
  /** Microseconds after which a reply is slow; the usual where it is not said. */
  readonly slowAfter?: number | undefined;
}

/**
 * A session that can be read: where its record stands, and an index that follows the record only when somebody wants to
 * know. Whatever nobody looks at costs no more than being written.
 */
export class SessionSource {
  readonly session: number;
  readonly path: string;
  readonly index: SessionIndex;
  readonly #extent: () => Extent | Promise<Extent>;
  /** The file holds others too. */
  readonly isShared: boolean;
  /** Called once, when the record has been read to the end of its session. */
  onClosed: () => void = () => {};
  readonly #waiting = new Set<() => void>();
  #catchingUp: Promise<void> | null = null;

  constructor({ info, path, start, extent, isShared = false, slowAfter }: SessionPlace) {
    this.isShared = isShared;
    this.session = info.session;
    this.path = path;
    this.index = new SessionIndex(info, start, slowAfter);
    this.#extent = extent;
  }

  /** Opens the file for one short read. Rejects as opening a file and `use` do. */
  readFile<Result>(use: (file: ReadableBytes) => Promise<Result>): Promise<Result> {
    return this.isShared ? readSharedFile(this.path, use) : inTurn(() => readKeptFile(this.path, use));
  }

  /** How far the record reaches now. Rejects as looking at a file does. */
  async extent(): Promise<Extent> {
    return this.#extent();
  }

  /**
   * Reads on to where the record reaches now. `onProgress` is called after each block of a long way. Rejects as reading
   * a file does; what has been read by then stays known.
   */
  async catchUp(onProgress: () => void = () => {}): Promise<void> {
    this.#waiting.add(onProgress);
    try {
      // Whoever comes while another catches up waits for that, and then sees whether the file has grown again.
      while (this.#catchingUp !== null) await this.#catchingUp;
      this.#catchingUp = this.#readOn().finally(() => {
        this.#catchingUp = null;
      });
      await this.#catchingUp;
    } finally {
      this.#waiting.delete(onProgress);
    }
  }

  async #readOn(): Promise<void> {
    if (!this.index.isOpen) return;
    const extent = await this.#extent();
    const end = await this.#read(extent);
    if (!extent.growing || end === 'damaged') {
      this.index.breakOff(extent.brokenOff === '' ? this.#howItBroke(end) : extent.brokenOff);
    }
    if (!this.index.isOpen) this.onClosed();
  }

  /** Block by block, so that a long record lets others have their turns. */
  async #read({ end, growing }: Extent): Promise<ReadEnd> {
    for (;;) {
      const { position } = this.index;
      if (position >= end) return 'whole';
      const reachedEnd = await this.readFile(async (file) => {
        const reader = new EntryReader(file, position, end, growing);
        for (const { entry, next } of await reader.next()) this.index.take(entry, next);
        return reader.end;
      });
      for (const onProgress of this.#waiting) onProgress();
      if (reachedEnd !== null) return reachedEnd;
      if (this.index.position < end) await giveWay();
    }
  }

  #howItBroke(end: ReadEnd): string {
    return end === 'damaged'
      ? `The record is damaged from byte ${this.index.position} of its file on; all before it is shown.`
      : 'The record ends before the conversation did: SMTP Spy was ended, or could not write. All that it had written is shown.';
  }
}

/**
 * Opens a file of sessions, and reads no more of it than which they are. `slowAfter`: microseconds after which a reply is slow.
 * Never rejects.
 */
export async function openSessions(path: string, slowAfter?: number): Promise<SourceResult> {
  try {
    const sources = await readInTurn(path, async (file) => {
      const { size } = await file.stat();
      return readSources(file, size, path, slowAfter);
    });
    if (sources.length > 0) return { ok: true, sources };
    const text = `${path} is not a session that SMTP Spy recorded.`;
    return { ok: false, problem: { code: 'not-a-session', path, text } };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: { code: 'unreadable', path, text } };
  }
}

/** Bytes that surely hold a record's header and first entry. */
const RECORD_BEGINNING = 64 * 1024;

async function readSources(
  file: FileHandle,
  size: number,
  path: string,
  slowAfter: number | undefined,
): Promise<SessionSource[]> {
  const sources: SessionSource[] = [];
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
      sources.push(
        new SessionSource({
          info,
          path,
          start,
          extent: () =>
            isOwnFile ? extentOfFile(path, info.writer) : { end, growing: false, brokenOff: '' },
          isShared: !isOwnFile,
          slowAfter,
        }),
      );
    }
    start = end;
  }
  return sources;
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
