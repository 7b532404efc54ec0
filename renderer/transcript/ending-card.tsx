import { ServerOff, ShieldAlert } from 'lucide-react';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import { MENDING, useMend } from '../listeners/use-mend.ts';
import { endingWords } from '../words/ending.ts';
import { TroubleCard } from './trouble-card.tsx';
import { VisibleText } from '../parts/visible-text.tsx';

/** Why a conversation came to nothing, where that can be mended in this window. Nothing for other reasons. */
export function EndingCard({ summary }: { readonly summary: SessionSummary }) {
  const mend = useMend(summary);
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
      action={MENDING[mendedIn]}
      onAction={() => mend(mendedIn)}
    />
  );
}
