import type { SessionRange } from './folder.ts';
import type { UsedFile } from './folder-usage.ts';
import type { NumberRanges } from './number-ranges.ts';

/** What is kept of a capture folder; null: whatever there is. */
export interface KeepLimits {
  /** Bytes that all its files may take up. */
  readonly bytes: number | null;
  /** Days for which sessions are kept. */
  readonly days: number | null;
}

/** Keeps everything. */
export const KEEP_ALL: KeepLimits = { bytes: null, days: null };

/** Once there is too much, so much of the limit is left free: else something would have to go with every conversation. */
const ROOM = 0.05;

const DAY = 86_400_000;

/** What a plan is made of. */
export interface FolderContents {
  /** The oldest first. */
  readonly files: readonly UsedFile[];
  /** Bytes of all files. */
  readonly total: number;
  readonly pinned: NumberRanges;
  /** Their bytes go by themselves. */
  readonly deleted: NumberRanges;
  /** Whether sessions of the file may still be written, by whomever. */
  readonly isInUse: (file: UsedFile) => Promise<boolean>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What has to go of a file. */
export interface PlannedFile {
  readonly file: UsedFile;
  /** Some of its sessions, rising. */
  readonly sessions: readonly SessionRange[];
}

/** What has to go. */
export interface RetentionPlan {
  /** The oldest first. */
  readonly files: readonly PlannedFile[];
  /** Even then there is more than the limit: what is left is pinned, in use, or the newest. */
  readonly isOver: boolean;
}

/**
 * Chooses what has to go for a folder to keep its limits: the oldest sessions that are over and not pinned. The newest file
 * stays, whatever its size: nobody wants to find nothing of what has just passed. Rejects as `isInUse` does.
 */
export async function planRetention(contents: FolderContents, limits: KeepLimits): Promise<RetentionPlan> {
  const { files, deleted, pinned, now, isInUse } = contents;
  const oldest = limits.days === null ? -Infinity : now - limits.days * DAY;
  const most = limits.bytes ?? Infinity;
  const goal = contents.total > most ? most * (1 - ROOM) : most;
  const planned: PlannedFile[] = [];
  let left = contents.total;
  for (const file of files.slice(0, -1)) {
    if (left <= goal && file.written >= oldest) continue;
    const size = sizeOf(file.sessions);
    const going = rangesWithout(rangesWithout([file.sessions], deleted), pinned);
    const gone = deleted.countWithin(file.sessions) + going.reduce((sum, range) => sum + sizeOf(range), 0);
    if (going.length > 0) {
      if (await isInUse(file)) continue;
      planned.push({ file, sessions: going });
    }
    left -= file.bytes * (gone / size);
  }
  return { files: planned, isOver: left > most };
}

/** How many sessions are in a range. */
export function sizeOf({ first, last }: SessionRange): number {
  return last - first + 1;
}

/** What is left of ranges without some numbers. */
function rangesWithout(ranges: readonly SessionRange[], without: NumberRanges): SessionRange[] {
  const left: SessionRange[] = [];
  for (const { first, last } of ranges) {
    let from = first;
    for (const range of without.ranges) {
      if (range.last < from) continue;
      if (range.first > last) break;
      if (range.first > from) left.push({ first: from, last: range.first - 1 });
      from = range.last + 1;
    }
    if (from <= last) left.push({ first: from, last });
  }
  return left;
}
