import { execFile } from 'node:child_process';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT } from '../../support/build.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
const run = promisify(execFile);

/** As strict as an author may be, the program's own declarations checked as well. */
const OPTIONS = {
  noEmit: true,
  allowJs: true,
  checkJs: true,
  strict: true,
  skipLibCheck: false,
  preserveSymlinks: true,
  module: 'nodenext',
  target: 'es2023',
  lib: ['es2023', 'dom'],
  types: [],
};

/** What the compiler has to say of an author's file, in a folder in which the program is installed. */
async function compiled(write: (path: string) => Promise<void>): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'node_modules'));
  await symlink(ROOT, join(folder, 'node_modules', 'smtp-spy'));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: OPTIONS, files: ['hooks.mjs'] }),
  );
  await write(join(folder, 'hooks.mjs'));
  try {
    await run(process.execPath, [TSC, '-p', folder]);
    return '';
  } catch (error) {
    return String(Object(error).stdout);
  }
}

test('the example in the documentation is as the types want it', async () => {
  expect(await compiled((path) => copyFile(join(ROOT, 'docs', 'example-hooks.mjs'), path))).toBe('');
});

test('what a hook cannot return is told by the compiler', async () => {
  const text = `
    /** @type {import('smtp-spy').OnCommand} */
    export function onCommand(command) {
      return { comand: command.text };
    }
    /** @type {import('smtp-spy').OnMessage} */
    export const onMessage = async (message) => ({ message: message.withHeader('A') });
  `;
  const told = await compiled((path) => writeFile(path, text));
  expect(told).toContain("'comand' does not exist");
  expect(told).toMatch(/hooks\.mjs\(7,\d+\): .*Expected 2 arguments, but got 1/);
});
