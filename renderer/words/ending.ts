import { distrustOf, isCertificateFailure } from '../../app/smtp/tls/distrust.ts';
import type { SessionDetailsResult } from '../../app/contract.ts';
import type { Turn } from '../../app/transcript/details.ts';
import { BUILT_IN } from '../../app/transcript/session-event.ts';
import type { FailedTls, SessionSummary } from '../../app/transcript/session-summary.ts';
import { timeTaken } from './timing.ts';
import { answerWords, KEPT_BACK, noMailServer, patienceAdvice, SILENT_SERVER, SLOW_ANSWER } from './turn.ts';

/** Where in the listener's dialog something can be changed, or the authority that clients have to trust. */
export type MendedIn = 'server' | 'server-security' | 'client-security' | 'authority';

/** Why a conversation came to nothing, though nothing was refused. */
export interface EndingWords {
  readonly title: string;
  /** What happened; it may hold words of the peers. */
  readonly text: string;
  /** What is likely behind it; empty: that is said already. */
  readonly likely: string;
  /** What to do about it; empty: that is said already. */
  readonly attempt: string;
  /** Where in the window something can be done about it; null: nowhere. */
  readonly mendedIn: MendedIn | null;
}

/** Microseconds below which nobody can be said to have waited. */
const NO_TIME = 1_000_000;

/** What is known of a conversation's end beyond its summary. */
export type KnownOfEnd = Pick<SessionDetailsResult, 'turn' | 'offers' | 'tls'>;

/**
 * Why a conversation came to nothing; null where it did not, goes on, or where a refusal says why. `known`: null as long as it
 * has not been read.
 */
export function endingWords(summary: SessionSummary, known: KnownOfEnd | null): EndingWords | null {
  if (summary.refusal !== null) return null;
  const turn = known?.turn ?? null;
  switch (summary.outcome) {
    case 'unreachable':
      return {
        title: 'There was no server to speak to',
        text: summary.reason,
        likely: '',
        attempt: 'The mail client was told 421, so that it tries again later.',
        mendedIn: 'server',
      };
    case 'failed':
      return failure(summary);
    case 'aborted-by-client':
      return turn === null || known === null ? null : clientWent(turn, known, summary);
    case 'aborted-by-server':
      return turn === null ? null : serverWent(turn, summary);
    case 'completed':
      if (isSilent(summary)) return silentServer(summary);
      return known === null ? null : leftWithoutMessage(known, summary);
    case 'open':
    case 'blocked':
    case 'rate-limited':
      return null;
  }
}

/** A failed handshake in a word or two. */
export function failedTlsWord({ side, code }: FailedTls): string {
  if (side === 'server') {
    return isCertificateFailure(code) ? 'server’s certificate not trusted' : 'no TLS with the server';
  }
  return distrustOf(code) === 'said' ? 'client does not trust the certificate' : 'no TLS with the client';
}

const DISTRUST_TITLES = {
  said: 'The mail client does not trust SMTP Spy’s certificate',
  likely: 'The mail client seems not to trust SMTP Spy’s certificate',
} as const;

const DISTRUST_TEXTS = {
  said: 'It said so, and ended the handshake.',
  likely: 'It went away at the handshake, without saying why. Most often that is the reason.',
} as const;

function failure({ failedTls, reason }: SessionSummary): EndingWords {
  const plain = { text: reason, likely: '', attempt: '' };
  if (failedTls === null) return { ...plain, title: 'The conversation was broken off', mendedIn: null };
  if (failedTls.side === 'server') {
    const title = isCertificateFailure(failedTls.code)
      ? 'SMTP Spy does not trust the server’s certificate'
      : 'There was no TLS with the server';
    return { ...plain, title, mendedIn: 'server-security' };
  }
  const distrust = distrustOf(failedTls.code);
  if (distrust === null)
    return { ...plain, title: 'There was no TLS with the client', mendedIn: 'client-security' };
  return {
    title: DISTRUST_TITLES[distrust],
    text: DISTRUST_TEXTS[distrust],
    likely: '',
    attempt: 'Have it trust the authority that signed the certificate, or have it check nothing.',
    mendedIn: 'authority',
  };
}

function clientWent(turn: Turn, known: KnownOfEnd, summary: SessionSummary): EndingWords {
  const { of, asked, instead } = turn;
  const waited = turn.waited ?? 0;
  if (instead !== '') return noMailServer(instead);
  if (turn.held) {
    return {
      title: 'The client hung up while a person was to decide',
      text: `It had waited ${timeTaken(waited)}.`,
      likely: '',
      attempt: 'Decide sooner, give the client more patience, or have the rule hold for less time.',
      mendedIn: null,
    };
  }
  if (turn.kept) {
    const text = `It had waited ${timeTaken(waited)}${lineWords(turn)}.`;
    return { title: 'The client gave up: what it said was not passed on', text, ...KEPT_BACK };
  }
  if (of === 'client') return clientWentInItsTurn(waited, known, summary);
  if (waited < NO_TIME) {
    return {
      title: `The client hung up before ${answerWords(asked)} came`,
      text: `It had waited no longer than ${timeTaken(waited)}.`,
      likely: 'It was stopped, or crashed, or its network went away.',
      attempt: 'Look at what the client logs.',
      mendedIn: null,
    };
  }
  const text = `It had waited ${timeTaken(waited)}${lineWords(turn)}.`;
  if (asked === 'greeting') {
    return { title: 'The client gave up: the server never greeted it', text, ...SILENT_SERVER };
  }
  return {
    title: `The client gave up waiting for ${answerWords(asked)}`,
    text,
    likely: SLOW_ANSWER,
    attempt: patienceAdvice(asked),
    mendedIn: null,
  };
}

function clientWentInItsTurn(waited: number, known: KnownOfEnd, summary: SessionSummary): EndingWords {
  if (summary.phase === 'content') {
    return {
      title: 'The client hung up in the middle of the message',
      text: 'The last line of a message, a single dot, never came: the server drops such a message, and delivers nothing.',
      likely:
        'It was stopped, or crashed, or its network went away; or it took a long time over an attachment.',
      attempt: 'Look at what the client logs, and send the message again.',
      mendedIn: null,
    };
  }
  const missed = summary.mailFrom === null ? missedOffers(known, summary) : [];
  return {
    title: 'The client hung up in the middle',
    text: `The server had answered everything; ${timeTaken(waited)} later the client was gone.`,
    ...(missed.length > 0
      ? wantedMore(missed, known, summary)
      : {
          likely: 'It did not like what it heard last, or it only looked whether somebody is there.',
          attempt: 'Look at the last reply, and at what the client logs.',
          mendedIn: null,
        }),
  };
}

/** The server took the connection and said nothing, and the client took its leave all the same. */
export function isSilent({ outcome, bytesFromServer, bytesFromClient, messages }: SessionSummary): boolean {
  return outcome === 'completed' && bytesFromServer === 0 && bytesFromClient > 0 && messages === 0;
}

function silentServer({ started, ended }: SessionSummary): EndingWords {
  const text = ended === null ? '' : `The client went after ${timeTaken(ended - started)}.`;
  return { title: 'The server never said a word', text, ...SILENT_SERVER };
}

/** A conversation that nobody broke off and in which nothing was refused, and yet no message was sent. */
function leftWithoutMessage(known: KnownOfEnd, summary: SessionSummary): EndingWords | null {
  if (summary.messages > 0 || summary.phase === 'tls' || known.offers.length === 0) return null;
  const title = 'The client left without sending a message';
  if (summary.mailFrom !== null) {
    return {
      title,
      text: 'Nothing was refused, and no message content followed.',
      likely: 'It only wanted to know whether the server takes mail for this address.',
      attempt: 'If a message was meant to follow, look at what the client logs.',
      mendedIn: null,
    };
  }
  const missed = missedOffers(known, summary);
  const text = 'Nothing was refused.';
  if (missed.length > 0) return { title, text, ...wantedMore(missed, known, summary) };
  return {
    title,
    text,
    likely: 'It only looked whether somebody is there, as monitors do, or whether it can log in.',
    attempt: 'If a message was meant to follow, look at what the client logs.',
    mendedIn: null,
  };
}

/** What clients often insist on and the server did not offer when it was asked last. */
function missedOffers({ offers, tls }: KnownOfEnd, { login }: SessionSummary): string[] {
  const offer = offers.at(-1);
  if (offer === undefined) return [];
  const offered = new Set(offer.capabilities.map(({ keyword }) => keyword));
  return [
    ...(isSecured(tls) || offered.has('STARTTLS') ? [] : ['STARTTLS']),
    ...(login !== null || offered.has('AUTH') ? [] : ['AUTH']),
  ];
}

function isSecured(tls: KnownOfEnd['tls']): boolean {
  return tls.some(({ event }) => event.event === 'tls' && event.side === 'client');
}

function wantedMore(
  missed: readonly string[],
  { tls }: KnownOfEnd,
  { server }: SessionSummary,
): Pick<EndingWords, 'likely' | 'attempt' | 'mendedIn'> {
  // Servers that offer STARTTLS offer logins inside of it.
  if (!missed.includes('STARTTLS') && !isSecured(tls)) {
    return {
      likely: 'It is set to log in (AUTH) first, and the server offers that on encrypted connections only.',
      attempt:
        'Let SMTP Spy encrypt towards the server, by STARTTLS: then the client needs no encryption. Or turn on STARTTLS in the client.',
      mendedIn: 'server-security',
    };
  }
  const wants = missed.map((keyword) => (keyword === 'AUTH' ? 'log in (AUTH)' : 'encrypt (STARTTLS)'));
  const whose = server.host === BUILT_IN ? 'the built-in server' : 'the server';
  return {
    likely: `It is set to ${wants.join(' or to ')} first, and ${whose} does not offer that.`,
    attempt:
      server.host === BUILT_IN
        ? 'Name your mail server, or set the client to no encryption and no login; the built-in server offers logins where its settings say so.'
        : 'Compare the client’s settings with what the server offers. Often that is offered on another port, such as 587 or 465.',
    mendedIn: 'server',
  };
}

function serverWent(turn: Turn, { phase }: SessionSummary): EndingWords {
  const { of, asked, instead } = turn;
  const waited = turn.waited ?? 0;
  if (instead !== '') return noMailServer(instead);
  if (of === 'server') {
    return {
      title: `The server hung up instead of sending ${answerWords(asked)}`,
      text: `That was after ${timeTaken(waited)}${lineWords(turn)}.`,
      ...(asked === 'content'
        ? {
            likely:
              'It crashed, or a filter or firewall on the way cut the connection because of the content.',
            attempt:
              'Look in the server’s log for this message before it is sent again: where the server had taken it, it arrives twice.',
          }
        : HUNG_UP),
      mendedIn: null,
    };
  }
  if (phase === 'content') {
    return {
      title: 'The server hung up in the middle of the message',
      text: `The client had said nothing for ${timeTaken(waited)}. The message cannot have been delivered.`,
      likely:
        waited < NO_TIME
          ? 'The message is too large for it, a filter or firewall cut the connection because of the content, or it crashed.'
          : PATIENCE_ENDED,
      attempt: 'Look at what the server logs at this time, and send a short message to compare.',
      mendedIn: null,
    };
  }
  return {
    title: waited < NO_TIME ? 'The server hung up in the middle' : 'The server hung up on a silent client',
    text: `The client had said nothing for ${timeTaken(waited)}.`,
    likely: waited < NO_TIME ? HUNG_UP.likely : PATIENCE_ENDED,
    attempt: HUNG_UP.attempt,
    mendedIn: null,
  };
}

const HUNG_UP = {
  likely: 'It does not want this client (a block list, too many connections), or it crashed.',
  attempt: 'Look at what the server logs at this time.',
} as const;

const PATIENCE_ENDED = 'Servers do not wait for ever: five minutes are usual (RFC 5321 section 4.5.3.2.7).';

function lineWords({ line }: Turn): string {
  return line === 0 ? '' : `, from line ${line} on`;
}
