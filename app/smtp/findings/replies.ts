import { asksForMessage } from '../state-machine/events.ts';
import type { Dialogue } from '../dialogue.ts';
import type { Asked, Reply, ReplyMeaning } from '../dialogue-listener.ts';
import { ANSWERS_FOR_EACH } from '../reply.ts';
import type { Report } from './finding.ts';

/** What is remembered of a reply that is not whole: plain data. */
export interface ReplyMemory {
  /** The code of its first line; 0: none has begun. */
  firstCode: number;
}

/** Before a reply. */
export function noReply(): ReplyMemory {
  return { firstCode: 0 };
}

/** Looks at a line of a reply, and at what the whole answers. */
export function checkReply(
  inHand: ReplyMeaning,
  dialogue: Dialogue,
  memory: ReplyMemory,
  report: Report,
): void {
  const { reply, whole, asked } = inHand;
  if (reply.code === 0) {
    report('malformed-reply');
    return;
  }
  if (memory.firstCode !== 0 && memory.firstCode !== reply.code) {
    report('mixed-reply-codes', { first: memory.firstCode, code: reply.code });
  }
  memory.firstCode = whole === null ? memory.firstCode || reply.code : 0;
  if (reply.enhanced !== '' && reply.enhanced.charCodeAt(0) - 48 !== Math.floor(reply.code / 100)) {
    report('enhanced-code-differs', { code: reply.code, enhanced: reply.enhanced });
  }
  if (whole !== null) checkAnswer(whole, asked, dialogue, report);
}

function checkAnswer(whole: Reply, asked: Asked | null, dialogue: Dialogue, report: Report): void {
  const { code } = whole;
  if (asked === null) {
    const isUnasked = !dialogue.awaitsReply && dialogue.hasClientSpoken && !dialogue.isTlsAgreed;
    if (isUnasked && code !== 421) report('unasked-reply', { code });
    return;
  }
  if (!mayAnswer(code, asked)) report('unexpected-reply', { code, what: inWords(asked) });
}

/** Whether a code may answer that (RFC 5321 section 4.3.2, and the RFCs of the extensions). */
function mayAnswer(code: number, asked: Asked): boolean {
  if (code < 200 || code > 599) return false;
  if (code >= 400) return true;
  if (asked.what === 'greeting') return code === 220;
  if (asksForMessage(asked) && code === ANSWERS_FOR_EACH) return true;
  switch (asked.verb) {
    case 'DATA':
      return code === 354;
    case 'AUTH':
      return code === 334 || code < 300;
    case 'STARTTLS':
    case 'XCLIENT':
      return code === 220;
    default:
      return code < 300;
  }
}

/** What was asked, as people name it. */
export function inWords(asked: Asked): string {
  if (asked.what === 'greeting') return 'the connection';
  if (asksForMessage(asked)) return 'the message';
  return asked.verb === '' ? 'the last line' : asked.verb;
}
