import type { RuleAction } from '../../rules/action.ts';
import { changeReply } from '../../rules/change-reply.ts';
import type { SessionEvent } from '../../transcript/session-event.ts';

/** What a client goes by that sends messages in chunks (RFC 3030 sections 2 and 3); BINARYMIME is of no use without. */
const CHUNKS: readonly RuleAction[] = ['CHUNKING', 'BINARYMIME'].map((capability) => ({
  action: 'remove-capability',
  capability,
}));

/**
 * A reply that lists capabilities, without those for chunks: each chunk has its length in front, and goes on before anybody
 * could have looked into the message. The same array where there are none. Texts as for {@link changeReply}.
 */
export function withoutChunks(lines: readonly string[]): readonly string[] {
  return changeReply(lines, CHUNKS, { listsCapabilities: true });
}

/** Told where a client sends chunks all the same, of a message that somebody wanted to look into. */
export const CHUNKS_UNSEEN: SessionEvent = {
  event: 'error',
  code: 'chunks-unseen',
  side: 'spy',
  text: 'The message comes in chunks (BDAT), which rules, hooks and holds do not look into: it goes on as it is. Clients that say EHLO from now on are not offered CHUNKING',
};
