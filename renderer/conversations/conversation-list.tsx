import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import './conversation-list.css';
import { ConversationListHead } from './conversation-list-head.tsx';
import { ConversationRows } from './conversation-rows.tsx';
import { ConversationSearch } from './conversation-search.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { OverviewPanel } from './overview-panel.tsx';

/** All conversations, or those that a query names, as the person has put them in order. */
export function ConversationList() {
  const { conversations, preferences } = useViewer();
  const { total } = useStore(conversations);
  const { overviewShown } = useStore(preferences);
  const some = total !== null && total > 0;
  return (
    <section className="conversations" aria-label="Conversation list">
      <ConversationListHead />
      {some && <ConversationSearch />}
      {some && overviewShown && <OverviewPanel />}
      <ListBody />
    </section>
  );
}

function ListBody() {
  const { conversations, listFilter } = useViewer();
  const { total, rows, state, problem } = useStore(conversations);
  const { applied } = useStore(listFilter);
  if (state === null && problem !== null) return <EmptyState title={problem.text} text={problem.remedy} />;
  if (total === null || state === null)
    return <p className="conversations-note">Reading the conversations…</p>;
  if (total === 0)
    return <p className="conversations-note">None yet. The first one appears here by itself.</p>;
  if (rows > 0) return <ConversationRows />;
  if (state.unread > 0 || state.unsearched > 0)
    return <p className="conversations-note">Nothing found so far…</p>;
  if (applied === '') return <p className="conversations-note">Reading the conversations…</p>;
  return (
    <EmptyState
      title="No conversation matches"
      text="Other words may find it, or all of them can be shown again."
    >
      <button type="button" className="button" onClick={() => listFilter.clear()}>
        Show all conversations
      </button>
    </EmptyState>
  );
}
