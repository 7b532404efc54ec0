import type { Dialogue } from '../dialogue.ts';
import type { Speaker } from '../words.ts';
import type { Report } from './finding.ts';

/** Looks at how the connection ended: who closed it first, and where the dialogue stood then. */
export function checkClosing(by: Speaker, dialogue: Dialogue, report: Report): void {
  const { stage, lines } = dialogue;
  // Inside TLS that passes unread nobody can see a QUIT.
  if (stage === 'tls' || stage === 'closing' || dialogue.isTlsAgreed || lines === 0) return;
  if (isInContent(dialogue)) report('closed-in-content', {}, lines);
  else report(by === dialogue.commanding ? 'closed-without-quit' : 'closed-by-server', {}, lines);
}

function isInContent({ stage }: Dialogue): boolean {
  return stage === 'content' || stage === 'chunk' || stage === 'last-chunk' || stage === 'between-chunks';
}
