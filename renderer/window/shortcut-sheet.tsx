import { COMMAND_MENUS, COMMANDS, groupsOfMenu, keysOf, MENU_TITLES } from '../../app/commands.ts';
import type { CommandMenu } from '../../app/commands.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { GESTURES } from '../words/gestures.ts';
import type { Gesture } from '../words/gestures.ts';
import { KeyCaps } from '../parts/key-caps.tsx';
import { Modal } from '../parts/modal.tsx';
import './shortcut-sheet.css';

/** Every key that does something, by where it does. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const { state } = useStore(useViewer().application);
  return (
    <Modal title="Keyboard shortcuts" size="wide" onClose={onClose}>
      <div className="shortcuts">
        {COMMAND_MENUS.map((menu) => (
          <Section key={menu} title={MENU_TITLES[menu]} rows={rowsOf(menu, state?.host)} />
        ))}
        {GESTURES.map(({ where, gestures }) => (
          <Section key={where} title={where} rows={gestures} />
        ))}
      </div>
    </Modal>
  );
}

function rowsOf(menu: CommandMenu, host: string | undefined): Gesture[] {
  return groupsOfMenu(menu)
    .flat()
    .map((id) => ({ keys: keysOf(id, host), does: COMMANDS[id].title.replace('…', '') }))
    .filter(({ keys }) => keys.length > 0);
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
