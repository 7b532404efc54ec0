import type { ListOrder } from '../../app/contract.ts';
import type { Conversations, ListSettings } from './conversations.ts';
import type { Filter } from './filter.ts';
import type { Preferences } from './preferences.ts';

/** What says which conversations the list shows, and in which order. */
interface ListSettingsParts {
  readonly listFilter: Filter;
  readonly preferences: Preferences;
}

/** As they are now. */
export function readListSettings({ listFilter, preferences }: ListSettingsParts): ListSettings {
  return { query: listFilter.get().applied, order: preferences.get().listOrder };
}

/** Has the list follow them from now on. */
export function followListSettings(parts: ListSettingsParts, conversations: Conversations): void {
  let listed = readListSettings(parts);
  const change = () => {
    const next = readListSettings(parts);
    if (next.query === listed.query && sameOrder(next.order, listed.order)) return;
    listed = next;
    conversations.change(next);
  };
  parts.listFilter.subscribe(change);
  parts.preferences.subscribe(change);
}

function sameOrder(one: ListOrder, other: ListOrder): boolean {
  return one.sort === other.sort && one.descending === other.descending && one.group === other.group;
}
