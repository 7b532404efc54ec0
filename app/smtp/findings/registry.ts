import type { FindingDetails, Severity } from './finding.ts';

/** What is known of a kind of finding. */
export interface FindingKind {
  readonly severity: Severity;
  /** Where it is written: document and section. */
  readonly reference: string;
  /** One line: what it means, whatever the case. */
  readonly title: string;
  /** The case in hand, in a sentence or two. */
  readonly text: (details: FindingDetails) => string;
}

function kind(
  severity: Severity,
  reference: string,
  title: string,
  text: (details: FindingDetails) => string,
): FindingKind {
  return { severity, reference, title, text };
}

/** Every kind of finding by its code. Codes are stable: filters and scripts rest on them. */
export const FINDINGS = {
  'bare-lf': kind(
    'warning',
    'RFC 5321 section 2.3.8',
    'A line ends in LF without CR',
    ({ who }) =>
      `The ${who} ended this line with a bare LF. Only CRLF ends a line; servers disagree about the rest.`,
  ),
  'bare-cr': kind(
    'warning',
    'RFC 5321 section 2.3.8',
    'A CR without LF',
    ({ who }) =>
      `The ${who} sent a CR without LF in the middle of this line. Servers disagree about what it means.`,
  ),
  nul: kind(
    'warning',
    'RFC 5322 section 2.1',
    'A NUL byte',
    ({ who }) => `The ${who} sent a NUL byte. Programs may cut the line there, or refuse it.`,
  ),
  'line-without-ending': kind(
    'warning',
    'RFC 5321 section 2.3.8',
    'The last line has no ending',
    ({ who }) => `The ${who} stopped in the middle of this line: its CRLF never came.`,
  ),
  'command-too-long': kind(
    'warning',
    'RFC 5321 section 4.5.3.1.4',
    'A command line longer than allowed',
    ({ length, limit }) =>
      `This command line has ${length} bytes; servers need to take no more than ${limit}.`,
  ),
  'reply-too-long': kind(
    'warning',
    'RFC 5321 section 4.5.3.1.5',
    'A reply line longer than allowed',
    ({ length, limit }) => `This reply line has ${length} bytes; clients need to take no more than ${limit}.`,
  ),
  'content-line-too-long': kind(
    'warning',
    'RFC 5321 section 4.5.3.1.6',
    'A line of content longer than allowed',
    ({ length, limit }) =>
      `This line of the message has ${length} bytes; past ${limit} servers may refuse the message, or cut the line.`,
  ),
  'eight-bit-not-offered': kind(
    'warning',
    'RFC 6152 section 3',
    '8-bit content to a server without 8BITMIME',
    () => 'The message holds bytes beyond ASCII, and the server did not offer 8BITMIME: they may be damaged.',
  ),
  'eight-bit-undeclared': kind(
    'note',
    'RFC 6152 section 3',
    '8-bit content without BODY=8BITMIME',
    () => 'The message holds bytes beyond ASCII, and MAIL did not say BODY=8BITMIME.',
  ),
  'dot-not-stuffed': kind(
    'warning',
    'RFC 5321 section 4.5.2',
    'A line of content begins with a single dot',
    () =>
      'This line begins with a dot that was not doubled: the server takes the dot away, and the message is changed.',
  ),
  'loose-end-of-data': kind(
    'error',
    'RFC 5321 section 4.1.1.4',
    'An end of data that only some servers accept',
    ({ sequence }) =>
      `${sequence} ends the message for some servers and not for others. What follows can be smuggled in as a message of its own.`,
  ),
  'size-exceeded': kind(
    'warning',
    'RFC 1870 section 6',
    'A message larger than the server takes',
    ({ size, limit }) => `The message has ${size} bytes, and the server said that it takes ${limit} at most.`,
  ),
  'size-untrue': kind(
    'warning',
    'RFC 1870 section 5',
    'A message larger than MAIL declared',
    ({ size, declared }) =>
      `MAIL declared ${declared} bytes, and the message has ${size}: the server may refuse it.`,
  ),
  'content-before-go-ahead': kind(
    'warning',
    'RFC 2920 section 3.1',
    'Content before the 354',
    () => 'The client began with the message before the server had asked for it with 354.',
  ),
  'early-talker': kind(
    'warning',
    'RFC 5321 section 4.3.1',
    'The client spoke before the greeting',
    ({ line }) =>
      `The client did not wait for this greeting: it began to speak in line ${line}. Many servers refuse such clients.`,
  ),
  'pipelining-not-offered': kind(
    'warning',
    'RFC 2920 section 3.1',
    'Commands sent together, and the server did not offer PIPELINING',
    ({ what }) =>
      `The client did not wait for the reply to ${what}, and the server has not offered PIPELINING.`,
  ),
  'pipelined-too-far': kind(
    'warning',
    'RFC 2920 section 3.1',
    'A command behind one whose reply must be awaited',
    ({ verb }) => `The client must wait for the reply to ${verb} before it goes on.`,
  ),
  'mail-before-hello': kind(
    'warning',
    'RFC 5321 section 4.1.4',
    'MAIL before EHLO or HELO',
    () => 'The client began with mail before it had said EHLO or HELO.',
  ),
  'nested-mail': kind(
    'warning',
    'RFC 5321 section 4.1.4',
    'MAIL within a transaction',
    () =>
      'A transaction is under way already: it has to end, or to be given up with RSET, before the next MAIL.',
  ),
  'rcpt-before-mail': kind(
    'warning',
    'RFC 5321 section 4.1.4',
    'RCPT without an accepted MAIL',
    () => 'The client named a recipient, and the server has accepted no sender.',
  ),
  'data-without-recipient': kind(
    'warning',
    'RFC 5321 section 4.1.4',
    'Content without an accepted recipient',
    ({ verb }) => `The client said ${verb}, and the server has accepted no recipient.`,
  ),
  'auth-again': kind(
    'warning',
    'RFC 4954 section 4',
    'AUTH after AUTH was accepted',
    () => 'The client has authenticated already: a second AUTH is refused.',
  ),
  'out-of-order': kind(
    'warning',
    'RFC 5321 section 4.1.4',
    'A command where it may not stand',
    ({ verb, stage }) => `${verb} may not be said here (${stage}).`,
  ),
  'ehlo-refused': kind(
    'note',
    'RFC 5321 section 3.2',
    'HELO, since EHLO was refused',
    () => 'The server refused EHLO, so the client says HELO: no extensions, and so no TLS and no AUTH.',
  ),
  'blank-before-path': kind(
    'note',
    'RFC 5321 section 3.3',
    'A blank between the colon and the path',
    ({ verb }) => `A blank stands behind the colon of ${verb}. Strict servers refuse that.`,
  ),
  'malformed-path': kind(
    'warning',
    'RFC 5321 section 4.1.2',
    'A path that is none',
    ({ verb, why }) => `The path of ${verb} ${why}. Strict servers refuse that.`,
  ),
  'malformed-parameter': kind(
    'warning',
    'RFC 5321 section 4.1.2',
    'A parameter that cannot be read',
    ({ parameter, expected }) => `The parameter ${parameter} is not in its form: ${expected}.`,
  ),
  'parameter-not-offered': kind(
    'warning',
    'RFC 5321 section 2.2.1',
    'A parameter whose extension was not offered',
    ({ parameter, extension }) =>
      `The server did not offer ${extension}, so it need not understand ${parameter}.`,
  ),
  'command-not-offered': kind(
    'warning',
    'RFC 5321 section 2.2.1',
    'A command whose extension was not offered',
    ({ verb, extension }) => `The server did not offer ${extension}, so it need not understand ${verb}.`,
  ),
  'non-ascii-address': kind(
    'warning',
    'RFC 6531 section 3.4',
    'An address beyond ASCII without SMTPUTF8',
    ({ why }) => `The address holds characters beyond ASCII, and ${why}.`,
  ),
  'tls-in-plain': kind(
    'warning',
    'RFC 8314 section 3.3',
    'TLS where plain text is spoken',
    ({ who }) =>
      `The ${who} began TLS on a connection that begins in plain text. On this port TLS begins with STARTTLS, if at all.`,
  ),
  'proxy-not-taken': kind(
    'error',
    'PROXY protocol section 2.1',
    'A PROXY header that the server took for a command',
    () =>
      'The connection begins with a PROXY header, as load balancers send it, and the server does not expect one: from here on commands and replies are out of step. Switch it off where it is sent, or have the server expect it.',
  ),
  'malformed-reply': kind(
    'warning',
    'RFC 5321 section 4.2',
    'A line of the server that is no reply',
    () => 'This line has no reply code: a reply begins with three digits and a blank or a hyphen.',
  ),
  'mixed-reply-codes': kind(
    'warning',
    'RFC 5321 section 4.2.1',
    'Different codes within one reply',
    ({ first, code }) =>
      `This reply began with ${first} and goes on with ${code}. All lines of a reply have the same code.`,
  ),
  'unasked-reply': kind(
    'warning',
    'RFC 5321 section 4.2',
    'A reply that no command asked for',
    ({ code }) =>
      `No command was waiting for this ${code}. From here on client and server may misunderstand each other.`,
  ),
  'unexpected-reply': kind(
    'warning',
    'RFC 5321 section 4.3.2',
    'A reply that the command does not allow',
    ({ code, what }) => `${code} is no answer to ${what}.`,
  ),
  'enhanced-code-differs': kind(
    'note',
    'RFC 2034 section 4',
    'An enhanced code of another class than the reply code',
    ({ code, enhanced }) =>
      `${enhanced} says something else than ${code}: both have to begin with the same digit.`,
  ),
  'plaintext-after-starttls': kind(
    'error',
    'RFC 3207 section 6',
    'Plaintext behind STARTTLS',
    ({ who }) =>
      `The ${who} said this in the clear behind STARTTLS. A peer that keeps it past the handshake can be made to take it for protected (command injection).`,
  ),
  'starttls-not-used': kind(
    'note',
    'RFC 3207 section 4',
    'STARTTLS was offered and not used',
    () => 'The server offered STARTTLS, and the client sends mail in the clear.',
  ),
  'certificate-not-verified': kind(
    'warning',
    'RFC 8314 section 3.4',
    'The server’s certificate does not verify',
    ({ reason }) =>
      `The server’s certificate does not verify (${reason}): it may be another server than it says.`,
  ),
  'plus-hidden': kind(
    'note',
    'RFC 5802 section 6',
    'Channel binding is hidden from the client',
    () =>
      'The spy hides SCRAM-…-PLUS from the client: it binds the login to the one TLS session of client and server, and with the spy between there are two. Logins without it work.',
  ),
  'credentials-without-tls': kind(
    'warning',
    'RFC 4954 section 4',
    'A password or token in the clear',
    ({ mechanism, side, secret }) =>
      `With ${mechanism} and without TLS on the ${side}’s side, everybody on that way can read the ${secret}.`,
  ),
  'weak-mechanism': kind(
    'note',
    'RFC 4954 section 4',
    'A weak mechanism, and a better one was offered',
    ({ mechanism, better }) =>
      `The client chose ${mechanism} in the clear, and the server also offered ${better}.`,
  ),
  'masked-greeting': kind(
    'warning',
    'RFC 5321 section 4.2',
    'A firewall masks the greeting',
    () =>
      'A firewall between client and server has overwritten this greeting with asterisks (often “SMTP fixup”). It breaks extensions.',
  ),
  'masked-capability': kind(
    'warning',
    'RFC 5321 section 4.1.1.1',
    'A firewall masks a capability',
    ({ word }) =>
      `A firewall between client and server has overwritten a capability with ${word}; often it was STARTTLS.`,
  ),
  'masked-command': kind(
    'warning',
    'RFC 5321 section 4.1.1',
    'A firewall masks a command',
    ({ word }) => `A firewall between client and server has overwritten a command with ${word}.`,
  ),
  'slow-reply': kind(
    'note',
    'RFC 5321 section 4.5.3.2',
    'A reply that took long',
    ({ seconds, what }) => `The server took ${seconds} s to answer ${what}.`,
  ),
  'closed-without-quit': kind(
    'note',
    'RFC 5321 section 4.1.1.10',
    'The client closed without QUIT',
    () => 'The client closed the connection without saying QUIT.',
  ),
  'closed-by-server': kind(
    'warning',
    'RFC 5321 section 3.8',
    'The server closed before QUIT',
    () => 'The server closed the connection before the client had said QUIT, and without a 421.',
  ),
  'closed-in-content': kind(
    'error',
    'RFC 5321 section 4.1.1.4',
    'The connection ended in the middle of content',
    () => 'The connection ended in the middle of the message: it cannot have been delivered.',
  ),
  'more-findings': kind(
    'note',
    'The limits of SMTP Spy',
    'Further findings were left out',
    ({ code }) =>
      `There are more findings of the kind ${code} in this conversation; they are left out from here on.`,
  ),
} as const satisfies Record<string, FindingKind>;

/** The code of a kind of finding: `bare-lf`. */
export type FindingCode = keyof typeof FINDINGS;

/** Whether a word is the code of a kind of finding. */
function isFindingCode(word: string): word is FindingCode {
  return Object.hasOwn(FINDINGS, word);
}

/** All codes, as they stand in the table. */
export const FINDING_CODES: readonly FindingCode[] = Object.keys(FINDINGS).filter(isFindingCode);
