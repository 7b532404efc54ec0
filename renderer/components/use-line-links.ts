import { useEffect } from 'react';
import { useViewer } from '../state/viewer-context.ts';
import { readLineFragment } from '../words/line-link.ts';

/** Goes to the line that the page's address leads to (`#session/12/line/30`), at first and whenever that changes. */
export function useLineLinks(): void {
  const { selection, line } = useViewer();
  useEffect(() => {
    const follow = () => {
      const address = readLineFragment(location.hash);
      if (address === null) return;
      selection.choose(address.session);
      if (address.line !== null) line.wantLine(address.line);
    };
    follow();
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, [selection, line]);
}
