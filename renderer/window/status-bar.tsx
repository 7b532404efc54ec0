import { Code, HardDriveDownload, OctagonX, Scale } from 'lucide-react';
import type { ApplicationState, HooksStatus } from '../../app/contract.ts';
import { HeldCount } from '../holds/held-count.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { count, counted } from '../words/measures.ts';
import './status-bar.css';
import { WorksUnderWay } from './works-under-way.tsx';

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
          <HeldCount />
          <RulesOn on={state.rules.on} />
          {state.hooks !== null && <Hooks hooks={state.hooks} />}
          <span className="status-space" />
          <WorksUnderWay />
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

/** Conversations do not pass untouched while hooks are asked. */
function Hooks({ hooks: { file, hooks } }: { readonly hooks: HooksStatus }) {
  const name = file.split(/[/\\]/).at(-1) ?? file;
  if (hooks.length === 0) {
    return (
      <span className="status-fact status-failed" title={`The hooks in ${file} are switched off`}>
        <Code size={13} aria-hidden /> hooks off
      </span>
    );
  }
  return (
    <span className="status-fact" title={`Asked about what is said: ${hooks.join(', ')} in ${file}`}>
      <Code size={13} aria-hidden /> hooks in {name}
    </span>
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
