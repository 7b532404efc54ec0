import { ServerOff } from 'lucide-react';
import type { SessionSummary } from '../../app/transcript/row.ts';
import { useViewer } from '../state/viewer-context.ts';
import { serverText } from '../words/server.ts';
import { VisibleText } from './visible-text.tsx';
import './unreachable-card.css';

/** Why there was no server to speak to, and what to do about it. */
export function UnreachableCard({ summary }: { readonly summary: SessionSummary }) {
  const { dialogs } = useViewer();
  return (
    <div className="unreachable">
      <ServerOff size={20} aria-hidden />
      <div>
        <p className="unreachable-title">There was no server to speak to</p>
        <p>
          <VisibleText text={summary.reason === '' ? serverText(summary.server) : summary.reason} />
        </p>
        <p className="unreachable-note">The mail client was told 421, so that it tries again later.</p>
      </div>
      <button type="button" className="button" onClick={() => dialogs.open('listener')}>
        Change the server
      </button>
    </div>
  );
}
