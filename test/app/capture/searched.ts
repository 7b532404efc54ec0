import { LineSearch } from '../../../app/capture/line-search.ts';
import { readRows } from '../../../app/capture/row-reader.ts';
import type { SessionSource } from '../../../app/capture/session-source.ts';
import { parseQuery, type Query } from '../../../app/transcript/query.ts';

/** What a query's text means. Throws where it is wrong. */
export function query(text: string): Query {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.problem.text);
  return parsed.query;
}

/** The rows that a search for a query finds in a session, and up to which line it has looked. */
export async function search(
  source: SessionSource,
  text: string,
): Promise<{ readonly rows: readonly number[]; readonly scanned: number }> {
  const search = new LineSearch(source, { queries: [query(text)], reveal: false }, () => {});
  await search.goOn();
  return { rows: search.found.slice(0, search.found.count), scanned: search.scanned };
}

/** The rows that a query means, by a look at every line. */
export async function meantRows(source: SessionSource, text: string): Promise<readonly number[]> {
  const rows = await readRows(source, 0, source.index.rows, false);
  const summary = source.index.summary();
  const wanted = query(text);
  return rows.filter((row) => row.type === 'line' && wanted.matchesLine(row, summary)).map(({ row }) => row);
}
