import { Bug, RotateCcw } from 'lucide-react';
import { Component } from 'react';
import type { ReactNode } from 'react';
import { CopyButton } from '../parts/copy-button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import './pane-boundary.css';

interface PaneBoundaryProps {
  /** What is in it, as a sentence begins with it: `The list of conversations`. */
  readonly name: string;
  /** When this changes there is something else to show, so that it is tried again. */
  readonly subject?: string | number | null;
  /** A single row: a failure has to be said in one. */
  readonly isBar?: boolean;
  readonly children: ReactNode;
}

interface PaneBoundaryState {
  readonly error: unknown;
  readonly failed: boolean;
  readonly subject: PaneBoundaryProps['subject'];
}

/** Keeps a mistake of the program within one part of the window: the others go on, and this one can be tried again. */
export class PaneBoundary extends Component<PaneBoundaryProps, PaneBoundaryState> {
  override state: PaneBoundaryState = { error: null, failed: false, subject: this.props.subject };

  /** React calls it with what was thrown. */
  static getDerivedStateFromError(error: unknown): Pick<PaneBoundaryState, 'error' | 'failed'> {
    return { error, failed: true };
  }

  /** React calls it before it renders. */
  static getDerivedStateFromProps(
    { subject }: PaneBoundaryProps,
    state: PaneBoundaryState,
  ): PaneBoundaryState | null {
    return subject === state.subject ? null : { error: null, failed: false, subject };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    const { name, isBar = false } = this.props;
    const failure = {
      name,
      error: this.state.error,
      onRetry: () => this.setState({ error: null, failed: false }),
    };
    return isBar ? <BarFailure {...failure} /> : <PaneFailure {...failure} />;
  }
}

interface FailureProps {
  readonly name: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}

function BarFailure({ name, error, onRetry }: FailureProps) {
  return (
    <div className="bar-failure" role="alert">
      <Bug size={14} aria-hidden />
      {name} cannot be shown: that is a mistake in SMTP Spy.
      <DetailsButton error={error} />
      <button type="button" className="button button-small" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

function PaneFailure({ name, error, onRetry }: FailureProps) {
  return (
    <section className="pane-failure" aria-label={name}>
      <div role="alert" className="pane-failure-words">
        <EmptyState
          icon={<Bug size={26} aria-hidden />}
          title={`${name} cannot be shown`}
          text="That is a mistake in SMTP Spy. Mail still passes and is recorded, and the rest of the window works."
        >
          <p className="pane-failure-details mono">
            {error instanceof Error ? error.message : String(error)} <DetailsButton error={error} />
          </p>
          <button type="button" className="button button-main" onClick={onRetry}>
            <RotateCcw size={14} aria-hidden />
            Try again
          </button>
        </EmptyState>
      </div>
    </section>
  );
}

function DetailsButton({ error }: { readonly error: unknown }) {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return <CopyButton text={details} label="Copy the details for a report" />;
}
