import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { outputTo } from '../../../main/cli/output.ts';

describe('an output', () => {
  test('keeps pace with whoever reads it', async () => {
    const pipe = new PassThrough({ highWaterMark: 4 });
    const output = outputTo(pipe);
    await output.write('abc');
    let written = false;
    const writing = output.write('defgh').then(() => (written = true));
    await new Promise(setImmediate);
    expect(written).toBe(false);
    pipe.resume();
    await writing;
    expect(written).toBe(true);
  });

  test('ends when all is through', async () => {
    const taken: string[] = [];
    const slow = new Writable({
      write(chunk: Buffer, _encoding, callback) {
        setImmediate(() => {
          taken.push(chunk.toString());
          callback();
        });
      },
    });
    const output = outputTo(slow);
    void output.write('first ');
    void output.write('second');
    await output.end();
    expect(taken.join('')).toBe('first second');
  });

  test('is closed when the reader has gone: said once, and nobody waits', async () => {
    const pipe = new PassThrough({ highWaterMark: 1 });
    let said = 0;
    const output = outputTo(pipe, () => (said += 1));
    const writing = output.write('more than fits');
    pipe.destroy(new Error('EPIPE'));
    await writing;
    expect(output.closed).toBe(true);
    await output.write('more');
    await output.end();
    expect(said).toBe(1);
  });

  test('is no terminal unless it is one', () => {
    expect(outputTo(new PassThrough()).terminal).toBe(false);
  });
});
