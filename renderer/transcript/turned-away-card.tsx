import { Ban } from 'lucide-react';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import { useViewer } from '../state/viewer-context.ts';
import { TroubleCard } from './trouble-card.tsx';
import { VisibleText } from '../parts/visible-text.tsx';

/** Why the client was not let in, and where that is set. */
export function TurnedAwayCard({ summary }: { readonly summary: SessionSummary }) {
  const { dialogs } = useViewer();
  return (
    <TroubleCard
      icon={<Ban size={20} aria-hidden />}
      title="SMTP Spy did not let this client in"
      text={<VisibleText text={summary.reason} />}
      note="The listener’s block list and rate limit say who is let in."
      action="Change who is let in"
      onAction={() => dialogs.openListener('gate', summary.listener)}
    />
  );
}
