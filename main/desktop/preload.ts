import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { EVENT_CHANNEL, REQUEST_CHANNEL, type DesktopBridge, type DesktopEvent } from './bridge.ts';

/**
 * The page gets two functions and nothing of Electron: no channel names, no event objects, no `ipcRenderer`.
 * https://www.electronjs.org/docs/latest/tutorial/context-isolation#security-considerations
 */
const bridge: DesktopBridge = {
  async request(name, payload) {
    try {
      return await ipcRenderer.invoke(REQUEST_CHANNEL, name, payload);
    } catch {
      return JSON.stringify({
        ok: false,
        problem: {
          code: 'application-gone',
          text: 'SMTP Spy did not answer.',
          remedy: 'Close the window and start SMTP Spy again. What was recorded is kept.',
        },
      });
    }
  },
  subscribe(listener) {
    const pass = (_event: IpcRendererEvent, event: DesktopEvent) => listener(event);
    ipcRenderer.on(EVENT_CHANNEL, pass);
    return () => {
      ipcRenderer.off(EVENT_CHANNEL, pass);
    };
  },
};

contextBridge.exposeInMainWorld('smtpSpy', bridge);
