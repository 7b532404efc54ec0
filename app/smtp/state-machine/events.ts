import { parseChunk, type Command } from '../command.ts';
import type { Asked } from '../dialogue-listener.ts';
import type { ClientEvent, ServerEvent } from './table.ts';

/** Verbs that are events of their own, and those that share one. */
const EVENT_OF_VERB: ReadonlyMap<string, ClientEvent> = new Map<string, ClientEvent>([
  ['PROXY', 'PROXY'],
  ['EHLO', 'EHLO'],
  ['HELO', 'HELO'],
  ['LHLO', 'LHLO'],
  ['STARTTLS', 'STARTTLS'],
  ['AUTH', 'AUTH'],
  ['MAIL', 'MAIL'],
  // RFC 5321 appendix F.6: obsolete, and each begins a transaction as MAIL does.
  ['SEND', 'MAIL'],
  ['SOML', 'MAIL'],
  ['SAML', 'MAIL'],
  ['RCPT', 'RCPT'],
  ['DATA', 'DATA'],
  ['RSET', 'RSET'],
  ['NOOP', 'NOOP, HELP, VRFY, EXPN'],
  ['HELP', 'NOOP, HELP, VRFY, EXPN'],
  ['VRFY', 'NOOP, HELP, VRFY, EXPN'],
  ['EXPN', 'NOOP, HELP, VRFY, EXPN'],
  ['ETRN', 'ETRN'],
  ['XCLIENT', 'XCLIENT'],
  ['XFORWARD', 'XFORWARD'],
  ['TURN', 'TURN, ATRN'],
  ['ATRN', 'TURN, ATRN'],
  ['QUIT', 'QUIT'],
]);

/** What a command is to the state machine. */
export function eventOfCommand({ verb, argument }: Command): ClientEvent {
  if (verb === 'BDAT') return eventOfChunk(argument);
  if (verb === 'BURL') return endsInLast(argument) ? 'BURL LAST' : 'BURL';
  return EVENT_OF_VERB.get(verb) ?? 'unknown command';
}

/** What is no chunk announces no bytes: the server will refuse it. */
function eventOfChunk(argument: string): ClientEvent {
  const chunk = parseChunk(argument);
  if (chunk === null) return 'BDAT 0';
  if (chunk.length === 0) return chunk.last ? 'BDAT 0 LAST' : 'BDAT 0';
  return chunk.last ? 'BDAT LAST' : 'BDAT';
}

function endsInLast(argument: string): boolean {
  return /\sLAST$/i.test(argument);
}

/** Whether a reply to this settles what becomes of a whole message: the final dot's, or the last chunk's. */
export function asksForMessage({ what, verb, argument }: Asked): boolean {
  if (what === 'content') return true;
  if (verb === 'BDAT') return parseChunk(argument)?.last === true;
  return verb === 'BURL' && endsInLast(argument);
}

/**
 * What a reply is to the state machine; null where it moves nothing. `hasSender`: the server has accepted a MAIL of
 * the transaction under way.
 */
export function eventOfReply(asked: Asked | null, code: number, hasSender: boolean): ServerEvent | null {
  if (asked === null) return code === 421 ? '421' : null;
  const isPositive = code >= 200 && code < 300;
  if (asked.what === 'greeting') return isPositive ? 'greeted' : 'greeting refused';
  if (asksForMessage(asked)) return isPositive ? 'message accepted' : 'message refused';
  switch (asked.verb) {
    case 'EHLO':
    case 'HELO':
    case 'LHLO':
      return isPositive ? 'hello accepted' : 'hello refused';
    case 'STARTTLS':
      return code === 220 ? 'STARTTLS accepted' : null;
    case 'AUTH':
      if (code === 334) return 'challenge';
      return isPositive ? 'AUTH accepted' : 'AUTH refused';
    case 'MAIL':
    case 'SEND':
    case 'SOML':
    case 'SAML':
      return isPositive ? 'MAIL accepted' : 'MAIL refused';
    case 'RCPT':
      return isPositive ? 'RCPT accepted' : 'RCPT refused';
    case 'DATA':
      if (code === 354) return 'DATA accepted';
      return hasSender ? 'DATA refused' : 'DATA refused, no sender';
    case 'BDAT':
    case 'BURL':
      return isPositive ? 'chunk accepted' : 'chunk refused';
    case 'XCLIENT':
      return code === 220 ? 'XCLIENT accepted' : null;
    case 'TURN':
    case 'ATRN':
      return isPositive ? 'TURN accepted' : null;
    default:
      return null;
  }
}
