import { app, BrowserWindow } from 'electron';

/**
 * True for the first start of the program. A later one gets false, and brings the first one's window to the front:
 * two of them would want the same port and the same record.
 */
export function isFirstInstance(): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  });
  return true;
}
