import { ServerOff } from 'lucide-react';
import type { SessionSummary } from '../../app/transcript/row.ts';
import { useViewer } from '../state/viewer-context.ts';
import { serverText } from '../words/server.ts';
import { TroubleCard } from './trouble-card.tsx';
import { VisibleText } from './visible-text.tsx';

/** Why there was no server to speak to, and what to do about it. */
export function UnreachableCard({ summary }: { readonly summary: SessionSummary }) {
  const { dialogs } = useViewer();
  return (
    <TroubleCard
      icon={<ServerOff size={20} aria-hidden />}
      title="There was no server to speak to"
      text={<VisibleText text={summary.reason === '' ? serverText(summary.server) : summary.reason} />}
      note="The mail client was told 421, so that it tries again later."
      action="Change the server"
      onAction={() => dialogs.open('listener')}
    />
  );
}
