import { ipcMain, type BrowserWindow } from 'electron';
import type { CommandId } from '../../app/commands.ts';
import type { FileSource, ViewerConnection, ViewerHost } from '../../app/viewer-connection.ts';
import { EVENT_CHANNEL, REQUEST_CHANNEL, type DesktopEvent } from './bridge.ts';
import type { SaveFile } from './save-dialog.ts';
import { isMainFrameOfViewer } from './viewer-origin.ts';

/** The windows that show the viewer, and their connections to the application. */
export interface DesktopViewers {
  /** Connects whatever page of the viewer this window shows, now and after every reload. */
  add(window: BrowserWindow): void;
  /** Passes on what was chosen from the menu. */
  command(command: CommandId): void;
}

/** The only place that touches Electron's IPC: requests come in, events go out, on one channel each. */
export function connectViewers(
  application: { connectViewer(host: ViewerHost): ViewerConnection },
  saveFile: SaveFile,
): DesktopViewers {
  const connections = new Map<
    number,
    { readonly window: BrowserWindow; readonly viewer: ViewerConnection }
  >();

  ipcMain.handle(REQUEST_CHANNEL, async (event, name: unknown, payload: unknown) => {
    const connection = isMainFrameOfViewer(event) ? connections.get(event.sender.id) : undefined;
    return connection === undefined ? REFUSED : await connection.viewer.request(name, payload);
  });

  function connect(window: BrowserWindow): void {
    const viewer = application.connectViewer({
      kind: 'desktop',
      send: (event) => send(window, event),
      save: (proposedName: string, write: FileSource) => saveFile(window, proposedName, write),
    });
    connections.set(window.webContents.id, { window, viewer });
  }

  function disconnect(id: number): void {
    connections.get(id)?.viewer.close();
    connections.delete(id);
  }

  return {
    add(window) {
      const { webContents } = window;
      const { id } = webContents;
      // A page that was reloaded knows nothing of the views that the one before had opened.
      webContents.on('did-navigate', () => {
        disconnect(id);
        connect(window);
      });
      webContents.on('render-process-gone', () => disconnect(id));
      webContents.on('destroyed', () => disconnect(id));
    },
    command(command) {
      for (const { window } of connections.values()) send(window, { type: 'menu', command });
    },
  };
}

function send(window: BrowserWindow, event: DesktopEvent): void {
  if (!window.isDestroyed() && !window.webContents.isDestroyed())
    window.webContents.send(EVENT_CHANNEL, event);
}

const REFUSED = JSON.stringify({
  ok: false,
  problem: {
    code: 'not-the-viewer',
    text: 'SMTP Spy answers only its own viewer.',
    remedy: 'Close the window and start SMTP Spy again.',
  },
});
