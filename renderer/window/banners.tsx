import { CircleX, OctagonX, TriangleAlert, Unplug } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ApplicationState, ListenerState, Problem } from '../../app/contract.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { clock, counted } from '../words/measures.ts';
import './banners.css';
import { useNow } from '../parts/use-now.ts';

/** What is wrong with the program itself, above everything else. */
export function Banners() {
  const { application } = useViewer();
  const { state, recordingFailedAt } = useStore(application);
  return (
    <>
      <ConnectionBanner />
      {state !== null && <RecordingBanner recording={state.recording} since={recordingFailedAt} />}
      {state?.listeners.map((listener) => (
        <ListenerBanner key={listener.listener} listener={listener} />
      ))}
      {state?.problems.map((warning) => (
        <WarningBanner key={warning.text} warning={warning} />
      ))}
    </>
  );
}

function ConnectionBanner() {
  const viewer = useViewer();
  const status = useStore(viewer.connection);
  const now = useNow();
  if (status.state !== 'lost') return null;
  return (
    <Banner
      tone="warning"
      icon={<Unplug size={18} aria-hidden />}
      action={<RetryButton onRetry={viewer.retryConnection} />}
    >
      {status.everConnected ? (
        <>
          <strong>The connection to SMTP Spy is lost</strong> since{' '}
          {clock(status.since * 1_000, new Date(now))}. What you see stays; it connects again by itself once
          the program runs. If it was started anew, open the new address that it printed.
        </>
      ) : (
        <>
          <strong>SMTP Spy does not answer.</strong> Check that it runs, and that this is the whole address
          that it printed, with the part behind <code>?token=</code>.
        </>
      )}
    </Banner>
  );
}

function RetryButton({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <button type="button" className="button" onClick={onRetry}>
      Try now
    </button>
  );
}

interface RecordingBannerProps {
  readonly recording: ApplicationState['recording'];
  /** Milliseconds since 1970. */
  readonly since: number | null;
}

function RecordingBanner({ recording, since }: RecordingBannerProps) {
  const now = useNow();
  if (recording.state === 'recording') return null;
  const { problem, directory, unrecorded } = recording;
  return (
    <Banner tone="error" icon={<OctagonX size={20} aria-hidden />}>
      <strong>
        Nothing is being recorded{since !== null && ` since ${clock(since * 1_000, new Date(now))}`}:{' '}
        {problem.text}
      </strong>{' '}
      {problem.remedy} Mail still passes.
      {unrecorded > 0 && ` ${counted(unrecorded, 'conversation')} went by unrecorded.`} Captures are kept in{' '}
      <code>{directory}</code>.
    </Banner>
  );
}

function ListenerBanner({ listener }: { readonly listener: ListenerState }) {
  if (listener.status.state !== 'failed') return null;
  const { text, remedy } = listener.status.error;
  return (
    <Banner tone="error" icon={<CircleX size={18} aria-hidden />}>
      <strong>{text}</strong> {remedy}
    </Banner>
  );
}

/** Said once: whoever has read it can put it away. */
function WarningBanner({ warning }: { readonly warning: Problem }) {
  const [read, setRead] = useState(false);
  if (read) return null;
  return (
    <Banner
      tone="warning"
      icon={<TriangleAlert size={18} aria-hidden />}
      action={
        <button type="button" className="button" onClick={() => setRead(true)}>
          Dismiss
        </button>
      }
    >
      <strong>{warning.text}</strong> {warning.remedy}
    </Banner>
  );
}

interface BannerProps {
  readonly tone: 'error' | 'warning';
  readonly icon: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

function Banner({ tone, icon, action, children }: BannerProps) {
  return (
    <div className={`banner banner-${tone}`} role="alert">
      {icon}
      <p>{children}</p>
      {action}
    </div>
  );
}
