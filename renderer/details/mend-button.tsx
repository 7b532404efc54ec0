import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import { MENDING, useMend } from '../listeners/use-mend.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import type { MendedIn } from '../words/ending.ts';

interface MendButtonProps {
  readonly summary: SessionSummary;
  readonly mendedIn: MendedIn;
}

/** Leads from what was explained to where it is mended. Nothing where the conversation was recorded elsewhere. */
export function MendButton({ summary, mendedIn }: MendButtonProps) {
  const { shelf } = useViewer();
  const isOwn = useStore(shelf.shown) === null;
  const mend = useMend(summary);
  if (!isOwn) return null;
  return (
    <p>
      <button type="button" className="button" onClick={() => mend(mendedIn)}>
        {MENDING[mendedIn]}
      </button>
    </p>
  );
}
