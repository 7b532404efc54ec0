import { open, type FileHandle } from 'node:fs/promises';

/**
 * Files that are being read at the same time. A list may want to know thousands of sessions at once: so many open files
 * are more than some systems allow, and each takes the memory of a block.
 */
const MOST_AT_ONCE = 16;

let reading = 0;
const waiting: (() => void)[] = [];

/** Opens a file for one short read in its turn, and closes it. Rejects as opening a file and `use` do. */
export function readInTurn<Result>(
  path: string,
  use: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
  return inTurn(async () => {
    const file = await open(path, 'r');
    try {
      return await use(file);
    } finally {
      await file.close();
    }
  });
}

/**
 * Does one short read in its turn. Whoever came last is next: that is a person who waits for one session, rather than a
 * list that wants them all. Rejects as `read` does.
 */
export async function inTurn<Result>(read: () => Promise<Result>): Promise<Result> {
  if (reading >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else reading += 1;
  try {
    return await read();
  } finally {
    const next = waiting.pop();
    if (next === undefined) reading -= 1;
    else next();
  }
}
