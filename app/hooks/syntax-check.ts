import { execFile } from 'node:child_process';

/** Milliseconds that looking for the place of a mistake may take: without it there is still what is wrong. */
const LONGEST_CHECK_MS = 5_000;

/**
 * What Node prints of a module that is no JavaScript: the place first, which a SyntaxError caught within the program does not
 * tell (Node 20). Empty where there is no Node to be asked: Electron's own may not run as one.
 */
export function checkSyntax(path: string): Promise<string> {
  if (process.versions['electron'] !== undefined) return Promise.resolve('');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--check', path],
      { timeout: LONGEST_CHECK_MS, maxBuffer: 64 * 1024 },
      (_error, _stdout, stderr) => resolve(stderr),
    );
  });
}
