/** Electron's names for what KeyboardEvent.key says. https://www.electronjs.org/docs/latest/tutorial/keyboard-shortcuts */
const ACCELERATOR_NAMES: Readonly<Record<string, string>> = {
  Mod: 'CmdOrCtrl',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Escape: 'Esc',
  '+': 'Plus',
  '=': 'Plus',
};

/**
 * The accelerator for keys as app/commands.ts writes them; undefined where a menu must not have them: a bare key is a
 * letter to somebody who types.
 */
export function acceleratorFor(keys: readonly string[]): string | undefined {
  const first = keys.find((each) => /^(?:Mod|Alt)\+|^F\d+$/.test(each));
  if (first === undefined) return undefined;
  const parts = first.endsWith('++') ? [...first.slice(0, -2).split('+'), '+'] : first.split('+');
  return parts
    .map((part) => ACCELERATOR_NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join('+');
}
