import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count, counted } from '../words/measures.ts';

/** How many lines are shown of how many, and how far the search has got. */
export function FilterCount() {
  const { transcript } = useViewer();
  const { shown } = useStore(transcript);
  if (shown === null) return null;
  const { matched, scanned, lines } = shown.state;
  if (shown.target.query === '') {
    return (
      <span className="filter-count" data-testid="line-count">
        {counted(lines, 'line')}
      </span>
    );
  }
  const searching = scanned < lines;
  return (
    <>
      <span className="filter-count filter-count-on" data-testid="line-count">
        {count(matched)} of {counted(lines, 'line')}
        {searching && <span className="filter-percent">{percent(scanned, lines)}</span>}
      </span>
      {searching && (
        <progress className="filter-progress" aria-label="Search" max={lines} value={scanned}>
          {percent(scanned, lines)}
        </progress>
      )}
    </>
  );
}

function percent(part: number, whole: number): string {
  return ` · ${Math.floor((part / whole) * 100)} %`;
}
