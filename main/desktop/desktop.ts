import { app, BrowserWindow, session } from 'electron';
import { fileURLToPath } from 'node:url';
import { openApplication, type Application } from '../../app/application.ts';
import { capturesDirectoryIn, defaultDataDirectory } from '../../app/data-folder.ts';
import { startHooksThread } from '../hooks-thread.ts';
import { startReadingThread } from '../reading-thread.ts';
import { openViewerFiles } from '../viewer-files.ts';
import { registerAppScheme, serveAppProtocol } from './app-protocol.ts';
import { refuseToStart, reportUncaughtErrors } from './errors.ts';
import { READY_LINE, settingsFrom } from './handshake.ts';
import { connectViewers, type DesktopViewers } from './ipc.ts';
import { setApplicationMenu } from './menu.ts';
import { confineNavigation } from './navigation.ts';
import { denyPermissions } from './permissions.ts';
import { closeBeforeQuit } from './quit.ts';
import { createSaveDialog } from './save-dialog.ts';
import { isFirstInstance } from './single-instance.ts';
import { recoverWindow } from './window-recovery.ts';
import { loadViewer, openWindow } from './window.ts';

/**
 * The desktop window: Electron's main process. Everything up to `whenReady` has to be said before Electron is ready,
 * which it is when this module has been evaluated: awaiting anything at the top level would wait for itself.
 * https://www.electronjs.org/docs/latest/tutorial/esm
 */
const VIEWER_DIRECTORY = fileURLToPath(new URL('../renderer', import.meta.url));
const PRELOAD = fileURLToPath(new URL('../preload/preload.cjs', import.meta.url));

reportUncaughtErrors();
registerAppScheme();
app.enableSandbox();
if (isFirstInstance()) {
  const opening = open();
  closeBeforeQuit(opening);
  opening.then(show).catch(refuseToStart);
} else {
  app.quit();
}

async function open(): Promise<Application> {
  await app.whenReady();
  const settings = settingsFrom(process.env);
  const dataDirectory = settings.dataDirectory ?? defaultDataDirectory();
  return await openApplication({
    dataDirectory,
    capturesDirectory: settings.capturesDirectory ?? capturesDirectoryIn(dataDirectory),
    listeners: settings.listeners ?? null,
    ...(settings.builtInFile !== undefined && { builtInFile: settings.builtInFile }),
    ...(settings.keyLogFile !== undefined && { keyLogFile: settings.keyLogFile }),
    listens: settings.listens ?? true,
    rulesPath: settings.rulesPath ?? null,
    hooksPath: settings.hooksPath ?? null,
    startHooks: startHooksThread,
    host: 'desktop',
    keep: settings.keep,
    slowAfter: settings.slowAfter,
    version: app.getVersion(),
    startReader: startReadingThread,
  });
}

async function show(application: Application): Promise<void> {
  denyPermissions(session.defaultSession);
  serveAppProtocol(await openViewerFiles(VIEWER_DIRECTORY));
  const viewers = connectViewers(application, createSaveDialog());
  setApplicationMenu((command) => viewers.command(command));
  showWindow(viewers);
  stayWithoutWindow(viewers);
}

function showWindow(viewers: DesktopViewers): void {
  const window = openWindow(PRELOAD);
  confineNavigation(window.webContents);
  recoverWindow(window);
  viewers.add(window);
  window.once('ready-to-show', () => process.stdout.write(`${READY_LINE}\n`));
  loadViewer(window);
}

/** On macOS a program goes on without a window, and opens one when its icon is clicked; elsewhere it ends. */
function stayWithoutWindow(viewers: DesktopViewers): void {
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) showWindow(viewers);
  });
}
