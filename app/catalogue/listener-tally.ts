import type { ListenerTally } from '../contract.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';

/**
 * What came of the conversations that clients had at these addresses since a moment (microseconds since 1970); deleted ones do not
 * count.
 */
export function tallyOf(
  entries: Iterable<CatalogueEntry>,
  addresses: readonly string[],
  since: number,
): ListenerTally {
  const tally = {
    conversations: 0,
    refused: 0,
    failed: 0,
    messages: 0,
    bytesFromClients: 0,
    bytesFromServer: 0,
  };
  for (const { summary } of entries) {
    if (summary.started < since || !addresses.includes(summary.listener)) continue;
    tally.conversations += 1;
    if (summary.refusal !== null) tally.refused += 1;
    if (summary.outcome === 'unreachable' || summary.outcome === 'failed') tally.failed += 1;
    tally.messages += summary.accepted;
    tally.bytesFromClients += summary.bytesFromClient;
    tally.bytesFromServer += summary.bytesFromServer;
  }
  return tally;
}
