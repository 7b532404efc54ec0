/** Combinations of keys, written as app/commands.ts writes them. */

/** What decides whether a key was pressed: a part of KeyboardEvent. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'getModifierState'
>;

interface Combination {
  readonly mod: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly key: string;
}

function read(keys: string): Combination {
  const parts = keys.split('+');
  // `Mod++` is Mod and the plus key.
  const key = keys.endsWith('+') ? '+' : (parts.at(-1) ?? '');
  return { mod: parts.includes('Mod'), alt: parts.includes('Alt'), shift: parts.includes('Shift'), key };
}

/** Whether these keys were pressed. `isMac`: Command is the modifier, elsewhere Ctrl is. */
export function isPressed(keys: string, press: KeyPress, isMac: boolean): boolean {
  const { mod, alt, shift, key } = read(keys);
  if (press.key.toLowerCase() !== key.toLowerCase()) return false;
  // Some keyboards write `/` and the like with AltGr, which Windows reports as Ctrl and Alt.
  const writes = key.length === 1 && press.getModifierState('AltGraph');
  const ctrl = press.ctrlKey && !writes;
  if ((isMac ? press.metaKey : ctrl) !== mod || (isMac ? ctrl : press.metaKey)) return false;
  if ((press.altKey && !writes) !== alt) return false;
  // Which characters need Shift depends on the keyboard; letters, and keys with a name, do not.
  return /^[a-z]$|^\w{2,}$/i.test(key) ? press.shiftKey === shift : true;
}

/** Whether the keys write something, or move in a field, so that they must not be taken from someone who types. */
export function isBare(keys: string): boolean {
  const { mod, alt, key } = read(keys);
  return !mod && !alt && !/^F\d+$/.test(key);
}

const MAC_NAMES: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Alt: '⌥',
  Shift: '⇧',
  Enter: '↩',
  Escape: 'esc',
};
const NAMES: Readonly<Record<string, string>> = { Mod: 'Ctrl', Escape: 'Esc', Delete: 'Del' };
const ARROWS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  '-': '−',
  '=': '+',
};

/** The keys one by one, as they are printed on the platform's keyboards: `Ctrl`, `Shift`, `P`. */
export function keyNames(keys: string, isMac: boolean): string[] {
  const { mod, alt, shift, key } = read(keys);
  const parts = [...(mod ? ['Mod'] : []), ...(alt ? ['Alt'] : []), ...(shift ? ['Shift'] : []), key];
  const names = isMac ? MAC_NAMES : NAMES;
  return parts.map((part) => names[part] ?? ARROWS[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}

/** The keys in one text: `Ctrl+Shift+P`, `⌘⇧P`. */
export function keysText(keys: string, isMac: boolean): string {
  return keyNames(keys, isMac).join(isMac ? '' : '+');
}

/** The keys as `aria-keyshortcuts` has them (WAI-ARIA 1.2): `Control+Shift+P`. */
export function ariaKeys(keys: readonly string[], isMac: boolean): string | undefined {
  if (keys.length === 0) return undefined;
  return keys
    .map((each) => each.replace('Mod', isMac ? 'Meta' : 'Control').replace(/\+\+$/, '+Plus'))
    .join(' ');
}
