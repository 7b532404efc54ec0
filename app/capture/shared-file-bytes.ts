import type { Buffer } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { readInTurn } from './reading-turns.ts';

/** Files kept: whoever goes through all sessions has at most a few in hand at a time. */
const MOST_FILES = 4;

/** Bytes of a file that is kept whole. Short sessions share files, so they are far below. */
const LARGEST_FILE = 4 * 1024 * 1024;

/** Milliseconds for which a file is kept after it was last used. */
const KEPT_FOR = 2_000;

/** What a file handle does for those who read. */
export interface ReadableBytes {
  /** Reads `length` bytes at a position of the file to a place in the buffer. Rejects as reading a file does. */
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

const kept = new Map<string, Promise<Buffer | null>>();
let timer: NodeJS.Timeout | null = null;

/**
 * Reads a file that sessions share, and that does not change any more but for what is erased. To open a file costs more
 * than to read a short session, so for a moment it is kept for the others that are in it. Rejects as reading a file does.
 */
export async function readSharedFile<Result>(
  path: string,
  use: (file: ReadableBytes) => Promise<Result>,
): Promise<Result> {
  const bytes = await wholeFile(path);
  if (bytes === null) return readInTurn(path, use);
  return use({
    read: async (buffer, offset, length, position) => ({
      bytesRead: bytes.subarray(position, position + length).copy(buffer, offset),
    }),
  });
}

function wholeFile(path: string): Promise<Buffer | null> {
  const known = kept.get(path);
  const file = known ?? readWhole(path);
  // The last in the map is the one that was used last.
  kept.delete(path);
  kept.set(path, file);
  const oldest = kept.keys().next();
  if (kept.size > MOST_FILES && oldest.done !== true) kept.delete(oldest.value);
  timer ??= setTimeout(forget, KEPT_FOR);
  timer.unref();
  return file;
}

async function readWhole(path: string): Promise<Buffer | null> {
  try {
    const { size } = await stat(path);
    return size > LARGEST_FILE ? null : await readFile(path);
  } catch (error) {
    kept.delete(path);
    throw error;
  }
}

function forget(): void {
  kept.clear();
  timer = null;
}
