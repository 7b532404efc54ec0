/**
 * What a viewer can be told to do. The desktop window's menu, the palette, the sheet of shortcuts and the keys
 * themselves are all made from this one table; what a command does is provided by whatever shows it
 * (renderer/state/commands.ts).
 */

/** The menus, in the order in which they stand in the menu bar. */
export const COMMAND_MENUS = ['file', 'edit', 'go', 'view', 'listener', 'help'] as const;
/** Where a command stands in the menu bar. */
export type CommandMenu = (typeof COMMAND_MENUS)[number];

/** The menus' names. */
export const MENU_TITLES: Record<CommandMenu, string> = {
  file: 'File',
  edit: 'Edit',
  go: 'Go',
  view: 'View',
  listener: 'Listener',
  help: 'Help',
};

/** One command. */
export interface Command {
  /** As it stands in a menu; an ellipsis at the end: something more is asked before it happens. */
  readonly title: string;
  readonly menu: CommandMenu;
  /** Commands of one group stand together; a line sets them apart from the next group's. */
  readonly group: string;
  /**
   * The keys that call it; menus and sheet show the first. `Mod` is Ctrl, and Command on a Mac; the last part is what
   * KeyboardEvent.key says. Without Mod, Alt or a function key, they do not work while somebody types.
   */
  readonly keys: readonly string[];
  /** Where the keys are the program's: in a browser these have a meaning of their own. Absent: everywhere. */
  readonly keysIn?: 'desktop';
  /** What has to be there before it can be done, for people: `a chosen conversation`. Absent: nothing. */
  readonly needs?: string;
  /** Further words by which people look for it. */
  readonly also?: string;
}

const CONVERSATION = 'a chosen conversation';
const FOUND = 'something that is being found';

const table = {
  'open-files': {
    title: 'Open Files…',
    menu: 'file',
    group: 'open',
    keys: ['Mod+o'],
    needs: 'a connection to SMTP Spy',
    also: 'pcap pcapng eml txt session import capture wireshark',
  },
  save: {
    title: 'Save Conversation…',
    menu: 'file',
    group: 'record',
    keys: ['Mod+s'],
    needs: CONVERSATION,
    also: 'export text transcript download',
  },
  'export-conversations': {
    title: 'Export Conversations…',
    menu: 'file',
    group: 'record',
    keys: ['Mod+Shift+e'],
    needs: CONVERSATION,
    also: 'save several selected html page text jsonl json eml messages zip pcapng wireshark packets download',
  },
  'send-test-message': {
    title: 'Send a Test Message',
    menu: 'file',
    group: 'send',
    keys: ['Mod+Shift+m'],
    needs: 'a listener that runs',
    also: 'try mail',
  },
  settings: {
    title: 'Settings…',
    menu: 'file',
    group: 'settings',
    keys: ['Mod+,'],
    also: 'preferences options theme text size notifications',
  },
  find: {
    title: 'Find in the Conversation…',
    menu: 'edit',
    group: 'find',
    keys: ['Mod+f', '/'],
    needs: CONVERSATION,
    also: 'search text regular expression match',
  },
  'find-next': {
    title: 'Next Match',
    menu: 'edit',
    group: 'find',
    keys: ['F3'],
    needs: FOUND,
    also: 'find again',
  },
  'find-previous': {
    title: 'Previous Match',
    menu: 'edit',
    group: 'find',
    keys: ['Shift+F3'],
    needs: FOUND,
    also: 'find back',
  },
  'copy-marked': {
    title: 'Copy with Time and Phase',
    menu: 'edit',
    group: 'copy',
    keys: [],
    needs: 'selected lines',
    also: 'clipboard marks',
  },
  'copy-link': {
    title: 'Copy a Link to the Line',
    menu: 'edit',
    group: 'copy',
    keys: [],
    needs: 'a selected line, in a browser',
    also: 'clipboard address url',
  },
  'copy-swaks': {
    title: 'Copy as a swaks Command',
    menu: 'edit',
    group: 'copy',
    keys: [],
    needs: CONVERSATION,
    also: 'clipboard repeat send again shell',
  },
  'copy-curl': {
    title: 'Copy as a curl Command',
    menu: 'edit',
    group: 'copy',
    keys: [],
    needs: CONVERSATION,
    also: 'clipboard repeat send again shell',
  },
  'copy-openssl': {
    title: 'Copy as an openssl Command',
    menu: 'edit',
    group: 'copy',
    keys: [],
    needs: CONVERSATION,
    also: 'clipboard repeat send again shell tls',
  },
  filter: {
    title: 'Filter Lines',
    menu: 'edit',
    group: 'filter',
    keys: ['Mod+Shift+f'],
    needs: CONVERSATION,
    also: 'search query find',
  },
  'search-conversations': {
    title: 'Search All Conversations',
    menu: 'edit',
    group: 'find',
    keys: ['s'],
    needs: 'conversations',
    also: 'find query narrow list',
  },
  'save-query': {
    title: 'Save This Search…',
    menu: 'edit',
    group: 'find',
    keys: [],
    needs: 'a search that is on',
    also: 'query bookmark keep',
  },
  'pin-conversation': {
    title: 'Pin or Unpin Conversation',
    menu: 'edit',
    group: 'conversation',
    keys: [],
    needs: CONVERSATION,
    also: 'keep star favourite',
  },
  'note-conversation': {
    title: 'Note about Conversation…',
    menu: 'edit',
    group: 'conversation',
    keys: [],
    needs: CONVERSATION,
    also: 'comment tag label',
  },
  'delete-conversation': {
    title: 'Delete Conversation',
    menu: 'edit',
    group: 'delete',
    keys: [],
    needs: CONVERSATION,
    also: 'remove erase',
  },
  'undo-delete': {
    title: 'Undo Deletion',
    menu: 'edit',
    group: 'delete',
    keys: [],
    needs: 'a deletion less than a minute ago',
    also: 'restore bring back',
  },
  'clear-conversations': {
    title: 'Delete All Listed…',
    menu: 'edit',
    group: 'delete',
    keys: [],
    needs: 'conversations',
    also: 'clear empty remove',
  },
  'toggle-overview': {
    title: 'Show or Hide the Overview',
    menu: 'view',
    group: 'panes',
    keys: [],
    needs: 'conversations',
    also: 'time chart histogram minutes',
  },
  'previous-conversation': {
    title: 'Previous Conversation',
    menu: 'go',
    group: 'conversation',
    keys: ['Alt+ArrowUp'],
    also: 'up newer',
  },
  'next-conversation': {
    title: 'Next Conversation',
    menu: 'go',
    group: 'conversation',
    keys: ['Alt+ArrowDown'],
    also: 'down older',
  },
  'go-to-refusal': {
    title: 'Go to What Was Refused',
    menu: 'go',
    group: 'line',
    keys: ['r'],
    needs: 'a conversation in which something was refused',
    also: 'why error 550 reason jump',
  },
  'newest-conversation': {
    title: 'Follow the Newest Conversation',
    menu: 'go',
    group: 'conversation',
    keys: ['Alt+Home'],
    also: 'latest live',
  },
  'go-to-line': {
    title: 'Go to Line…',
    menu: 'go',
    group: 'line',
    keys: ['Mod+g'],
    needs: CONVERSATION,
    also: 'jump number',
  },
  'go-to-partner': {
    title: 'Go to Command or Reply',
    menu: 'go',
    group: 'line',
    keys: ['p'],
    needs: 'a selected command or reply',
    also: 'partner exchange jump answer',
  },
  palette: {
    title: 'Command Palette…',
    menu: 'view',
    group: 'palette',
    keys: ['Mod+k', 'Mod+Shift+p'],
    also: 'go to anything actions',
  },
  'reveal-secrets': {
    title: 'Reveal or Mask Secrets',
    menu: 'view',
    group: 'secrets',
    keys: [],
    needs: CONVERSATION,
    also: 'password show hide login',
  },
  'open-folds': {
    title: 'Open All Folds',
    menu: 'view',
    group: 'lines',
    keys: ['o'],
    needs: CONVERSATION,
    also: 'expand unfold content capabilities login',
  },
  'close-folds': {
    title: 'Fold All',
    menu: 'view',
    group: 'lines',
    keys: ['Shift+o'],
    needs: CONVERSATION,
    also: 'collapse close content capabilities login',
  },
  'wrap-lines': {
    title: 'Wrap Long Lines, or Cut Them',
    menu: 'view',
    group: 'lines',
    keys: ['w'],
    needs: CONVERSATION,
    also: 'break line width',
  },
  'show-bytes': {
    title: 'Show or Hide the Bytes of the Line',
    menu: 'view',
    group: 'lines',
    keys: ['x'],
    needs: CONVERSATION,
    also: 'hex exact raw octets',
  },
  'pause-view': {
    title: 'Pause the View, or Go On',
    menu: 'view',
    group: 'lines',
    keys: ['F9'],
    needs: 'a conversation that goes on',
    also: 'hold still freeze follow',
  },
  'toggle-list': {
    title: 'Show or Hide the Conversations',
    menu: 'view',
    group: 'panes',
    keys: ['Mod+b'],
    also: 'list pane collapse left sidebar',
  },
  'toggle-details': {
    title: 'Show or Hide the Details',
    menu: 'view',
    group: 'panes',
    keys: ['d', 'Mod+Alt+b'],
    needs: CONVERSATION,
    also: 'explain message right pane collapse drawer',
  },
  'toggle-theme': {
    title: 'Switch Light and Dark',
    menu: 'view',
    group: 'appearance',
    keys: [],
    also: 'theme colours night',
  },
  'larger-text': {
    title: 'Larger Text',
    menu: 'view',
    group: 'size',
    keys: ['Mod++', 'Mod+='],
    keysIn: 'desktop',
    also: 'zoom in bigger font',
  },
  'smaller-text': {
    title: 'Smaller Text',
    menu: 'view',
    group: 'size',
    keys: ['Mod+-'],
    keysIn: 'desktop',
    also: 'zoom out font',
  },
  'usual-text': {
    title: 'Usual Text Size',
    menu: 'view',
    group: 'size',
    keys: ['Mod+0'],
    keysIn: 'desktop',
    also: 'zoom reset font',
  },
  listener: {
    title: 'Listener and Server…',
    menu: 'listener',
    group: 'panel',
    keys: ['Mod+Shift+l'],
    also: 'port address upstream security tls certificate client settings',
  },
  authority: {
    title: 'Certificate Authority…',
    menu: 'listener',
    group: 'panel',
    keys: [],
    also: 'trust tls ca certificate root fingerprint client insecure verify checking',
  },
  rules: {
    title: 'Rules…',
    menu: 'listener',
    group: 'rules',
    keys: ['Mod+Shift+y'],
    also: 'change refuse reply delay greylist tempfail chaos fault inject rewrite presets alert tag',
  },
  'new-rule': {
    title: 'New Rule…',
    menu: 'listener',
    group: 'rules',
    keys: [],
    also: 'add rule create filter',
  },
  'make-rule': {
    title: 'Make a Rule of This Line…',
    menu: 'listener',
    group: 'rules',
    keys: ['m'],
    needs: 'a selected line',
    also: 'refuse alert reply filter selected',
  },
  hold: {
    title: 'Let Go What Is Held, or Hold the Next Command',
    menu: 'listener',
    group: 'hold',
    keys: ['F8'],
    also: 'breakpoint pause step debug stop intercept continue',
  },
  'hold-every': {
    title: 'Hold Each Command, or No More',
    menu: 'listener',
    group: 'hold',
    keys: ['Shift+F8'],
    also: 'breakpoint step debug intercept',
  },
  'go-to-held': {
    title: 'Go to What Is Held',
    menu: 'go',
    group: 'conversation',
    keys: ['Alt+F8'],
    needs: 'something that is held',
    also: 'breakpoint waits decide jump',
  },
  'edit-held': {
    title: 'Edit What Is Held…',
    menu: 'listener',
    group: 'hold',
    keys: ['e'],
    needs: 'something that is held here',
    also: 'change rewrite recipient message',
  },
  'answer-held': {
    title: 'Answer What Is Held…',
    menu: 'listener',
    group: 'hold',
    keys: ['a'],
    needs: 'something that is held here',
    also: 'reply refuse 550',
  },
  'let-all-go': {
    title: 'Let All Go That Is Held',
    menu: 'listener',
    group: 'hold',
    keys: [],
    needs: 'something that is held',
    also: 'continue resume release',
  },
  'start-or-stop': {
    title: 'Start or Stop Listening',
    menu: 'listener',
    group: 'switch',
    keys: [],
  },
  shortcuts: {
    title: 'Keyboard Shortcuts',
    menu: 'help',
    group: 'keys',
    keys: ['?', 'F1'],
    also: 'keys help',
  },
} as const satisfies Record<string, Command>;

/** The name of a command. */
export type CommandId = keyof typeof table;

/** The table, in the order of the menus. */
export const COMMANDS: Readonly<Record<CommandId, Command>> = table;

/** All commands, in the table's order. */
export const COMMAND_IDS = Object.keys(table).filter(isCommandId);

/** The keys that call a command in this host, where they are the program's. */
export function keysOf(id: CommandId, host: string | undefined): readonly string[] {
  const { keys, keysIn } = COMMANDS[id];
  return keysIn === undefined || keysIn === host ? keys : [];
}

/** Whether this names a command. */
function isCommandId(name: string): name is CommandId {
  return Object.hasOwn(table, name);
}

/** The commands of one menu, group by group. */
export function groupsOfMenu(menu: CommandMenu): CommandId[][] {
  const groups = new Map<string, CommandId[]>();
  for (const id of COMMAND_IDS) {
    const { menu: own, group } = COMMANDS[id];
    if (own === menu) groups.set(group, [...(groups.get(group) ?? []), id]);
  }
  return [...groups.values()];
}
