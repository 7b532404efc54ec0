import { Buffer } from 'node:buffer';
import type { Speaker } from '../smtp/words.ts';
import type { SessionEvent } from '../transcript/session-event.ts';

/** Why a connection broke or could not be made. */
export interface SocketFailure {
  /** The system's code: `ECONNREFUSED`, `ENOTFOUND`, `ETIMEDOUT`, `ECONNRESET`; `ELOOP` where the way leads back here. */
  readonly code: string;
  /** The system's own words. */
  readonly text: string;
}

/** What went wrong, in one clause for the client's log, and in full for the person who watches. */
export interface FailureWords {
  readonly brief: string;
  readonly full: string;
}

/** Says why there is no server to speak to, and what to do about it. `server`: as it was named, `host:port`. */
export function describeUnreachable(server: string, failure: SocketFailure): FailureWords {
  const because = (brief: string, full: string): FailureWords => ({
    brief: `cannot reach ${server}: ${brief}`,
    full: `Cannot reach ${server}: ${full}`,
  });
  switch (failure.code) {
    case 'ECONNREFUSED':
      return because(
        'connection refused',
        'it refused the connection. Nothing listens on that port, or a firewall turns it away. Check the port (25, 465 or 587 as a rule) and that the server runs.',
      );
    case 'ENOTFOUND':
      return because(
        'no such host name',
        'no host of that name is known. Check the spelling of the server, and that this machine can look up names.',
      );
    case 'EAI_AGAIN':
      return because(
        'the name could not be looked up',
        'its name could not be looked up just now. Check this machine’s network and name server, then try again.',
      );
    case 'ETIMEDOUT':
      return because(
        'no answer',
        'it did not answer in time. A firewall may drop the connection in silence; many providers block port 25. Try port 587 or 465, or another network.',
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return because(
        'no route to it',
        'there is no way to it from this machine. Check the address and the network (a VPN, or IPv6 without a route).',
      );
    case 'ELOOP':
      return because(
        'that is SMTP Spy itself',
        'that is where SMTP Spy itself listens. Name the real mail server, or choose another port to listen on.',
      );
    default:
      return because(failure.code, `${failure.text}.`);
  }
}

/** Says that a server took the connection and then said nothing. */
export function describeSilence(server: string, afterMs: number): FailureWords {
  const waited = `${Math.round(afterMs / 1_000)} s`;
  return {
    brief: `${server} took the connection but sent no greeting within ${waited}`,
    full: `${server} took the connection but sent no greeting within ${waited}. It may be overloaded, or expect TLS from the first byte (port 465).`,
  };
}

/** Says that a server has not greeted so far, which may still come. */
export function describeWaiting(server: string, afterMs: number): string {
  return `${server} has said nothing for ${Math.round(afterMs / 1_000)} s. It may greet late, or wait for TLS from the first byte: then set the encryption towards the server to “TLS from the first byte” (--upstream-security tls).`;
}

/** Says whose connection broke. */
export function describeBreak(side: Speaker, failure: SocketFailure): string {
  const whose = side === 'client' ? 'The connection to the client' : 'The connection to the server';
  switch (failure.code) {
    case 'ECONNRESET':
    case 'EPIPE':
      return `${whose} was reset: the ${side} dropped it without closing it (${failure.code}).`;
    case 'ETIMEDOUT':
      return `${whose} timed out: the ${side} no longer answers (ETIMEDOUT).`;
    default:
      return `${whose} broke: ${failure.text} (${failure.code}).`;
  }
}

/** RFC 5321 section 4.5.3.1.5: a reply line has at most 512 octets, and this must stay well within. */
const LONGEST_TEXT = 400;

/**
 * The reply that the spy gives in the server's place before it closes: 421 (RFC 5321 section 4.2.3) with 4.4.1, no
 * answer from host, or 4.7.0, a matter of security (RFC 3463 sections 3.5 and 3.8).
 */
export function closingReply(words: FailureWords, how: 'unreachable' | 'timeout' | 'tls-failed'): Buffer {
  const ascii = words.brief.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_TEXT);
  return Buffer.from(`421 ${how === 'tls-failed' ? '4.7.0' : '4.4.1'} SMTP Spy: ${ascii}\r\n`, 'latin1');
}

/** Why the spy speaks last, in a clause; the record's end says it in full. `text`: what that says. */
export function lastWordsReason({ how, text }: Extract<SessionEvent, { event: 'closed' }>): string {
  switch (how) {
    case 'unreachable':
      return 'there is no server to speak to';
    case 'timeout':
      return 'the server does not greet';
    case 'tls-failed':
      return 'one side cannot be secured';
    case 'blocked':
    case 'rate-limited':
      return 'the client is not let in';
    case 'end':
    case 'reset':
    case 'stopped':
    case 'rule':
      return text;
  }
}

/** The reply with which a rule ends a conversation (RFC 5321 section 3.8). */
export function ruledClosingReply(text: string): Buffer {
  return Buffer.from(`421 4.7.0 ${text.slice(0, LONGEST_TEXT)}\r\n`);
}

/** The reply that whoever is held up gets when the program ends (RFC 5321 section 3.8, RFC 3463 section 3.4). */
export const STOPPED_REPLY = Buffer.from('421 4.3.2 SMTP Spy is being stopped\r\n', 'latin1');
