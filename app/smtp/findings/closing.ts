import type { Dialogue } from '../dialogue.ts';
import type { Speaker } from '../words.ts';
import type { FindingCode } from './registry.ts';

/** What is wrong with a connection that `by` ends where the dialogue stands now; null where nothing is. */
export function closingCode(by: Speaker, dialogue: Dialogue): FindingCode | null {
  const { stage, lines } = dialogue;
  // Inside TLS that passes unread nobody can see a QUIT.
  if (stage === 'tls' || stage === 'closing' || dialogue.isTlsAgreed || lines === 0) return null;
  if (isInContent(dialogue)) return 'closed-in-content';
  return by === dialogue.commanding ? 'closed-without-quit' : 'closed-by-server';
}

function isInContent({ stage }: Dialogue): boolean {
  return stage === 'content' || stage === 'chunk' || stage === 'last-chunk' || stage === 'between-chunks';
}
