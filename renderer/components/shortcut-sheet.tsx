import { COMMANDS, COMMAND_MENUS, groupsOfMenu, MENU_TITLES } from '../../app/commands.ts';
import type { CommandMenu } from '../../app/commands.ts';
import { GESTURES } from '../words/gestures.ts';
import type { Gesture } from '../words/gestures.ts';
import { KeyCaps } from './key-caps.tsx';
import { Modal } from './modal.tsx';
import './shortcut-sheet.css';

/** Every key that does something, by where it does. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal title="Keyboard shortcuts" size="wide" onClose={onClose}>
      <div className="shortcuts">
        {COMMAND_MENUS.map((menu) => (
          <Section key={menu} title={MENU_TITLES[menu]} rows={rowsOf(menu)} />
        ))}
        {GESTURES.map(({ where, gestures }) => (
          <Section key={where} title={where} rows={gestures} />
        ))}
      </div>
    </Modal>
  );
}

function rowsOf(menu: CommandMenu): Gesture[] {
  return groupsOfMenu(menu)
    .flat()
    .map((id) => COMMANDS[id])
    .filter(({ keys }) => keys.length > 0)
    .map(({ title, keys }) => ({ keys, does: title.replace('…', '') }));
}

function Section({ title, rows }: { readonly title: string; readonly rows: readonly Gesture[] }) {
  if (rows.length === 0) return null;
  return (
    <section className="shortcuts-section" aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {rows.map(({ keys, does }) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              <KeyCaps keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
