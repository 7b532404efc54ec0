import { open, type FileHandle } from 'node:fs/promises';

/** Milliseconds after which a file is closed that nobody has read from. */
const KEPT_FOR = 1_000;

/** Files kept open: well below what the most modest system allows a process, which is 256. */
const MOST_KEPT = 64;

interface KeptFile {
  readonly handle: Promise<FileHandle>;
  users: number;
  /** Somebody has read from it since it was last looked at. */
  isFresh: boolean;
}

/** In the order of their last use. */
const files = new Map<string, KeptFile>();
let timer: NodeJS.Timeout | null = null;

/**
 * Opens a file for one short read, and keeps it open for a moment: a conversation that is looked at, or that grows, is read
 * from again and again, and opening a file costs more than a short read. Rejects as opening a file and `use` do.
 */
export async function readKeptFile<Result>(
  path: string,
  use: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  const file = files.get(path) ?? { handle: open(path, 'r'), users: 0, isFresh: true };
  files.delete(path);
  files.set(path, file);
  file.users += 1;
  try {
    return await use(await opened(path, file));
  } finally {
    file.users -= 1;
    file.isFresh = true;
    if (files.size > MOST_KEPT) closeIdle(files.size - MOST_KEPT, () => true);
    timer ??= setTimeout(look, KEPT_FOR).unref();
  }
}

/** One that could not be opened is tried again by whoever comes next. */
async function opened(path: string, file: KeptFile): Promise<FileHandle> {
  try {
    return await file.handle;
  } catch (error) {
    if (files.get(path) === file) files.delete(path);
    throw error;
  }
}

function look(): void {
  closeIdle(files.size, ({ isFresh }) => !isFresh);
  for (const file of files.values()) file.isFresh = false;
  timer = files.size === 0 ? null : setTimeout(look, KEPT_FOR).unref();
}

/** Closes files that nobody reads from, those longest unused first, and so many at the most. */
function closeIdle(most: number, isDue: (file: KeptFile) => boolean): void {
  let left = most;
  for (const [path, file] of files) {
    if (left === 0) return;
    if (file.users > 0 || !isDue(file)) continue;
    files.delete(path);
    left -= 1;
    void close(file);
  }
}

async function close({ handle }: KeptFile): Promise<void> {
  try {
    await (await handle).close();
  } catch {
    // It was only read from: nothing is lost.
  }
}
