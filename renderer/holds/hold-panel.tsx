import { heldIn } from '../state/holds.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { HeldCard } from './held-card.tsx';
import './hold-panel.css';

/** What is held in the chosen conversation: it stands where the next line of the transcript would. */
export function HoldPanel() {
  const { holds, selection } = useViewer();
  const { session } = useStore(selection);
  const held = heldIn(useStore(holds), session);
  if (held.length === 0) return null;
  return (
    <div className="hold-panel">
      {held.map((each, at) => (
        <HeldCard key={each.hold} held={each} isFirst={at === 0} />
      ))}
    </div>
  );
}
