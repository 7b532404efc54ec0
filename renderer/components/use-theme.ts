import { useLayoutEffect } from 'react';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';

/** Puts the chosen theme on the page: `data-theme`, absent where the system decides. */
export function useTheme(): void {
  const { theme } = useStore(useViewer().preferences);
  useLayoutEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}
