import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listSessionFiles } from '../../../app/capture/folder.ts';
import { bundledProgram } from '../../support/bundled-program.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { allRows, bytesSaid, foundSession, libraryOf, openCaptures } from './recording.ts';

test('a process that is killed leaves a session that can be read to where it had been written', async () => {
  const program = await bundledProgram(join(import.meta.dirname, 'recording-process.ts'));
  const folder = await temporaryFolder();
  let session = 0;
  for (const milliseconds of [0, 60, 300]) {
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    session += 1;
    await eventually('the session to begin', async () => (await listSessionFiles(folder)).length === session);
    const living = await openCaptures(folder);
    const begun = await eventually('its first bytes', async () => libraryOf(living).find(session));
    // Another program follows it while it is being written.
    const until = performance.now() + milliseconds;
    do await begun.catchUp();
    while (performance.now() < until);
    expect(begun.index.isOpen).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const source = await foundSession(await openCaptures(folder), session);
    const rows = await allRows(source);
    expect(source.index.summary()).toMatchObject({ outcome: 'failed', rows: rows.length });
    for (const [from, word] of [
      ['client', 'NOOP'],
      ['server', '250'],
    ] as const) {
      const text = bytesSaid(rows, from).toString();
      const lines = text.split('\r\n').length;
      const all = Array.from({ length: lines }, (_, round) => `${word} ${round}\r\n`).join('');
      expect(lines).toBeGreaterThan(10);
      expect(all.startsWith(text)).toBe(true);
    }
    // What another program saw while it was being written is what is there now, and it learns of the end.
    await begun.catchUp();
    expect(begun.index.summary()).toEqual(source.index.summary());
  }
}, 60_000);
