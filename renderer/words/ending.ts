import { distrustOf, isCertificateFailure } from '../../app/smtp/tls/distrust.ts';
import type { LastTurn } from '../../app/transcript/details.ts';
import type { FailedTls, SessionSummary } from '../../app/transcript/row.ts';
import { timeTaken } from './timing.ts';

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
  readonly mendedIn: 'listener' | 'authority' | null;
}

/** Microseconds below which nobody can be said to have waited. */
const NO_TIME = 1_000_000;

/** Why a conversation came to nothing; null where it did not, goes on, or where a refusal says why. */
export function endingWords(summary: SessionSummary, lastTurn: LastTurn | null): EndingWords | null {
  if (summary.refusal !== null) return null;
  switch (summary.outcome) {
    case 'unreachable':
      return {
        title: 'There was no server to speak to',
        text: summary.reason,
        likely: '',
        attempt: 'The mail client was told 421, so that it tries again later.',
        mendedIn: 'listener',
      };
    case 'failed':
      return failure(summary);
    case 'aborted-by-client':
      return lastTurn === null ? null : clientWent(lastTurn);
    case 'aborted-by-server':
      return lastTurn === null ? null : serverWent(lastTurn);
    case 'open':
    case 'completed':
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
    return { ...plain, title, mendedIn: 'listener' };
  }
  const distrust = distrustOf(failedTls.code);
  if (distrust === null) return { ...plain, title: 'There was no TLS with the client', mendedIn: null };
  return {
    title: DISTRUST_TITLES[distrust],
    text: DISTRUST_TEXTS[distrust],
    likely: '',
    attempt: 'Have it trust the authority that signed the certificate, or have it check nothing.',
    mendedIn: 'authority',
  };
}

function clientWent(turn: LastTurn): EndingWords {
  const { of, asked, waited } = turn;
  if (of === 'client') return clientWentInItsTurn(turn);
  const awaited = awaitedWords(asked);
  if (waited < NO_TIME) {
    return {
      title: `The client hung up before ${awaited} came`,
      text: `It had waited no longer than ${timeTaken(waited)}.`,
      likely: 'It was stopped, or crashed, or its network went away.',
      attempt: 'Look at what the client logs.',
      mendedIn: null,
    };
  }
  const text = `It had waited ${timeTaken(waited)}${lineWords(turn)}.`;
  if (asked === 'greeting') {
    return {
      title: 'The client gave up: the server never greeted it',
      text,
      likely:
        'The server speaks TLS from the first byte on this port (465, as a rule), so that each waits for the other; or it makes clients wait that it does not know.',
      attempt:
        'For port 465 set the encryption towards the server to TLS. Else give the client more patience.',
      mendedIn: 'listener',
    };
  }
  return {
    title: `The client gave up waiting for ${awaited}`,
    text,
    likely: 'The server asks others before it answers: DNS, a filter, the server of the recipient.',
    attempt: `Give the client more patience (RFC 5321 wants ${patienceFor(asked)} minutes here), or look at what the server logs.`,
    mendedIn: null,
  };
}

function clientWentInItsTurn({ waited }: LastTurn): EndingWords {
  return {
    title: 'The client hung up in the middle',
    text: `The server had answered everything; ${timeTaken(waited)} later the client was gone.`,
    likely:
      'It did not like what it heard last (often it misses STARTTLS or AUTH in the answer to EHLO), or it only looked whether somebody is there.',
    attempt: 'Look at the last reply, and at what the client logs.',
    mendedIn: null,
  };
}

function serverWent(turn: LastTurn): EndingWords {
  const { of, asked, waited } = turn;
  if (of === 'server') {
    return {
      title: `The server hung up instead of sending ${awaitedWords(asked)}`,
      text: `That was after ${timeTaken(waited)}${lineWords(turn)}.`,
      likely: 'It does not want this client (a block list, too many connections), or it crashed.',
      attempt: 'Look at what the server logs at this time.',
      mendedIn: null,
    };
  }
  return {
    title: waited < NO_TIME ? 'The server hung up in the middle' : 'The server hung up on a silent client',
    text: `The client had said nothing for ${timeTaken(waited)}.`,
    likely:
      waited < NO_TIME
        ? 'It does not want this client (a block list, too many connections), or it crashed.'
        : 'Servers do not wait for ever: five minutes are usual (RFC 5321 section 4.5.3.2.7).',
    attempt: 'Look at what the server logs at this time.',
    mendedIn: null,
  };
}

function lineWords({ line }: LastTurn): string {
  return line === 0 ? '' : `, from line ${line} on`;
}

function awaitedWords(asked: string): string {
  if (asked === 'greeting') return 'its greeting';
  return asked === 'content' ? 'the answer to the message' : `the answer to ${asked}`;
}

/** Minutes that a client should wait (RFC 5321 section 4.5.3.2). */
function patienceFor(asked: string): number {
  if (asked === 'content') return 10;
  return asked === 'DATA' ? 2 : 5;
}
