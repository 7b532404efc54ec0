import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { COMMANDS, groupsOfMenu, MENU_TITLES, type CommandId, type CommandMenu } from '../../app/commands.ts';
import { acceleratorFor } from './accelerator.ts';
import { openDocument } from './navigation.ts';

type Items = MenuItemConstructorOptions[];

/** On a Mac, settings stand in the menu that bears the program's name. */
const IN_MAC_APP_MENU: ReadonlySet<CommandId> = new Set(['settings']);

/** Sets the menu: the viewer's commands (app/commands.ts) among the platform's own entries. */
export function setApplicationMenu(command: (command: CommandId) => void): void {
  const isMac = process.platform === 'darwin';
  const items = (menu: CommandMenu) => menuItems(menu, isMac, command);
  const template: Items = [
    ...(isMac ? [macAppMenu(command)] : []),
    submenu('file', [...items('file'), separator, { role: isMac ? 'close' : 'quit' }]),
    submenu('edit', [...editItems(), separator, ...items('edit')]),
    submenu('go', items('go')),
    submenu('view', [
      ...items('view'),
      separator,
      { role: 'togglefullscreen' },
      ...(app.isPackaged ? [] : developerItems()),
    ]),
    submenu('listener', items('listener')),
    { role: 'windowMenu' },
    { role: 'help', submenu: [...items('help'), ...helpItems(isMac)] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

function submenu(menu: CommandMenu, items: Items): MenuItemConstructorOptions {
  return { label: `&${MENU_TITLES[menu]}`, submenu: items };
}

/** The commands of a menu, with a line between groups. */
function menuItems(menu: CommandMenu, isMac: boolean, command: (command: CommandId) => void): Items {
  const groups = groupsOfMenu(menu)
    .map((ids) => ids.filter((id) => !(isMac && IN_MAC_APP_MENU.has(id))))
    .filter((ids) => ids.length > 0);
  return groups.flatMap((ids, index) => [
    ...(index > 0 ? [separator] : []),
    ...ids.map((id) => itemOf(id, command)),
  ]);
}

/**
 * The page hears a key first and says that it is dealt with, so that the accelerator here does nothing a second time; it
 * shows the key, and works where the page has no focus.
 */
function itemOf(id: CommandId, command: (command: CommandId) => void): MenuItemConstructorOptions {
  const { title, keys } = COMMANDS[id];
  const accelerator = acceleratorFor(keys);
  return {
    id,
    label: title,
    click: () => command(id),
    ...(accelerator !== undefined && { accelerator }),
  };
}

function macAppMenu(command: (command: CommandId) => void): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      ...[...IN_MAC_APP_MENU].map((id) => itemOf(id, command)),
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}

function editItems(): Items {
  return [
    { role: 'undo' },
    { role: 'redo' },
    separator,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
  ];
}

function developerItems(): Items {
  return [separator, { role: 'reload' }, { role: 'toggleDevTools' }];
}

function helpItems(isMac: boolean): Items {
  const smtp = 'https://www.rfc-editor.org/rfc/rfc5321';
  return [
    separator,
    { id: 'rfc5321', label: 'How SMTP Works (RFC 5321)', click: () => openDocument(smtp) },
    ...(isMac ? [] : ([separator, { role: 'about' }] as const)),
  ];
}
