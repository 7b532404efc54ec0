import { CONTENT, INTRODUCTIONS, type AdviceRule } from './advice.ts';
import { rfc } from './reference.ts';

const RETRY = rfc(5321, '4.5.4.1');
const ORDER = rfc(5321, '4.1.4');
const LOGIN = rfc(4954, '6');
const TLS = rfc(3207, '4');

/** Refusals by their code and what they answer. */
export const ADVICE_ON_CODES: readonly AdviceRule[] = [
  // 4yz: for now
  {
    codes: [421, 450, 451, 452, 454],
    to: ['greeting'],
    cause: 'The server is starting, stopping or full, or this host has too many connections to it already.',
    attempt: 'Wait some minutes and connect again, with fewer connections at once.',
    references: [rfc(5321, '3.8')],
  },
  {
    codes: [421],
    details: ['7.0', '7.1'],
    cause:
      'The server has enough of this client for now: too many connections or mistakes, or mail that it does not trust.',
    attempt: 'Look for earlier refusals in this conversation, wait an hour, then send more slowly.',
    references: [rfc(5321, '7.8')],
  },
  {
    codes: [421],
    cause: 'The server is stopping, has too much to do, or waited too long for the client.',
    attempt: 'Connect again in some minutes; if the server is yours, look at its log at this time.',
    references: [rfc(5321, '3.8')],
  },
  {
    codes: [432],
    to: ['AUTH'],
    cause: 'The server has the password in a form that this mechanism cannot use.',
    attempt: 'Log in once with PLAIN on an encrypted connection; after that the mechanism should work.',
    references: [LOGIN],
  },
  {
    codes: [450],
    to: ['RCPT'],
    cause: 'Greylisting, a mailbox that is locked for a moment, or a check that could not be completed.',
    attempt: 'Send again after 5 to 15 minutes; if it stays, read what the text complains about.',
    references: [rfc(6647, '2'), RETRY],
  },
  {
    codes: [451],
    cause: 'A part of the server such as its filter, its disk or its DNS did not work, or it is greylisting.',
    attempt: 'Send again after 5 to 15 minutes; if it stays, ask whoever runs the server to look at its log.',
    references: [RETRY],
  },
  {
    codes: [452],
    to: ['RCPT'],
    cause: 'The message has as many recipients as the server takes at once, or there is no room.',
    attempt: 'Send to those that were accepted, and to the others with another message right after.',
    references: [rfc(5321, '4.5.3.1.10')],
  },
  {
    codes: [452],
    cause: 'The disk of the server is full or nearly so, or the account has sent its share.',
    attempt: 'Try again in some hours; if the server is yours, make room on its disk.',
    references: [RETRY],
  },
  {
    codes: [453],
    to: ['ATRN'],
    cause: 'The provider holds no mail for these domains.',
    attempt: 'Nothing needs to be done; ask again later.',
    references: [rfc(2645, '5.2.1')],
  },
  {
    codes: [454],
    to: ['STARTTLS'],
    cause:
      'The server cannot use TLS at the moment, mostly for want of a certificate or key that it can read.',
    attempt:
      'If the server is yours, look at its log for the certificate and the rights on its key; else try later.',
    references: [TLS],
  },
  {
    codes: [454],
    cause: 'Something that the server needs to check the login, such as a directory, does not answer.',
    attempt: 'Try again in some minutes; the password is most likely not the reason.',
    references: [LOGIN],
  },
  {
    codes: [458, 459],
    cause: 'The server does not keep mail for this host, or is busy.',
    attempt: 'Check the name behind ETRN, and ask the provider whether it queues mail for it.',
    references: [rfc(1985)],
  },

  // 50z: the command
  {
    codes: [500, 502],
    to: INTRODUCTIONS,
    cause: 'The server is very old, or a firewall or virus scanner in between does not let EHLO through.',
    attempt:
      'Let the client go on with HELO; if the server should know EHLO, look for SMTP inspection on the way.',
    references: [rfc(5321, '3.2')],
  },
  {
    codes: [500, 502, 503],
    to: ['STARTTLS'],
    cause: 'The server does not offer STARTTLS here, or the connection is encrypted already.',
    attempt: 'Look whether STARTTLS is in the answer to EHLO; port 465 begins with TLS and has no STARTTLS.',
    references: [TLS],
  },
  {
    codes: [500, 502, 503],
    to: ['AUTH'],
    cause: 'The server does not offer logins here: not on this port, not before TLS, or not a second time.',
    attempt: 'Look whether AUTH is in the last answer to EHLO; if not, use port 587 or 465 and turn on TLS.',
    references: [rfc(4954, '4')],
  },
  {
    codes: [500, 502, 550, 252],
    to: ['VRFY', 'EXPN'],
    cause: 'Most servers have switched this off, since it tells spammers which addresses exist.',
    attempt: 'Nothing needs to be done; MAIL and RCPT show whether an address is taken.',
    references: [rfc(5321, '7.3')],
  },
  {
    codes: [500, 502],
    cause:
      'The server does not know the command, or the client said something that was no command, such as content after a refused DATA.',
    attempt: 'Look at the line itself, and at the reply before it: often the two sides have lost step there.',
    references: [rfc(5321, '4.2.4')],
  },
  {
    codes: [550, 554],
    details: ['7.0', '7.1'],
    to: INTRODUCTIONS,
    cause: 'The server does not want mail from this host, or from the name that the client gave itself.',
    attempt:
      'Check that the name in EHLO is the host’s own and exists in DNS; if it is, ask whoever runs the server.',
    references: [rfc(5321, '7.9')],
  },
  {
    codes: [501, 504, 550, 553],
    to: INTRODUCTIONS,
    cause:
      'The client introduced itself with a name that is not a full one, such as localhost, or with none.',
    attempt:
      'Set the name that the client says in EHLO to a full one that exists in DNS, such as mail.example.com.',
    references: [rfc(5321, '4.1.1.1')],
  },
  {
    codes: [501],
    to: ['AUTH'],
    cause:
      'The client gave up with *, or a response was not base64 or not of the form that the mechanism wants.',
    attempt: 'Look at the decoded steps of this login for what is missing.',
    references: [rfc(4954, '4')],
  },
  {
    codes: [555],
    details: ['5.2'],
    to: ['MAIL', 'RCPT'],
    reason: 'the command is not written correctly',
    cause: 'The address stands without angle brackets, or something in it is not allowed.',
    attempt: 'Compare the line with MAIL FROM:<name@example.com> or RCPT TO:<name@example.com>.',
    references: [rfc(5321, '4.1.2')],
  },
  {
    codes: [501, 553],
    to: ['MAIL', 'RCPT'],
    cause: 'The address has a blank, a stray character or no domain, or stands without angle brackets.',
    attempt: 'Compare the line with MAIL FROM:<name@example.com> or RCPT TO:<name@example.com>.',
    references: [rfc(5321, '4.1.2')],
  },
  {
    codes: [501],
    cause: 'Something behind the command is missing, is too much, or is not written correctly.',
    attempt: 'Compare the line with the form that the standard gives for the command.',
    references: [rfc(5321, '4.1.1')],
  },
  {
    codes: [503],
    to: ['MAIL'],
    cause: 'The client has not said EHLO yet, or a message is under way already.',
    attempt: 'Let the client say EHLO first, again behind STARTTLS, and RSET before another MAIL.',
    references: [ORDER],
  },
  {
    codes: [503],
    to: ['RCPT'],
    cause: 'There was no MAIL before it, or MAIL was refused.',
    attempt: 'Look at the reply to MAIL in this conversation: that is the refusal to solve.',
    references: [ORDER],
  },
  {
    codes: [554],
    to: ['DATA', 'BDAT', 'BURL'],
    details: ['', '0.0', '5.0', '5.1'],
    reason: 'no recipient has been accepted',
    cause: 'Every RCPT was refused, so there is nobody to send the content to.',
    attempt: 'Look at the replies to RCPT in this conversation: those are the refusals to solve.',
    references: [rfc(5321, '3.3')],
  },
  {
    codes: [503],
    to: ['DATA', 'BDAT', 'BURL'],
    cause: 'MAIL or every RCPT was refused or left out, so there is nobody to send the content to.',
    attempt: 'Look at the replies to MAIL and RCPT in this conversation: those are the refusals to solve.',
    references: [rfc(5321, '3.3')],
  },
  {
    codes: [503],
    cause: 'The client said the command too early, twice, or in the middle of something else.',
    attempt: 'Look at the commands before it, and whether one of them was refused.',
    references: [ORDER],
  },
  {
    codes: [504, 534],
    to: ['AUTH'],
    cause: 'The client chose a way to log in that the server does not take, or not for this account.',
    attempt: 'Choose a mechanism of those in the server’s answer to EHLO, over an encrypted connection.',
    references: [rfc(4954, '4')],
  },
  {
    codes: [504, 555],
    cause: 'The client used a parameter of an extension that the server does not offer.',
    attempt:
      'Compare the parameters with the answer to EHLO, and turn off in the client what is not offered.',
    references: [rfc(5321, '4.1.1.11')],
  },
  {
    codes: [455],
    cause: 'The server knows the parameter but cannot honour it at the moment.',
    attempt: 'Try again later, or without the parameter.',
    references: [rfc(5321, '4.1.1.11')],
  },

  // 52z, 53z: logins and TLS
  {
    codes: [521],
    cause:
      'The host has a mail port but is not meant to take mail; mostly the address is of the wrong machine.',
    attempt: 'Look up the MX records of the recipient’s domain, and connect to the host that they name.',
    references: [rfc(7504, '3')],
  },
  {
    codes: [523, 524, 538],
    cause: 'The client tried to log in on a connection that everybody on the way can read.',
    attempt: 'Turn on STARTTLS in the client, or TLS on port 465, and log in again.',
    references: [TLS],
  },
  {
    codes: [525],
    cause: 'The provider or administrator has switched the account off.',
    attempt: 'Ask the administrator why; another password will not help.',
    references: [rfc(5248, '2.4')],
  },
  {
    codes: [530],
    cause: 'The server wants a login, or an encrypted connection first, and the client did neither.',
    attempt: 'Turn on the login for outgoing mail in the client, with TLS, on port 587 or 465.',
    references: [LOGIN, TLS],
  },
  {
    codes: [534],
    cause: 'The account may not log in this way, mostly since the provider wants a safer one.',
    attempt: 'Choose another mechanism that the server offers; some providers want OAuth or an app password.',
    references: [LOGIN],
  },
  {
    codes: [535],
    cause: 'User name or password is wrong, or the account must log in another way.',
    attempt:
      'Type both again, with the full address as the user name; some accounts need an app password or OAuth.',
    references: [LOGIN],
  },

  // 55z: mail
  {
    codes: [550, 554, 571],
    to: ['greeting'],
    cause:
      'The server does not want connections from this host, mostly for its reputation, or it takes no mail at all.',
    attempt:
      'Read the text for a list or a link, and send through your provider’s mail server in the meantime.',
    references: [rfc(5321, '3.1')],
  },
  {
    codes: [550, 554],
    details: ['', '0.0', '7.0', '7.1'],
    to: ['MAIL'],
    cause: 'The server has a rule against the sender’s address, its domain or the sending host.',
    attempt:
      'Check that the address in MAIL is real and yours to use, and that the host may send for its domain.',
    references: [rfc(5321, '7.9')],
  },
  {
    codes: [550, 551, 553, 554],
    details: ['7.0', '7.1'],
    to: ['RCPT'],
    loggedIn: true,
    cause:
      'Whoever the client logged in as may not send to this recipient from here, or the recipient does not take mail from this sender.',
    attempt: 'Ask who runs the server what this login may do, or ask the recipient to allow you.',
    references: [rfc(5321, '7.9')],
  },
  {
    codes: [550, 551, 553, 554],
    details: ['7.0', '7.1'],
    to: ['RCPT'],
    cause:
      'The server may not pass mail on for this client, or the recipient does not take mail from this sender.',
    attempt:
      'Log in first, on port 587 or 465, if this is your own provider; else ask the recipient to allow you.',
    references: [rfc(6409, '4.3')],
  },
  {
    codes: [550],
    to: ['RCPT'],
    cause: 'The mailbox does not exist, or the server has a rule against mail from here to there.',
    attempt: 'Check the address letter by letter; if it is right, the text tells which rule it is.',
    references: [rfc(5321, '4.2.3')],
  },
  {
    codes: [550, 554, 571],
    to: CONTENT,
    cause: 'A filter judged the content, the headers, or the sender’s reputation or domain.',
    attempt:
      'Send a short plain text to the same recipient: if that passes, it is the content; if not, it is the sender.',
    references: [rfc(5321, '6.2')],
  },
  {
    codes: [551],
    cause: 'The recipient has moved, and the server may tell the new address in its text.',
    attempt: 'Send to the address in the text, if you trust it.',
    references: [rfc(5321, '3.4')],
  },
  {
    codes: [552],
    to: ['RCPT'],
    cause: 'The mailbox is full, or the message has as many recipients as the server takes at once.',
    attempt: 'Send to fewer recipients at once; if it is a single one, tell them that the mailbox is full.',
    references: [rfc(5321, '4.5.3.1.10')],
  },
  {
    codes: [552],
    cause: 'The message, attachments included, is larger than is taken here, or the mailbox is full.',
    attempt:
      'Compare its size with the SIZE that the server offers after EHLO, and send large files by a link.',
    references: [rfc(1870, '6')],
  },
  {
    codes: [553],
    cause: 'The address is not allowed here, as a sender or as a recipient, or not written correctly.',
    attempt: 'Check its spelling, and whether the account that logged in may use it.',
    references: [rfc(5321, '4.2.3')],
  },
  {
    codes: [556],
    cause: 'The domain has an MX record that says it takes no mail; often the address is one letter off.',
    attempt: 'Check the part behind the @: example.com in place of www.example.com, for instance.',
    references: [rfc(7505, '3')],
  },
  {
    codes: [571],
    cause: 'A filter or a block list keeps this mail out.',
    attempt:
      'Read the text for a list or a link, and ask the recipient in another way to have the sender allowed.',
    references: [rfc(5321, '6.2')],
  },
];

/** Any refusal for now. */
export const ADVICE_FOR_NOW: AdviceRule = {
  cause: 'The server expects the reason to pass by itself.',
  attempt: 'Try again later; mail servers do so for some days by themselves.',
  references: [RETRY],
};

/** Any refusal for good. */
export const ADVICE_FOR_GOOD: AdviceRule = {
  cause: 'The server will answer the same if it is asked the same again.',
  attempt: 'Read the text of the reply, change what it complains about, and only then try again.',
  references: [rfc(5321, '4.2.1')],
};
