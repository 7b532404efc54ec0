import type { SessionFacets } from '../transcript/session-facets.ts';
import type { SessionSummary } from '../transcript/session-summary.ts';

/** What the catalogue knows of a session. Never changed: what is new of a session is a new entry. */
export interface CatalogueEntry {
  readonly summary: SessionSummary;
  readonly facets: SessionFacets;
}

/** How a session went wrong, as a number: the higher, the more it matters. 0: it did not. */
export function troubleOf({ outcome, refusal, findings }: SessionSummary): number {
  if (outcome === 'unreachable') return 6;
  if (outcome === 'failed') return 5;
  if (refusal !== null) return refusal.code >= 500 ? 4 : 3;
  if (outcome === 'blocked' || outcome === 'rate-limited') return 3;
  if (outcome === 'aborted-by-client' || outcome === 'aborted-by-server') return 2;
  return findings.error + findings.warning > 0 ? 1 : 0;
}

/** Whether a session went wrong as `is:error` means it, or was broken off. */
export function wentWrong(summary: SessionSummary): boolean {
  return troubleOf(summary) >= 2;
}
