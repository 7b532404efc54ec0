import { HardDriveDownload, OctagonX } from 'lucide-react';
import type { ApplicationState } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count } from '../words/measures.ts';
import './status-bar.css';

/** Quiet facts: where the record is kept, how much there is, and where the reader stands. */
export function StatusBar() {
  const { application } = useViewer();
  const { state } = useStore(application);
  return (
    <footer className="status-bar">
      {state !== null && (
        <>
          <Recording recording={state.recording} />
          <span className="status-fact">
            {count(state.open)} open · {count(state.sessions)} kept
          </span>
          <span className="status-space" />
          <span className="status-fact status-version">SMTP Spy {state.version}</span>
        </>
      )}
    </footer>
  );
}

function Recording({ recording }: { readonly recording: ApplicationState['recording'] }) {
  if (recording.state === 'failed') {
    return (
      <span className="status-fact status-failed">
        <OctagonX size={13} aria-hidden /> not recording
      </span>
    );
  }
  return (
    <span className="status-fact status-directory" title={`Recording to ${recording.directory}`}>
      <HardDriveDownload size={13} aria-hidden />
      <span>recording to {recording.directory}</span>
    </span>
  );
}
