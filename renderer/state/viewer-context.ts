import { createContext, useContext } from 'react';
import type { Viewer } from './viewer.ts';

/** Where the components find the viewer's stores. */
export const ViewerContext = createContext<Viewer | null>(null);

/** The viewer's stores. Throws outside the viewer: that is a mistake in this program. */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (viewer === null) throw new Error('useViewer needs a ViewerContext around it');
  return viewer;
}
