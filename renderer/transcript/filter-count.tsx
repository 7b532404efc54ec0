import { Play } from 'lucide-react';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count, counted } from '../words/measures.ts';
import { WorkAt } from '../parts/work-progress.tsx';

/** How many lines are shown of how many, how far that is, and a way to go on where it was stopped. */
export function FilterCount() {
  const { transcript } = useViewer();
  const { shown } = useStore(transcript);
  if (shown === null) return null;
  const { view, matched, lines, stopped } = shown.state;
  const isFiltered = shown.target.query !== '';
  return (
    <>
      <span className={isFiltered ? 'filter-count filter-count-on' : 'filter-count'} data-testid="line-count">
        {isFiltered && `${count(matched)} of `}
        {counted(lines, 'line')}
      </span>
      {stopped && <GoOn />}
      <WorkAt kind="indexing" of={view} />
      <WorkAt kind="filtering" of={view} />
    </>
  );
}

/** Not all has been read or searched, since the person wanted to wait no longer. */
function GoOn() {
  const { transcript } = useViewer();
  return (
    <button
      type="button"
      className="button button-small"
      title="Stopped: not everything has been looked at"
      onClick={() => transcript.reopen()}
    >
      <Play size={11} aria-hidden />
      Go on
    </button>
  );
}
