import { COMMANDS } from '../../app/commands.ts';
import type { CommandId } from '../../app/commands.ts';
import { keysText } from '../words/keys.ts';

/** Whether the keyboard is a Mac's: Command instead of Ctrl. */
export const IS_MAC = navigator.platform.startsWith('Mac');

/** What a button does, and the keys that do the same, as they are printed on this keyboard: `Find (⌘F)`. */
export function withKeys(text: string, id: CommandId): string {
  const [keys] = COMMANDS[id].keys;
  return keys === undefined ? text : `${text} (${keysText(keys, IS_MAC)})`;
}
