import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from './bridge.ts';
import { openDocument } from './navigation.ts';

/** Sets the menu: the platform's own entries, and what the viewer does. */
export function setApplicationMenu(command: (command: MenuCommand) => void): void {
  const isMac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    fileMenu(isMac, command),
    { role: 'editMenu' },
    viewMenu(command),
    { role: 'windowMenu' },
    helpMenu(isMac),
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function fileMenu(isMac: boolean, command: (command: MenuCommand) => void): MenuItemConstructorOptions {
  return {
    label: '&File',
    submenu: [
      { id: 'save', label: 'Save Conversation…', accelerator: 'CmdOrCtrl+S', click: () => command('save') },
      { type: 'separator' },
      { id: 'send-test-message', label: 'Send a Test Message', click: () => command('send-test-message') },
      { type: 'separator' },
      { role: isMac ? 'close' : 'quit' },
    ],
  };
}

function viewMenu(command: (command: MenuCommand) => void): MenuItemConstructorOptions {
  return {
    label: '&View',
    submenu: [
      { id: 'filter', label: 'Filter Lines', accelerator: 'CmdOrCtrl+F', click: () => command('filter') },
      { type: 'separator' },
      { id: 'toggle-theme', label: 'Switch Light and Dark', click: () => command('toggle-theme') },
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      ...(app.isPackaged ? [] : developerItems()),
    ],
  };
}

function developerItems(): MenuItemConstructorOptions[] {
  return [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
}

function helpMenu(isMac: boolean): MenuItemConstructorOptions {
  const smtp = 'https://www.rfc-editor.org/rfc/rfc5321';
  return {
    role: 'help',
    submenu: [
      { id: 'rfc5321', label: 'How SMTP Works (RFC 5321)', click: () => openDocument(smtp) },
      ...(isMac ? [] : ([{ type: 'separator' }, { role: 'about' }] as const)),
    ],
  };
}
