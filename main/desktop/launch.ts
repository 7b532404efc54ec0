import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findElectronPackage, provideElectron } from './electron-package.ts';
import { READY_LINE, withSettings, type DesktopSettings } from './handshake.ts';
import { plainReason } from './plain-reason.ts';

/** How long the window may take to open, in milliseconds: a cold disk and a first start are slow. */
const OPENS_WITHIN = 60_000;

/** Characters of Electron's complaints that are kept. */
const COMPLAINTS_KEPT = 16_000;

/** The folder that holds package.json: this file is two folders below it, and so is what it is built into. */
const APPLICATION_DIRECTORY = fileURLToPath(new URL('../..', import.meta.url));

/** What became of the attempt to open the desktop window. `reason` is one sentence for people. */
export type LaunchOutcome =
  | { readonly started: true; readonly exitCode: number }
  | { readonly started: false; readonly reason: string };

/** How to launch, where it is not as usual. */
export interface LaunchOptions {
  /** The folder of the electron package; by default where Node finds it. */
  readonly electronPackage?: string | undefined;
  /** The folder that Electron opens: the one with package.json. */
  readonly applicationDirectory?: string;
  /** Milliseconds until a window that does not show up is given up. */
  readonly opensWithin?: number;
  /** Is told, in a line, what takes long. By default it goes to stderr. */
  readonly say?: (line: string) => void;
}

/**
 * Opens the desktop window from plain Node, and resolves when it has been closed; or at once, with the reason, where
 * there cannot be one. Never rejects: the caller has another viewer to open.
 */
export async function launchDesktop(
  settings: DesktopSettings,
  options: LaunchOptions = {},
): Promise<LaunchOutcome> {
  const obstacle = obstacleToWindows();
  if (obstacle !== undefined) return { started: false, reason: obstacle };
  const { electronPackage = findElectronPackage(), say = (line) => process.stderr.write(`${line}\n`) } =
    options;
  if (electronPackage === undefined) return { started: false, reason: 'Electron is not installed.' };
  const electron = await provideElectron(electronPackage, say);
  if (!electron.found) return { started: false, reason: electron.reason };
  return await run(electron.path, settings, options);
}

/** Why this machine, or this user, cannot have a window at all. */
function obstacleToWindows(): string | undefined {
  if (process.platform === 'win32' || process.platform === 'darwin') return undefined;
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return 'There is no display to open a window on.';
  if (process.getuid?.() === 0) {
    return 'Electron does not open a window for root, whose programs it cannot confine.';
  }
  return undefined;
}

async function run(
  program: string,
  settings: DesktopSettings,
  options: LaunchOptions,
): Promise<LaunchOutcome> {
  const { applicationDirectory = APPLICATION_DIRECTORY, opensWithin = OPENS_WITHIN } = options;
  const electron = spawn(program, [applicationDirectory], {
    env: withSettings(environmentForElectron(), settings),
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: false,
    // In a group of its own, so that Ctrl+C comes to it once, forwarded: the second signal kills Electron outright.
    detached: process.platform !== 'win32',
  });
  const stopForwarding = forwardSignals(electron);
  const watch = watchOver(electron, opensWithin);
  try {
    return await watch;
  } finally {
    stopForwarding();
  }
}

/** An editor's terminal may have told Electron to be Node, which is what Node itself must not pass on. */
function environmentForElectron(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  delete environment['ELECTRON_RUN_AS_NODE'];
  return environment;
}

/** Follows Electron from its start to its end. */
function watchOver(electron: ChildProcess, opensWithin: number): Promise<LaunchOutcome> {
  let opened = false;
  let tookTooLong = false;
  let complaints = '';
  electron.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (!opened) complaints = (complaints + text).slice(-COMPLAINTS_KEPT);
  });
  const patience = setTimeout(() => {
    tookTooLong = true;
    electron.kill('SIGKILL');
  }, opensWithin);
  if (electron.stdout) {
    createInterface({ input: electron.stdout }).on('line', (line) => {
      if (line !== READY_LINE) return;
      opened = true;
      clearTimeout(patience);
    });
  }
  return new Promise((resolve) => {
    electron.on('error', (error) => {
      clearTimeout(patience);
      resolve({ started: false, reason: `Electron could not be started (${error.message}).` });
    });
    electron.on('close', (code, signal) => {
      clearTimeout(patience);
      // It ends with 0 before a window opens where one is open already: that one has come to the front.
      if (opened || code === 0) resolve({ started: true, exitCode: code ?? 1 });
      else if (tookTooLong) resolve({ started: false, reason: 'Electron opened no window in time.' });
      else resolve({ started: false, reason: endReason(code, signal, complaints) });
    });
  });
}

function endReason(code: number | null, signal: NodeJS.Signals | null, complaints: string): string {
  const end = signal === null ? `code ${code}` : signal;
  return `Electron ended before it opened a window (${plainReason(complaints) ?? end}).`;
}

/** Ctrl+C in the terminal closes the window in order, and this process ends when the window has. */
function forwardSignals(electron: ChildProcess): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const forward = (signal: NodeJS.Signals): void => {
    electron.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}
