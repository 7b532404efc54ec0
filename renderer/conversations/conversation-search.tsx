import { Bookmark } from 'lucide-react';
import { parseConversationQuery } from '../../app/transcript/query.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { counted } from '../words/measures.ts';
import { readySearches } from '../words/ready-searches.ts';
import { Menu } from '../parts/menu.tsx';
import type { MenuItem } from '../parts/menu.tsx';
import { QueryBox } from '../query/query-box.tsx';
import { useRememberQuery } from './use-remember-query.ts';
import { SEARCH_ID, useSearch } from './use-search.ts';
import { WorkAt } from '../parts/work-progress.tsx';

/** The id of the list. */
export const LIST_ID = 'conversations';

/** What narrows the list: the query, those that were kept, what it means, and how far the search is. */
export function ConversationSearch() {
  const { listFilter } = useViewer();
  const remember = useRememberQuery();
  return (
    <div className="conversation-search">
      <QueryBox
        filter={listFilter}
        id={SEARCH_ID}
        label="Search conversations"
        placeholder="Search all conversations"
        title="S gets here, Escape clears"
        clearLabel="Show all conversations"
        onLeave={() => document.getElementById(LIST_ID)?.focus()}
        onDone={remember}
      >
        <QueryMenu />
      </QueryBox>
      <Explanation />
      <SearchProgress />
    </div>
  );
}

function QueryMenu() {
  const { listFilter, preferences, dialogs } = useViewer();
  const { applied } = useStore(listFilter);
  const { savedQueries, recentQueries } = useStore(preferences);
  const use = useSearch();
  const isKept = savedQueries.some(({ query }) => query === applied);
  const forget = () =>
    preferences.change({ savedQueries: savedQueries.filter(({ query }) => query !== applied) });
  const items: MenuItem[] = [
    ...(applied !== '' && !isKept
      ? [{ label: 'Save this search…', onChoose: () => dialogs.open('save-query') }]
      : []),
    ...(isKept ? [{ label: 'Forget this saved search', onChoose: forget }] : []),
    ...savedQueries.map(({ name, query }, place) => ({
      label: name,
      note: query,
      ...(place === 0 && { heading: 'Saved' }),
      onChoose: () => use(query),
    })),
    ...recentQueries
      .filter((query) => !savedQueries.some((saved) => saved.query === query))
      .map((query, place) => ({
        label: query,
        ...(place === 0 && { heading: 'Recent' }),
        onChoose: () => use(query),
      })),
    ...readySearches(savedQueries).map(({ name, query }, place) => ({
      label: name,
      note: query,
      ...(place === 0 && { heading: 'Try' }),
      onChoose: () => use(query),
    })),
  ];
  return (
    <Menu
      label="Saved searches"
      buttonClass="button button-icon button-quiet button-small"
      buttonTitle="Saved and recent searches"
      items={items}
    >
      <Bookmark size={14} aria-hidden />
    </Menu>
  );
}

/** What the query means, in words. */
function Explanation() {
  const { listFilter } = useViewer();
  const { applied } = useStore(listFilter);
  if (applied === '') return null;
  const parsed = parseConversationQuery(applied);
  if (!parsed.ok) return null;
  const words = parsed.query.describe();
  return (
    <p className="conversation-search-words" title={words}>
      {words.charAt(0).toUpperCase() + words.slice(1)}
    </p>
  );
}

/** How far the reading of records and the search over their lines have come. */
function SearchProgress() {
  const { conversations } = useViewer();
  const { state } = useStore(conversations);
  if (state === null) return null;
  const { list, unsearched, skipped } = state;
  return (
    <>
      <WorkAt kind="listing" of={list} isNamed />
      <WorkAt kind="searching" of={list} isNamed />
      {skipped > 0 && unsearched === 0 && (
        <p className="conversation-search-words">Stopped: {counted(skipped, 'conversation')} not searched.</p>
      )}
    </>
  );
}
