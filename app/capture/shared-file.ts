import * as fs from 'node:fs';
import type { Buffer } from 'node:buffer';
import { FILE_MODE } from './folder.ts';
import { writeAll, type WholeRecord } from './recorder.ts';

/**
 * Short sessions that ended between two writes share a file: to make a file costs as much as relaying a short
 * conversation does. The callback gets how many of the records are wholly on the disk, and why not all are; or that there is
 * no such file, with an error alone.
 */
export function writeSharedFile(
  path: string,
  records: readonly WholeRecord[],
  done: (error: NodeJS.ErrnoException | null, kept: number | null) => void,
): void {
  const buffers: Buffer[] = records.flatMap((record) => record.pieces);
  fs.open(path, 'wx', FILE_MODE, (openError, file) => {
    if (openError !== null) return done(openError, null);
    writeAll(file, buffers, 0, (error, written) => {
      fs.close(file, () => done(error, recordsWithin(records, written)));
    });
  });
}

/** How many of the records end within so many bytes. */
function recordsWithin(records: readonly WholeRecord[], bytes: number): number {
  let end = 0;
  const firstOutside = records.findIndex(({ length }) => (end += length) > bytes);
  return firstOutside === -1 ? records.length : firstOutside;
}
