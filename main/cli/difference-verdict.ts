import type { DifferenceCounts } from '../../app/replay/comparison.ts';

/**
 * Whether differences are a failure. Replies of the same code may have other words: queue identifiers, times. `exact`: they
 * may not.
 */
export function isFailure({ words, code, said, missing }: DifferenceCounts, exact: boolean): boolean {
  return code + said + missing > 0 || (exact && words > 0);
}
