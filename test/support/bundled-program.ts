import { join } from 'node:path';
import { build } from 'vite';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * Bundles a program that a test runs as a process of its own, so that a Node without TypeScript can run it. Resolves to its
 * file, which is gone when the test is over.
 */
export async function bundledProgram(entry: string): Promise<string> {
  const folder = await temporaryFolder();
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir: folder,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  });
  return join(folder, 'program.mjs');
}
