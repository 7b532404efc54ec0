import type { GroupRow, ListOrder } from '../../app/contract.ts';

/** An order that the list can have, as people call it. */
export interface SortChoice extends Pick<ListOrder, 'sort' | 'descending'> {
  readonly label: string;
}

/** The orders that are offered. */
export const SORT_CHOICES: readonly SortChoice[] = [
  { label: 'Newest first', sort: 'time', descending: true },
  { label: 'Oldest first', sort: 'time', descending: false },
  { label: 'What went wrong first', sort: 'trouble', descending: true },
  { label: 'Longest first', sort: 'duration', descending: true },
  { label: 'Largest first', sort: 'size', descending: true },
  { label: 'Most messages first', sort: 'messages', descending: true },
  { label: 'Most findings first', sort: 'findings', descending: true },
];

/** The groups that are offered. */
export const GROUP_CHOICES: readonly { readonly label: string; readonly group: ListOrder['group'] }[] = [
  { label: 'No groups', group: 'none' },
  { label: 'By day', group: 'day' },
  { label: 'By client', group: 'client' },
  { label: 'By listener', group: 'listener' },
];

/** Whether these are the same order, whatever the groups. */
export function isSameOrder(
  one: Pick<ListOrder, 'sort' | 'descending'>,
  other: Pick<ListOrder, 'sort' | 'descending'>,
): boolean {
  return one.sort === other.sort && one.descending === other.descending;
}

/** An order in words: `newest first, by client`. */
export function orderWords(order: ListOrder): string {
  const sort = SORT_CHOICES.find((choice) => isSameOrder(choice, order))?.label ?? 'Newest first';
  const group = GROUP_CHOICES.find((choice) => choice.group === order.group)?.label ?? '';
  return (order.group === 'none' ? sort : `${sort}, ${group}`).toLowerCase();
}

/** What a group has in common, in words. `now`: the present. */
export function groupName({ kind, group }: Pick<GroupRow, 'kind' | 'group'>, now: Date): string {
  switch (kind) {
    case 'pinned':
      return 'Pinned';
    case 'client':
    case 'listener':
      return group;
    case 'day':
      return dayName(group, now);
  }
}

function dayName(day: string, now: Date): string {
  const date = new Date(`${day}T12:00:00`);
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  const words = date.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
  if (date.toDateString() === now.toDateString()) return `Today, ${words}`;
  if (date.toDateString() === yesterday.toDateString()) return `Yesterday, ${words}`;
  return date.getFullYear() === now.getFullYear() ? words : `${words} ${date.getFullYear()}`;
}
