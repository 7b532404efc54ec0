import { readFileSync } from 'node:fs';

/**
 * A word that no other process has, not even one that gets the same number later: on Linux, when it began, and in which run
 * of the system. Empty where the system does not tell, or there is no such process.
 */
export function processMark(id: number): string {
  if (process.platform !== 'linux') return '';
  try {
    // The name of the program stands in parentheses and may hold any character; the start is the twentieth field behind it.
    const behindName = readFileSync(`/proc/${id}/stat`, 'utf8').replace(/^.*\) /s, '');
    const began = behindName.split(' ')[19] ?? '';
    const run = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${run}/${began}`;
  } catch {
    return '';
  }
}

/** Who writes a session: a process, and its mark, empty where it is not known. */
export interface WritingProcess {
  readonly process: number;
  readonly mark?: string | undefined;
}

/** Whether another process writes on: it still runs, and is the one that began. This process is told of its own sessions. */
export function isWriting({ process: id, mark = '' }: WritingProcess): boolean {
  if (id === process.pid || !isRunning(id)) return false;
  const now = processMark(id);
  return mark === '' || now === '' || mark === now;
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
