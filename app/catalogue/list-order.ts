import type { GroupRow, ListOrder } from '../contract.ts';
import type { SessionSummary } from '../transcript/session-summary.ts';
import { troubleOf, type CatalogueEntry } from './catalogue-entry.ts';

/** Says which of two entries stands first: negative for the first of them. */
export type CompareEntries = (one: CatalogueEntry, other: CatalogueEntry) => number;

/** The group of an entry: of what kind, and which. */
export interface GroupKey {
  readonly kind: GroupRow['kind'];
  readonly group: string;
}

/** Tells the group of an entry; null where the list has no groups. */
export function groupingOf({ group }: ListOrder): ((entry: CatalogueEntry) => GroupKey) | null {
  switch (group) {
    case 'none':
      return null;
    case 'listener':
      return withPinned('listener', ({ listener }) => listener);
    case 'client':
      return withPinned('client', ({ client }) => client.address);
    case 'day': {
      const dayOf = daysAtHome();
      return withPinned('day', ({ started }) => dayOf(started));
    }
  }
}

function withPinned(
  kind: GroupKey['kind'],
  groupOf: (summary: SessionSummary) => string,
): (entry: CatalogueEntry) => GroupKey {
  return ({ summary }) =>
    summary.pinned === true ? { kind: 'pinned', group: 'pinned' } : { kind, group: groupOf(summary) };
}

const MICROSECONDS_IN_QUARTER = 900_000_000;

/** The day where the reader is, as `2026-11-21`. Zones are whole quarters of an hour, so that a day is worked out for each. */
function daysAtHome(): (started: number) => string {
  const days = new Map<number, string>();
  return (started) => {
    const quarter = Math.floor(started / MICROSECONDS_IN_QUARTER);
    const known = days.get(quarter);
    if (known !== undefined) return known;
    const at = new Date(started / 1_000);
    const two = (value: number): string => String(value).padStart(2, '0');
    const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    days.set(quarter, day);
    return day;
  };
}

/** The order of a list: pinned ones first, then by group, then as asked for. No two entries are equal. */
export function comparisonOf(order: ListOrder): CompareEntries {
  const grouping = groupingOf(order);
  const value = valueOf(order.sort);
  const sign = order.descending ? -1 : 1;
  const daySign = order.group === 'day' && order.sort === 'time' ? sign : order.group === 'day' ? -1 : 1;
  return (one, other) => {
    const pinned = Number(other.summary.pinned === true) - Number(one.summary.pinned === true);
    if (pinned !== 0) return pinned;
    if (grouping !== null) {
      const groups = compareTexts(grouping(one).group, grouping(other).group);
      if (groups !== 0) return groups * daySign;
    }
    const values = value(one.summary) - value(other.summary);
    return (values !== 0 ? values : one.summary.session - other.summary.session) * sign;
  };
}

function valueOf(sort: ListOrder['sort']): (summary: SessionSummary) => number {
  switch (sort) {
    case 'time':
      return ({ started }) => started;
    case 'trouble':
      return troubleOf;
    case 'duration':
      // One that is open lasts, for all that is known, longer than the others.
      return ({ started, ended }) => (ended === null ? Number.MAX_SAFE_INTEGER : ended - started);
    case 'size':
      return ({ bytesFromClient, bytesFromServer }) => bytesFromClient + bytesFromServer;
    case 'messages':
      return ({ messages }) => messages;
    case 'findings':
      return ({ findings: { error, warning, note } }) => error * 1e6 + warning * 1e3 + note;
  }
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
