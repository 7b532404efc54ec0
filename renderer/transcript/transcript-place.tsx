import { SearchX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import type { ShownView } from '../state/transcript-view.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { EndingCard } from './ending-card.tsx';
import { Transcript } from './transcript.tsx';
import './transcript-place.css';
import { TurnedAwayCard } from './turned-away-card.tsx';

/** How long opening may take before the viewer says that it is at it, in milliseconds. */
const PATIENCE_MS = 300;

/** The transcript, or why there is none to be seen. */
export function TranscriptPlace() {
  const { transcript, summary } = useViewer();
  const { shown, problem } = useStore(transcript);
  const known = useStore(summary);
  if (shown === null) {
    if (problem === null) return <Opening />;
    return <EmptyState title={problem.text} text={problem.remedy} />;
  }
  return (
    <div className="transcript-place">
      {known !== null && <EndingCard summary={known} />}
      {(known?.outcome === 'blocked' || known?.outcome === 'rate-limited') && (
        <TurnedAwayCard summary={known} />
      )}
      {problem !== null && (
        <p className="transcript-problem" role="alert">
          <strong>{problem.text}</strong> {problem.remedy}
        </p>
      )}
      {shown.state.rows === 0 ? <NoRows shown={shown} /> : <Transcript shown={shown} />}
    </div>
  );
}

function Opening() {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return long ? (
    <EmptyState title="Opening the conversation…" text="" />
  ) : (
    <div className="transcript-place" />
  );
}

function NoRows({ shown }: { readonly shown: ShownView }) {
  const { filter } = useViewer();
  const { query } = shown.target;
  const { scanned, lines, stopped } = shown.state;
  if (query === '')
    return <EmptyState title="Nothing has been said yet" text="Lines appear here as they pass." />;
  if (scanned < lines && !stopped) return <EmptyState title="Searching…" text="" />;
  return (
    <EmptyState
      icon={<SearchX size={28} aria-hidden />}
      title={stopped ? 'No line has matched the filter so far' : 'No line matches the filter'}
      text="Try fewer words, or a part of one. Everything that was said is still there."
    >
      <button type="button" className="button" onClick={() => filter.clear()}>
        Clear the filter
      </button>
    </EmptyState>
  );
}
