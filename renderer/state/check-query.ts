import { parseQuery } from '../../app/transcript/query.ts';
import type { FilterProblem } from './filter.ts';

/** What is wrong with a query; null when nothing is. */
export function checkQuery(text: string): FilterProblem | null {
  const parsed = parseQuery(text);
  return parsed.ok ? null : parsed.problem;
}
