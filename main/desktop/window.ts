import { BrowserWindow, nativeTheme } from 'electron';
import { VIEWER_URL } from './viewer-origin.ts';

/** The viewer's surface in both themes, so that nothing flashes before the page is there. */
const BACKGROUND = { light: '#ffffff', dark: '#1a1b1e' };

/** Opens the window, hidden until its page can be seen. Electron remembers its place and size under its name. */
export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    name: 'viewer',
    windowStatePersistence: true,
    title: 'SMTP Spy',
    width: 1280,
    height: 800,
    minWidth: 640,
    minHeight: 400,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  return window;
}

/** Shows the viewer in the window. A failure is told by `did-fail-load`. */
export function loadViewer(window: BrowserWindow): void {
  window.loadURL(VIEWER_URL).catch(() => {});
}
