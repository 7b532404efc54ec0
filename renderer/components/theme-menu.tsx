import { Monitor, Moon, Sun, SunMoon } from 'lucide-react';
import type { PreferenceValues } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { Menu } from './menu.tsx';

const THEMES: readonly {
  readonly theme: PreferenceValues['theme'];
  readonly label: string;
  readonly Icon: typeof Sun;
}[] = [
  { theme: 'system', label: 'As the system', Icon: Monitor },
  { theme: 'light', label: 'Light', Icon: Sun },
  { theme: 'dark', label: 'Dark', Icon: Moon },
];

/** Light, dark, or as the system says. */
export function ThemeMenu() {
  const { preferences } = useViewer();
  const { theme } = useStore(preferences);
  const items = THEMES.map(({ theme: offered, label, Icon }) => ({
    label,
    icon: <Icon size={16} aria-hidden />,
    checked: offered === theme,
    onChoose: () => preferences.change({ theme: offered }),
  }));
  return (
    <Menu label="Theme" buttonTitle="Theme" buttonClass="button button-icon" items={items}>
      <SunMoon size={16} aria-hidden />
    </Menu>
  );
}
