import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const run = promisify(execFile);

/**
 * A disk of so many bytes, as a folder; it is gone when the test is over. Where this user may not make one (only root
 * may, and not in every container), the test is skipped and says so in a line.
 */
export async function smallDisk(context: TestContext, bytes: number): Promise<string> {
  const folder = await temporaryFolder();
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'tmpfs', folder]);
  } catch {
    const reason = 'only root may mount a small disk, and not everywhere';
    process.stderr.write(`skipped: ${context.task.name} (${reason})\n`);
    context.skip(reason);
  }
  // Whoever has read a session keeps its file open for a moment (app/capture/kept-files.ts).
  onTestFinished(async () => {
    await eventually('nobody to use the disk any more', () => isUnmounted(folder));
  });
  return folder;
}

async function isUnmounted(folder: string): Promise<boolean> {
  try {
    await run('umount', [folder]);
    return true;
  } catch {
    return false;
  }
}

/** Takes up all the room that is left on a disk but so many bytes, with a file of this name. */
export async function fillDisk(folder: string, size: number, leave: number): Promise<string> {
  const path = join(folder, 'somebody else’s');
  await writeFile(path, Buffer.alloc(size - leave));
  return path;
}
