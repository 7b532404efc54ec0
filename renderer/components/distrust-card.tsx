import { ShieldAlert } from 'lucide-react';
import { distrustOf } from '../../app/smtp/tls/distrust.ts';
import type { Distrust } from '../../app/smtp/tls/distrust.ts';
import { useDetails } from '../details/use-details.ts';
import { useViewer } from '../state/viewer-context.ts';
import { TroubleCard } from './trouble-card.tsx';

const TITLES: Record<Distrust, string> = {
  said: 'The mail client does not trust SMTP Spy’s certificate',
  likely: 'The mail client seems not to trust SMTP Spy’s certificate',
};

const TEXTS: Record<Distrust, string> = {
  said: 'It said so, and ended the handshake.',
  likely: 'It went away at the handshake, without saying why. Most often that is the reason.',
};

/** Of a conversation that failed: that the client did not trust the spy, and the way to mend it. Nothing for other reasons. */
export function DistrustCard() {
  const { dialogs } = useViewer();
  const { known } = useDetails();
  const failure = known?.tls.map(({ event }) => event).find(({ event }) => event === 'tls-failed');
  if (failure?.event !== 'tls-failed' || failure.side !== 'client') return null;
  const distrust = distrustOf(failure.code);
  if (distrust === null) return null;
  return (
    <TroubleCard
      icon={<ShieldAlert size={20} aria-hidden />}
      title={TITLES[distrust]}
      text={TEXTS[distrust]}
      note="Have it trust the authority that signed the certificate, or have it check nothing."
      action="Show me how"
      onAction={() => dialogs.open('authority')}
    />
  );
}
