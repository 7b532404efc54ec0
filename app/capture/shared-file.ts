import * as fs from 'node:fs';
import type { Buffer } from 'node:buffer';
import { FILE_MODE } from './folder.ts';
import { writeAll, type WholeRecord } from './recorder.ts';

/**
 * Short sessions that ended between two writes share a file: to make a file costs as much as relaying a short
 * conversation does. The callback gets null when all is written and closed.
 */
export function writeSharedFile(
  path: string,
  records: readonly WholeRecord[],
  done: (error: NodeJS.ErrnoException | null) => void,
): void {
  const buffers: Buffer[] = records.flatMap((record) => record.buffers);
  fs.open(path, 'wx', FILE_MODE, (openError, file) => {
    if (openError !== null) return done(openError);
    writeAll(file, buffers, 0, (error) => {
      fs.close(file, () => done(error));
    });
  });
}
