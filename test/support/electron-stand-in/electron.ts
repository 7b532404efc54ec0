import type { NativeTheme, Shell } from 'electron';
import { StandInApp } from './app.ts';
import { StandInProtocol } from './app-scheme.ts';
import { createBrowserWindowClass } from './browser-window.ts';
import { obeyTest } from './control.ts';
import { StandInDialog } from './dialogs.ts';
import { StandInIpcMain } from './ipc-main.ts';
import { StandInMenu } from './menu.ts';
import { StandInSession } from './session.ts';

/**
 * Stands in for the module `electron` where its program cannot run. It has exactly what main/desktop uses, and shows
 * windows in a real Chromium: the real entry, preload and IPC handlers run.
 */
export const app = new StandInApp();
export const protocol = new StandInProtocol(() => app.ready);
export const ipcMain = new StandInIpcMain();
export const dialog = new StandInDialog();
export const session = { defaultSession: new StandInSession() };
export const nativeTheme: Pick<NativeTheme, 'shouldUseDarkColors'> = { shouldUseDarkColors: false };
export { StandInMenu as Menu };

const openedExternally: string[] = [];
export const shell: Pick<Shell, 'openExternal'> = {
  async openExternal(url) {
    openedExternally.push(url);
  },
};

export const BrowserWindow = createBrowserWindowClass(app, {
  protocol,
  ipcMain,
  context: app.whenReady().then(() => {
    if (app.chromium === undefined) throw new Error('Chromium has not been started');
    return app.chromium.context;
  }),
  prepare: (context) => session.defaultSession.applyTo(context, 'app://viewer'),
});

obeyTest({ app, dialog, openedExternally, windows: () => BrowserWindow.getAllWindows() });
