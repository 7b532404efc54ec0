import type { Transport } from '../../app/contract.ts';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';

/** The newest conversations, so many of them; none where they cannot be read. */
export async function readRecent(transport: Transport, count: number): Promise<readonly SessionSummary[]> {
  const result = await transport.request('sessions.list', { from: 0, count });
  return result.ok ? result.value.sessions : [];
}
