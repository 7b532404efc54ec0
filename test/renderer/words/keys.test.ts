import { describe, expect, it } from 'vitest';
import { COMMAND_IDS, COMMANDS } from '../../../app/commands.ts';
import { acceleratorFor } from '../../../main/desktop/accelerator.ts';
import { ariaKeys, isBare, isPressed, keysText } from '../../../renderer/words/keys.ts';
import type { KeyPress } from '../../../renderer/words/keys.ts';

/** A key press as a browser tells it: `Ctrl+Shift+P`. */
function press(keys: string): KeyPress {
  const parts = keys.split('+');
  const has = (part: string) => parts.includes(part);
  return {
    key: parts.at(-1) ?? '',
    ctrlKey: has('Ctrl') || has('AltGr'),
    altKey: has('Alt') || has('AltGr'),
    metaKey: has('Meta'),
    shiftKey: has('Shift'),
    getModifierState: (name) => name === 'AltGraph' && has('AltGr'),
  };
}

describe('keys', () => {
  it.each([
    ['Mod+s', 'Ctrl+s', false],
    ['Mod+s', 'Meta+s', true],
    ['Mod+Shift+m', 'Ctrl+Shift+M', false],
    ['Alt+ArrowUp', 'Alt+ArrowUp', false],
    ['/', '/', false],
    ['/', 'Shift+/', false],
    ['/', 'AltGr+/', false],
    ['?', 'Shift+?', false],
    ['F1', 'F1', false],
  ])('%s are pressed by %s', (keys, pressed, isMac) => {
    expect(isPressed(keys, press(pressed), isMac)).toBe(true);
  });

  it.each([
    ['Mod+s', 's', false],
    ['Mod+s', 'Meta+s', false],
    ['Mod+s', 'Ctrl+s', true],
    ['Mod+s', 'Ctrl+Alt+s', false],
    ['Mod+s', 'Ctrl+Shift+s', false],
    ['/', 'Ctrl+/', false],
    ['Alt+ArrowUp', 'ArrowUp', false],
  ])('%s are not pressed by %s', (keys, pressed, isMac) => {
    expect(isPressed(keys, press(pressed), isMac)).toBe(false);
  });

  it('are written as they are printed on the keyboard', () => {
    expect(keysText('Mod+Shift+m', false)).toBe('Ctrl+Shift+M');
    expect(keysText('Mod+Shift+m', true)).toBe('⌘⇧M');
    expect(keysText('Alt+ArrowUp', false)).toBe('Alt+↑');
    expect(ariaKeys(['Mod+k', '/'], false)).toBe('Control+k /');
  });

  it('that write something are left to whoever types', () => {
    expect(['/', '?', 'p', 'Enter', 'Mod+s', 'Alt+ArrowUp', 'F1'].map(isBare)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it.each([
    [['Mod+s'], 'CmdOrCtrl+S'],
    [['/', 'Mod+f'], 'CmdOrCtrl+F'],
    [['Mod++'], 'CmdOrCtrl+Plus'],
    [['Mod+-'], 'CmdOrCtrl+-'],
    [['Alt+ArrowUp'], 'Alt+Up'],
    [['?', 'F1'], 'F1'],
    [['/'], undefined],
  ])('%j stand in a menu as %s', (keys, accelerator) => {
    expect(acceleratorFor(keys)).toBe(accelerator);
  });

  it('belong to one command each', () => {
    const all = COMMAND_IDS.flatMap((id) => COMMANDS[id].keys);
    expect(all).toEqual([...new Set(all)]);
  });
});
