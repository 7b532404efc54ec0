import { dialog, type BrowserWindow } from 'electron';
import { loadViewer } from './window.ts';

/** Reloads within {@link WITHIN} after which the person is asked: more would end the same way. */
const MOST_RELOADS = 2;

/** Milliseconds. */
const WITHIN = 60_000;

/** Chromium's ERR_ABORTED: the load was given up for another one. */
const ABORTED = -3;

/**
 * Brings the page back when it ended or could not be loaded, and says so. The application goes on meanwhile: it lives
 * in another process.
 */
export function recoverWindow(window: BrowserWindow): void {
  let reloads: number[] = [];

  async function recover(reason: string, load: () => void): Promise<void> {
    if (window.isDestroyed()) return;
    const now = Date.now();
    reloads = reloads.filter((at) => now - at < WITHIN);
    if (reloads.length >= MOST_RELOADS && !(await wantsAnotherTry(window, reason))) {
      window.destroy();
      return;
    }
    reloads.push(now);
    load();
    await dialog.showMessageBox(window, {
      type: 'warning',
      message: 'The window had to be reloaded.',
      detail: `${reason} Conversations went on meanwhile, and were recorded.`,
    });
  }

  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason !== 'clean-exit') {
      // Its address says what it showed.
      void recover(`Its page ended unexpectedly (${details.reason}).`, () => window.webContents.reload());
    }
  });
  window.webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
    if (isMainFrame && code !== ABORTED) {
      void recover(`Its page could not be loaded (${description}).`, () => loadViewer(window));
    }
  });
}

async function wantsAnotherTry(window: BrowserWindow, reason: string): Promise<boolean> {
  const choice = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window cannot be shown.',
    detail: `${reason} Conversations go on, and are recorded, until the window is closed.`,
    buttons: ['Try again', 'Close'],
    defaultId: 0,
    cancelId: 1,
  });
  return choice.response === 0 && !window.isDestroyed();
}
