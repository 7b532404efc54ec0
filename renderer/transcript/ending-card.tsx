import { ServerOff, ShieldAlert } from 'lucide-react';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import type { ListenerPart } from '../state/dialogs.ts';
import { useViewer } from '../state/viewer-context.ts';
import { endingWords } from '../words/ending.ts';
import { TroubleCard } from './trouble-card.tsx';
import { VisibleText } from '../parts/visible-text.tsx';

const ACTIONS = {
  server: 'Change the server',
  listener: 'Change the listener',
  authority: 'Show me how',
} as const;

/** What of the listener is to be changed: with a server that was reached it is not its name. */
function partOf(mendedIn: 'server' | 'listener', { outcome }: SessionSummary): ListenerPart {
  if (mendedIn === 'listener') return 'client-security';
  return outcome === 'unreachable' ? 'server' : 'server-security';
}

/** Why a conversation came to nothing, where that can be mended in this window. Nothing for other reasons. */
export function EndingCard({ summary }: { readonly summary: SessionSummary }) {
  const { dialogs } = useViewer();
  const words = endingWords(summary, null);
  if (words === null || words.mendedIn === null) return null;
  const { title, text, likely, attempt, mendedIn } = words;
  const Icon = summary.failedTls === null ? ServerOff : ShieldAlert;
  return (
    <TroubleCard
      icon={<Icon size={20} aria-hidden />}
      title={title}
      text={<VisibleText text={`${text} ${likely}`.trim()} />}
      note={attempt}
      action={ACTIONS[mendedIn]}
      onAction={() => {
        if (mendedIn === 'authority') dialogs.open('authority');
        else dialogs.openListener(partOf(mendedIn, summary), summary.listener);
      }}
    />
  );
}
