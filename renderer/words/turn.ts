import type { EndingWords } from './ending.ts';

/** Words about whose turn it was, or is: the same for who gave up waiting and for who waits still. */

/** What a server that was asked owes, as people name it: `the answer to RCPT`. */
export function answerWords(asked: string): string {
  if (asked === 'greeting') return 'its greeting';
  return asked === 'content' ? 'the answer to the message' : `the answer to ${asked}`;
}

/** What is behind a server that does not greet, and what to try. */
export const SILENT_SERVER = {
  likely:
    'The server speaks TLS from the first byte on this port (465, as a rule), so that each waits for the other; or it makes clients wait that it does not know.',
  attempt:
    'For port 465 set the encryption towards the server to “TLS from the first byte”. Else give the client more patience.',
  mendedIn: 'server-security',
} as const;

/** What is behind a server that takes its time over an answer. */
export const SLOW_ANSWER =
  'The server asks others before it answers: DNS, a filter, the server of the recipient.';

/** What is behind a command that never reached the server, and what to do. */
export const KEPT_BACK = {
  likely: 'A rule or a hook swallowed it, or fell silent on purpose: the transcript says which.',
  attempt: 'If that is not meant, switch it off, or have it answer.',
  mendedIn: null,
} as const;

/** What to do about a server that takes its time. */
export function patienceAdvice(asked: string): string {
  return `Give the client more patience (RFC 5321 wants ${patienceFor(asked)} minutes here), or look at what the server logs.`;
}

/** Minutes that a client should wait (RFC 5321 section 4.5.3.2). */
function patienceFor(asked: string): number {
  if (asked === 'content') return 10;
  return asked === 'DATA' ? 2 : 5;
}

/** Whoever answered is no mail server, or not in plain text: `instead` is what it said where a greeting should be. */
export function noMailServer(instead: string): EndingWords {
  if (isTls(instead)) {
    return {
      title: 'The server speaks TLS from the first byte',
      text: 'It answered in TLS where its greeting in plain text should be.',
      likely: 'This is the port for TLS, 465 as a rule.',
      attempt:
        'Set the encryption towards the server to “TLS from the first byte”, or use its port for STARTTLS (587 or 25).',
      mendedIn: 'server-security',
    };
  }
  return {
    title: 'What answered is no mail server',
    text: `It said “${instead}” where a mail server greets with 220.`,
    likely: 'Something else listens on this port: a web server, IMAP or POP3, SSH, a proxy.',
    attempt: 'Check the server’s name and port: mail is taken on 25, 465 or 587 as a rule.',
    mendedIn: 'server',
  };
}

/** A record of TLS: an alert, or a handshake (RFC 8446 section 5.1). */
function isTls(said: string): boolean {
  return (said.startsWith('\u0015') || said.startsWith('\u0016')) && said.startsWith('\u0003', 1);
}
