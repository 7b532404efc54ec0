import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isWriting, processMark } from '../../../app/capture/process-mark.ts';

/** Another process, which does nothing. It is gone when the test is over. */
async function otherProcess(): Promise<{ id: number; end: () => Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const exit = once(child, 'exit');
  await once(child, 'spawn');
  onTestFinished(() => void child.kill('SIGKILL'));
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exit;
  };
  return { id: child.pid ?? 0, end };
}

describe('a process that wrote a record', () => {
  test('writes on as long as it runs; this one is told of its own records', async () => {
    const { id, end } = await otherProcess();
    expect(isWriting({ process: id, mark: processMark(id) })).toBe(true);
    // As older records have it, and systems that tell no more.
    expect(isWriting({ process: id })).toBe(true);
    expect(isWriting({ process: process.pid, mark: processMark(process.pid) })).toBe(false);
    const mark = processMark(id);
    await end();
    expect(isWriting({ process: id, mark })).toBe(false);
  });

  test.skipIf(process.platform !== 'linux')('is not another that has got its number', async () => {
    const [one, other] = [await otherProcess(), await otherProcess()];
    expect(processMark(one.id)).toMatch(/^[0-9a-f-]{36}\/\d+$/);
    expect(processMark(one.id)).toBe(processMark(one.id));
    expect(isWriting({ process: other.id, mark: processMark(process.pid) })).toBe(false);
  });

  test('has no mark when it is gone', () => {
    expect(processMark(2 ** 22 + 1)).toBe('');
  });
});
