import { HardDriveDownload, OctagonX, Scale } from 'lucide-react';
import type { ApplicationState } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count, counted } from '../words/measures.ts';
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
          <RulesOn on={state.rules.on} />
          <span className="status-space" />
          <span className="status-fact status-version">SMTP Spy {state.version}</span>
        </>
      )}
    </footer>
  );
}

/** That conversations are changed is not to be forgotten. */
function RulesOn({ on }: { readonly on: number }) {
  const { dialogs } = useViewer();
  if (on === 0) return null;
  return (
    <button
      type="button"
      className="status-fact status-rules"
      title="Rules look at new conversations, and may change them"
      onClick={() => dialogs.open('rules')}
    >
      <Scale size={13} aria-hidden />
      {counted(on, 'rule')} on
    </button>
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
