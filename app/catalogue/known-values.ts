import type { KnownValue } from '../contract.ts';
import { tagsOfSession } from '../transcript/note-tags.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';

/** Values that are offered at once. */
const MOST_OFFERED = 12;

/** Different values that are counted; with more, those that come later are not offered. */
const MOST_COUNTED = 50_000;

/** Where a field finds its values, in the language's own names. */
const VALUES: Readonly<Record<string, (entry: CatalogueEntry) => readonly (string | null)[]>> = {
  client: ({ summary }) => [summary.client.address],
  server: ({ summary }) => [summary.server.host],
  listener: ({ summary }) => [summary.listener],
  helo: ({ summary }) => [summary.hello],
  from: ({ summary }) => [summary.mailFrom],
  to: ({ summary }) => summary.rcptTo,
  subject: ({ summary }) => [summary.subject],
  auth: ({ summary }) => [summary.login?.mechanism ?? null],
  user: ({ summary }) => [summary.login?.user ?? null],
  code: ({ facets }) => facets.codes.map(String),
  cmd: ({ facets }) => facets.verbs ?? [],
  header: ({ facets }) => facets.fields ?? [],
  tag: ({ summary }) => tagsOfSession(summary),
};

/** Values that a field has in these sessions and that begin so, or hold it; the most frequent first. */
export function knownValues(
  entries: Iterable<CatalogueEntry>,
  field: string,
  typed: string,
): readonly KnownValue[] {
  const valuesOf = Object.hasOwn(VALUES, field) ? VALUES[field] : undefined;
  if (valuesOf === undefined) return [];
  const counts = new Map<string, number>();
  for (const entry of entries) {
    for (const value of valuesOf(entry)) {
      if (value === null || value === '') continue;
      const count = counts.get(value);
      if (count !== undefined || counts.size < MOST_COUNTED) counts.set(value, (count ?? 0) + 1);
    }
  }
  const wanted = typed.toLowerCase();
  return [...counts]
    .filter(([value]) => value.toLowerCase().includes(wanted))
    .map(([value, conversations]) => ({ value, conversations }))
    .sort((one, other) => byFit(wanted, one, other))
    .slice(0, MOST_OFFERED);
}

function byFit(wanted: string, one: KnownValue, other: KnownValue): number {
  const starts = ({ value }: KnownValue): number => (value.toLowerCase().startsWith(wanted) ? 0 : 1);
  return (
    starts(one) - starts(other) ||
    other.conversations - one.conversations ||
    (one.value < other.value ? -1 : 1)
  );
}
