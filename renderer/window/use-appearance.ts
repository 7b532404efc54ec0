import { useLayoutEffect } from 'react';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';

/**
 * Puts theme and text size on the page: `data-theme`, absent where the system decides, and CSS's `zoom`. Units of the window,
 * such as `vw`, do not take part in it: `--zoom` tells how much it is.
 */
export function useAppearance(): void {
  const { theme, textSize } = useStore(useViewer().preferences);
  useLayoutEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  useLayoutEffect(() => {
    document.documentElement.style.zoom = `${textSize}%`;
    document.documentElement.style.setProperty('--zoom', String(textSize / 100));
  }, [textSize]);
}

/** Whether the page is dark now, be it by choice or by the system. */
export function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}
