import { ServerOff, ShieldAlert } from 'lucide-react';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import { useViewer } from '../state/viewer-context.ts';
import { endingWords } from '../words/ending.ts';
import { TroubleCard } from './trouble-card.tsx';
import { VisibleText } from '../parts/visible-text.tsx';

const ACTIONS = {
  server: 'Change the server',
  listener: 'Change the listener',
  authority: 'Show me how',
} as const;

/** Why a conversation came to nothing, where that can be mended in this window. Nothing for other reasons. */
export function EndingCard({ summary }: { readonly summary: SessionSummary }) {
  const { dialogs } = useViewer();
  const words = endingWords(summary, null);
  if (words === null || words.mendedIn === null) return null;
  const { title, text, attempt, mendedIn } = words;
  const Icon = summary.outcome === 'unreachable' ? ServerOff : ShieldAlert;
  return (
    <TroubleCard
      icon={<Icon size={20} aria-hidden />}
      title={title}
      text={<VisibleText text={text} />}
      note={attempt}
      action={ACTIONS[mendedIn]}
      onAction={() => dialogs.open(mendedIn === 'authority' ? 'authority' : 'listener')}
    />
  );
}
