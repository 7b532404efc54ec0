import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findElectronPackage, provideElectron } from './electron-package.ts';
import { READY_LINE, withSettings, type DesktopSettings } from './handshake.ts';
import { plainReason } from './plain-reason.ts';

/** How long the window may take to open, in milliseconds: a cold disk and a first start are slow. */
const OPENS_WITHIN = 60_000;

/** How long to wait for the last of Electron's output when it has ended, in milliseconds. */
const OUTPUT_ENDS_WITHIN = 500;

/** Characters of Electron's complaints that are kept. */
const COMPLAINTS_KEPT = 16_000;

/** The folder that holds package.json: this file is two folders below it, and so is what it is built into. */
const APPLICATION_DIRECTORY = fileURLToPath(new URL('../..', import.meta.url));

/** What became of the attempt to open the desktop window. `reason` is one sentence for people. */
export type LaunchOutcome =
  | { readonly started: true; readonly exitCode: number }
  | { readonly started: false; readonly reason: string };

/** What decides whether a window can be opened. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** The user's number; undefined where users have none. */
  readonly user: number | undefined;
}

/** How to launch, where it is not as usual. */
export interface LaunchOptions {
  /** The folder of the electron package; null: there is none. By default it is looked for, as Node does. */
  readonly electronPackage?: string | null;
  readonly machine?: Machine;
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
  const { machine = thisMachine(), electronPackage = findElectronPackage(), say = sayOnStderr } = options;
  const obstacle = obstacleToWindows(machine);
  if (obstacle !== null) return { started: false, reason: obstacle };
  if (electronPackage === null) return { started: false, reason: 'Electron is not installed.' };
  const electron = await provideElectron(electronPackage, machine.environment, say);
  if (!electron.found) return { started: false, reason: electron.reason };
  const environment = withSettings(environmentForElectron(machine), settings);
  return await run(electron.path, environment, options);
}

function thisMachine(): Machine {
  return { platform: process.platform, environment: process.env, user: process.getuid?.() };
}

function sayOnStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Why this machine, or this user, cannot have a window at all. */
function obstacleToWindows({ platform, environment, user }: Machine): string | null {
  if (platform === 'win32' || platform === 'darwin') return null;
  if (!environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) {
    return 'There is no display to open a window on.';
  }
  return user === 0 ? 'Electron does not open windows for root, whose programs it cannot confine.' : null;
}

/** An editor's terminal may have told Electron to be Node: that is for the editor, not for this window. */
function environmentForElectron({ environment }: Machine): NodeJS.ProcessEnv {
  const rest = { ...environment };
  delete rest['ELECTRON_RUN_AS_NODE'];
  return rest;
}

async function run(
  program: string,
  environment: NodeJS.ProcessEnv,
  options: LaunchOptions,
): Promise<LaunchOutcome> {
  const { applicationDirectory = APPLICATION_DIRECTORY, opensWithin = OPENS_WITHIN } = options;
  const electron = spawn(program, [applicationDirectory], {
    env: environment,
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

/** Follows Electron from its start to its end. */
async function watchOver(electron: ChildProcess, opensWithin: number): Promise<LaunchOutcome> {
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
  const end = await endOf(electron);
  clearTimeout(patience);
  if (end instanceof Error)
    return { started: false, reason: `Electron could not be started (${end.message}).` };
  // It ends with 0 before a window opens where one is open already: that one has come to the front.
  if (opened || end === 0) return { started: true, exitCode: typeof end === 'number' ? end : 1 };
  if (tookTooLong) return { started: false, reason: 'Electron opened no window in time.' };
  const why = plainReason(complaints) ?? (typeof end === 'number' ? `code ${end}` : end);
  return { started: false, reason: `Electron ended before it opened a window (${why}).` };
}

/** The exit code, the signal, or why there was no program to begin with; what it wrote has been read by then. */
async function endOf(electron: ChildProcess): Promise<number | NodeJS.Signals | Error> {
  const end = await new Promise<number | NodeJS.Signals | Error>((resolve) => {
    electron.on('error', resolve);
    electron.on('exit', (code, signal) => resolve(code ?? signal ?? 1));
  });
  // What Electron started, such as the person's browser, may hold these pipes for as long as it lives.
  const closed = new Promise((resolve) => electron.on('close', resolve));
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, OUTPUT_ENDS_WITHIN))]);
  electron.stdout?.destroy();
  electron.stderr?.destroy();
  return end;
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
