import { FileSearch, Radio } from 'lucide-react';
import type { ReactNode } from 'react';
import { CloseButton } from '../parts/close-button.tsx';
import { VisibleText } from '../parts/visible-text.tsx';
import { WorkProgress } from '../parts/work-progress.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count } from '../words/measures.ts';
import './shelf-bar.css';

/** What is recorded here, and the files that are open or being opened: one is shown. Not there as long as there is none. */
export function ShelfBar() {
  const { application, shelf, works } = useViewer();
  const { state } = useStore(application);
  const shown = useStore(shelf.shown);
  const coming = useStore(works).filter(({ kind }) => kind === 'handing-in' || kind === 'bringing-in');
  if (state === null || state.opened.length + coming.length === 0) return null;
  return (
    <nav className="shelf" aria-label="Captures">
      <ShelfItem current={shown === null} onShow={() => void shelf.show(null)}>
        <Radio size={14} aria-hidden />
        Recorded here
      </ShelfItem>
      {state.opened.map(({ capture, name, sessions }) => (
        <span key={capture} className="shelf-file">
          <ShelfItem current={shown === capture} onShow={() => void shelf.show(capture)}>
            <FileSearch size={14} aria-hidden />
            <VisibleText text={name} />
            <span className="shelf-count">{count(sessions)}</span>
          </ShelfItem>
          <CloseButton
            label={`Close ${name}`}
            title="Close this file"
            small
            onClick={() => void shelf.close(capture)}
          />
        </span>
      ))}
      {coming.map((work) => (
        <WorkProgress key={`${work.kind} ${work.of}`} work={work} />
      ))}
    </nav>
  );
}

interface ShelfItemProps {
  readonly current: boolean;
  readonly onShow: () => void;
  readonly children: ReactNode;
}

function ShelfItem({ current, onShow, children }: ShelfItemProps) {
  return (
    <button type="button" className="shelf-item" aria-current={current} onClick={onShow}>
      {children}
    </button>
  );
}
