import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { DEFAULT_LISTENER } from '../../app/contract.ts';
import { withSettings, type DesktopSettings } from '../../main/desktop/handshake.ts';
import { endOfElectron, startInElectron } from './desktop-in-electron.ts';
import { startInStandIn } from './desktop-in-stand-in.ts';
import type { Report } from './electron-stand-in/control-messages.ts';

/** The desktop window, as a test drives it: in Electron, or in what stands in for it. */
export interface Desktop {
  /** The page in the window. */
  page(): Promise<Page>;
  /** Runs a script in the window's page as it is now: Playwright gives up on one that has crashed once. */
  evaluate(script: string): Promise<unknown>;
  /** What the next save dialog comes back with; null: cancelled. */
  answerSaveDialog(path: string | null): Promise<void>;
  chooseMenuItem(id: string): Promise<void>;
  /** Loads another page into the window, as nothing in the program does. */
  loadUrl(url: string): Promise<void>;
  crashPage(): Promise<void>;
  hideWindow(): Promise<void>;
  closeWindow(): Promise<void>;
  report(): Promise<Pick<Report, 'windows' | 'dialogs' | 'openedExternally'>>;
  quit(): Promise<void>;
  /** Resolves with the exit code, when the program has ended. */
  readonly ended: Promise<number | null>;
  /** What it has written to stdout so far. */
  stdout(): string;
}

/** What both ways of starting need. */
export interface DesktopStart {
  readonly userData: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Electron's program, where it has been downloaded and can run: not as root, and only with a display. */
export const ELECTRON = findElectron();

/** What the tests run in, for their titles. */
export const DESKTOP_KIND = ELECTRON === null ? 'a stand-in for Electron' : 'Electron';

/** Starts the desktop window with folders of its own, gone when the test is over. */
export async function startDesktop(
  settings: DesktopSettings = {},
  folder?: string,
): Promise<Desktop & { readonly folder: string }> {
  const own = folder ?? (await temporaryFolder());
  const start = startOf(own, settings);
  const desktop = await (ELECTRON === null ? startInStandIn(start) : startInElectron(ELECTRON, start));
  return Object.assign(desktop, { folder: own });
}

/** Starts the program once more beside one that runs; resolves with its exit code. */
export async function startDesktopAgain(folder: string): Promise<number | null> {
  const start = startOf(folder, {});
  // Playwright would wait for a window, which this one never gets.
  return await (ELECTRON === null ? (await startInStandIn(start)).ended : endOfElectron(ELECTRON, start));
}

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'smtp-spy desktop ü-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

function startOf(folder: string, settings: DesktopSettings): DesktopStart {
  const all: DesktopSettings = {
    listeners: [{ ...DEFAULT_LISTENER, host: '127.0.0.1', port: 0 }],
    capturesDirectory: join(folder, 'captures'),
    dataDirectory: join(folder, 'data'),
    ...settings,
  };
  return {
    userData: join(folder, 'user-data'),
    environment: withSettings(process.env, all),
  };
}

function findElectron(): string | null {
  if (process.platform === 'linux' && (process.getuid?.() === 0 || !process.env['DISPLAY'])) return null;
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[
    process.platform as string
  ];
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const path = join(folder, 'dist', name ?? 'electron');
  return existsSync(path) ? path : null;
}
