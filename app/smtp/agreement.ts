import { asksForMessage } from './state-machine/events.ts';
import { parseCapabilities, type Offer } from './capabilities.ts';
import type { Asked, Reply } from './dialogue-listener.ts';
import { ANSWERS_FOR_EACH } from './reply.ts';

/** Which protocol the server has agreed to speak; empty before an accepted EHLO, HELO or LHLO. */
export type AgreedProtocol = '' | 'EHLO' | 'HELO' | 'LHLO';

/** What the server has agreed to so far: plain data, read off its replies. */
export interface Agreement {
  readonly protocol: AgreedProtocol;
  readonly offer: Offer;
  /** A MAIL was accepted, and its transaction is neither over nor given up. */
  readonly hasSender: boolean;
  /** Recipients of the transaction that were accepted. */
  readonly recipients: number;
  /** DATA was refused within the transaction: whether that ended it, servers disagree. */
  readonly dataRefused: boolean;
  /** Replies about the same message that are still to come behind the next one: see {@link repliesLeft}. */
  readonly messageReplies: number;
  /** AUTH was accepted. */
  readonly authenticated: boolean;
}

/** Before anything was said; again after TLS (RFC 3207 section 4.2). */
export const NOTHING_AGREED: Agreement = {
  protocol: '',
  offer: null,
  hasSender: false,
  recipients: 0,
  dataRefused: false,
  messageReplies: 0,
  authenticated: false,
};

/** What is agreed once a reply has come. */
export function agreeOn(before: Agreement, asked: Asked, reply: Reply): Agreement {
  const isPositive = reply.code >= 200 && reply.code < 300;
  if (asksForMessage(asked)) return withoutTransaction(before);
  switch (asked.verb) {
    case 'EHLO':
    case 'HELO':
    case 'LHLO':
      return isPositive ? hello(before, asked.verb, reply) : before;
    case 'MAIL':
    case 'SEND':
    case 'SOML':
    case 'SAML':
      return isPositive ? { ...withoutTransaction(before), hasSender: true } : before;
    case 'RCPT':
      return isPositive ? { ...before, recipients: before.recipients + 1 } : before;
    case 'DATA':
      return reply.code === 354 ? before : { ...before, dataRefused: true };
    case 'RSET':
      return isPositive ? withoutTransaction(before) : before;
    case 'AUTH':
      return isPositive ? { ...before, authenticated: true } : before;
    case 'XCLIENT':
      return reply.code === 220 ? NOTHING_AGREED : before;
    case 'TURN':
    case 'ATRN':
      return isPositive ? NOTHING_AGREED : before;
    default:
      return before;
  }
}

function hello(before: Agreement, verb: 'EHLO' | 'HELO' | 'LHLO', { texts }: Reply): Agreement {
  return {
    ...withoutTransaction(before),
    protocol: verb,
    offer: verb === 'HELO' ? [] : parseCapabilities(texts),
  };
}

function withoutTransaction(before: Agreement): Agreement {
  const { protocol, offer, authenticated } = before;
  return {
    protocol,
    offer,
    hasSender: false,
    recipients: 0,
    dataRefused: false,
    messageReplies: 0,
    authenticated,
  };
}

/**
 * Replies about the same message that will come behind this one, which has that code: with LMTP one comes for each recipient
 * that the server had accepted (RFC 2033 section 4.2); with PRDR the same behind a first one, and one about the whole.
 */
export function repliesLeft(
  { protocol, messageReplies, recipients }: Agreement,
  asked: Asked,
  code: number,
): number {
  if (!asksForMessage(asked)) return 0;
  if (messageReplies > 0) return messageReplies - 1;
  if (code === ANSWERS_FOR_EACH) return recipients + 1;
  return protocol === 'LHLO' ? Math.max(0, recipients - 1) : 0;
}
