import type { SavedQuery } from '../../app/contract.ts';

/** Searches over all conversations that most people want sooner or later. */
const READY_SEARCHES: readonly SavedQuery[] = [
  { name: 'What was refused', query: 'is:refused' },
  { name: 'What went wrong', query: 'is:error or is:aborted' },
  { name: 'With a warning', query: 'has:warning' },
];

/** Those of the ready searches that the person has not given another name. */
export function readySearches(saved: readonly SavedQuery[]): readonly SavedQuery[] {
  return READY_SEARCHES.filter(({ query }) => !saved.some((kept) => kept.query === query));
}
