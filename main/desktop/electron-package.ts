import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { plainReason } from './plain-reason.ts';

/** How long the download may take, in milliseconds: some 120 MB over a slow line. */
const DOWNLOADS_WITHIN = 10 * 60_000;

/** Characters of the download's complaints that are kept: it is the last ones that say why. */
const COMPLAINTS_KEPT = 4_000;

/** Where Electron's program lies, or one sentence why there is none. */
export type ElectronProgram =
  { readonly found: true; readonly path: string } | { readonly found: false; readonly reason: string };

/** The folder of the installed electron package; null where it is not installed. */
export function findElectronPackage(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/**
 * Finds Electron's program, and has it downloaded where it is not there yet: since version 42 the package brings it
 * when it is first wanted, no longer when it is installed. `say` is told, in a line, what takes so long.
 */
export async function provideElectron(
  packageDirectory: string,
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<ElectronProgram> {
  const present = programOf(packageDirectory, environment);
  if (present !== undefined) return { found: true, path: present };
  say('Downloading Electron, once: about 120 MB.');
  const failure = await download(join(packageDirectory, 'install.js'), environment);
  if (failure !== undefined) return { found: false, reason: downloadFailure(failure) };
  const downloaded = programOf(packageDirectory, environment);
  if (downloaded !== undefined) return { found: true, path: downloaded };
  return { found: false, reason: 'Electron was downloaded, but its program is not there.' };
}

/** The installer says little where it does not reach its server: "fetch failed", or a resolver's or socket's code. */
function downloadFailure(why: string): string {
  return /fetch failed|\bE(?:AI_AGAIN|CONN\w+|HOSTUNREACH|NETUNREACH|NOTFOUND|TIMEDOUT)\b/.test(why)
    ? `Electron could not be downloaded: there is no network, or none that reaches its server (${why}).`
    : `Electron could not be downloaded (${why}).`;
}

/** The same places, in the same order, as the package's own index.js, which would download without saying so. */
function programOf(packageDirectory: string, environment: NodeJS.ProcessEnv): string | undefined {
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  const name = programName(packageDirectory) ?? (override === undefined ? undefined : 'electron');
  if (name === undefined) return undefined;
  const path = join(override ?? join(packageDirectory, 'dist'), name);
  return existsSync(path) ? path : undefined;
}

function programName(packageDirectory: string): string | undefined {
  try {
    const name = readFileSync(join(packageDirectory, 'path.txt'), 'utf8');
    return name === '' ? undefined : name;
  } catch {
    return undefined;
  }
}

/** Runs the package's own installer; undefined when it went well, else why not. */
async function download(installer: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const child = spawn(process.execPath, [installer], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: DOWNLOADS_WITHIN,
    windowsHide: true,
  });
  let complaints = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => (complaints = (complaints + text).slice(-COMPLAINTS_KEPT)));
  return await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(undefined);
      else if (signal !== null) resolve(`it took longer than ${DOWNLOADS_WITHIN / 60_000} minutes`);
      else resolve(plainReason(complaints) ?? `its installer ended with code ${code}`);
    });
  });
}
