import { useEffect } from 'react';
import { useViewer } from '../state/viewer-context.ts';
import { FILTER_ID, SAVE_ID } from './use-shortcuts.ts';

/** Does what is chosen from the menu of the desktop window. */
export function useMenuCommands(): void {
  const { watchCommands, actions, preferences } = useViewer();
  useEffect(
    () =>
      watchCommands((command) => {
        switch (command) {
          case 'save':
            document.getElementById(SAVE_ID)?.click();
            break;
          case 'send-test-message':
            void actions.sendTestMessage();
            break;
          case 'filter':
            document.getElementById(FILTER_ID)?.focus();
            break;
          case 'toggle-theme':
            preferences.change({ theme: isDark() ? 'light' : 'dark' });
            break;
        }
      }),
    [watchCommands, actions, preferences],
  );
}

/** Whether the page is dark now, be it by choice or by the system. */
function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}
