import { DetailsPeek } from '../details/details-peek.tsx';
import { HoldPanel } from '../holds/hold-panel.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { ConversationHeader } from './conversation-header.tsx';
import './conversation-pane.css';
import { EmptyState } from '../parts/empty-state.tsx';
import { FilterField } from './filter-field.tsx';
import { FirstSteps } from '../window/first-steps.tsx';
import { TranscriptPlace } from './transcript-place.tsx';

/** The chosen conversation, or what to do to get one. */
export function ConversationPane() {
  const { selection, conversations } = useViewer();
  const { session } = useStore(selection);
  const { total, problem } = useStore(conversations);
  if (session === null) {
    return (
      <section className="conversation-pane" aria-label="First steps">
        {total === 0 && <FirstSteps />}
        {total !== null && total > 0 && (
          <EmptyState
            title="No conversation is chosen"
            text="Choose one in the list: a click, or Alt and an arrow key."
          />
        )}
        {total === null && problem !== null && <EmptyState title={problem.text} text={problem.remedy} />}
      </section>
    );
  }
  return (
    <section className="conversation-pane" aria-label="Conversation">
      <ConversationHeader />
      <FilterField />
      <TranscriptPlace key={session} />
      <HoldPanel />
      <DetailsPeek />
    </section>
  );
}
