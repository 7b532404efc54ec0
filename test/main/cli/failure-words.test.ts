import { once } from 'node:events';
import { mkdir, open, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { describeFailure } from '../../../main/cli/failure-words.ts';
import { portOf } from '../../support/smtp-peers.ts';

const FILE = fileURLToPath(import.meta.url);

async function failureOf(doing: Promise<unknown>): Promise<unknown> {
  return await doing.then(
    () => expect.unreachable('it worked'),
    (error: unknown) => error,
  );
}

describe('a failure in words', () => {
  test('names the file, and what to do', async () => {
    expect(describeFailure(await failureOf(open(`${FILE}.nowhere`)))).toBe(
      `${FILE}.nowhere: there is no such file or folder. Check the spelling.`,
    );
    expect(describeFailure(await failureOf(mkdir(FILE, { recursive: true })))).toContain(
      'a folder is needed here',
    );
    expect(describeFailure(await failureOf(readdir(`${FILE}/x`)))).toContain(
      `${FILE}/x: a part of this path is`,
    );
  });

  test('names the port that is taken', async () => {
    const first = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void first.close());
    await once(first, 'listening');
    const second = createServer().listen(portOf(first), '127.0.0.1');
    const failure = describeFailure((await once(second, 'error'))[0]);
    expect(failure).toMatch(
      /^Port \d+ is taken: another program listens on 127\.0\.0\.1\.\nChoose another port/,
    );
  });

  test('is what the error says, where nothing better is known', () => {
    expect(describeFailure(new Error('Something else.'))).toBe('Something else.');
    expect(describeFailure('no error at all')).toBe('no error at all');
  });
});
