import { CONTENT, TOKEN_MECHANISMS, type AdviceRule } from './advice.ts';
import { rfc } from './reference.ts';

const TLS = rfc(3207, '4');

/** Refusals with an enhanced code that says what is the matter, by subject and detail. */
export const ADVICE_ON_DETAILS: readonly AdviceRule[] = [
  {
    details: ['1.1'],
    codes: [450, 451],
    reason: 'it could not check yet whether the mailbox exists',
    cause: 'The server asks another one whether the mailbox exists, and has no answer yet.',
    attempt: 'Send again after 15 minutes; if it stays, check the address.',
  },
  {
    details: ['1.1'],
    cause: 'The name in front of the @ is misspelt, or the mailbox has been closed.',
    attempt: 'Check the address letter by letter, and ask the recipient in another way if it looks right.',
  },
  {
    details: ['1.2', '4.4'],
    cause: 'The recipient’s domain is misspelt or has expired, or DNS does not say where its mail goes.',
    attempt: 'Check the part behind the @, and look up its MX records with dig or nslookup.',
  },
  {
    details: ['1.3'],
    cause: 'The address has a blank, a stray character or no domain, or the angle brackets are missing.',
    attempt: 'Compare the line with the form RCPT TO:<name@example.com>.',
    references: [rfc(5321, '4.1.2')],
  },
  {
    details: ['1.4'],
    cause: 'The server guesses mailboxes from names, and the name fits several.',
    attempt: 'Use the full address of the one who is meant.',
  },
  {
    details: ['1.6', '7.17', '7.18', '7.19'],
    cause: 'The address belonged to somebody who has moved on.',
    attempt: 'Ask the recipient in another way for the present address.',
  },
  {
    details: ['1.7'],
    cause:
      'The sender’s address has a blank, a stray character or no domain, or the angle brackets are missing.',
    attempt: 'Compare the line with the form MAIL FROM:<name@example.com>.',
    references: [rfc(5321, '4.1.2')],
  },
  {
    details: ['1.8'],
    cause:
      'A bounce could not be returned: the domain in MAIL does not exist, or has neither MX nor address records.',
    attempt:
      'Use a sender’s address in a domain that takes mail; programs often make one of the machine’s own name.',
  },
  {
    details: ['1.10'],
    cause: 'The domain has an MX record that says it takes no mail; often the address is one letter off.',
    attempt: 'Check the part behind the @: example.com in place of www.example.com, for instance.',
    references: [rfc(7505, '3')],
  },
  {
    details: ['2.1', '7.13'],
    cause: 'The mailbox or account has been switched off, by its owner or by the provider.',
    attempt: 'Ask the owner in another way, or the administrator why the account is off.',
  },
  {
    details: ['2.2'],
    cause: 'The recipient has used up the room that the mailbox may take.',
    attempt: 'Tell the recipient in another way, and send again when there is room.',
  },
  {
    details: ['2.3', '3.4', '7.16'],
    cause:
      'The message, attachments included, is larger than is taken here; in mail, attachments grow by a third.',
    attempt:
      'Compare its size with the SIZE that the server offers after EHLO, and send large files by a link.',
    references: [rfc(1870, '6')],
  },
  {
    details: ['2.4', '7.2'],
    cause: 'The list is for its members or moderators only, or its address book is out of order.',
    attempt: 'Join the list or write from the address that is a member, or ask the owner of the list.',
  },
  {
    details: ['3.1'],
    cause: 'The disk of the mail server is full or nearly so.',
    attempt: 'Try again in some hours; if the server is yours, make room on its disk.',
  },
  {
    details: ['3.2'],
    codes: [421, 450, 451, 452, 453],
    cause: 'The server is shutting down, being serviced, or has too much to do.',
    attempt: 'Try again in some minutes; if the server is yours, look at its log and its load.',
  },
  {
    details: ['3.5'],
    cause: 'The server has a mistake in its settings, or does not know the recipient’s domain as its own.',
    attempt: 'Ask whoever runs the server to look at its log at this time.',
  },
  {
    details: ['4.1', '4.3', '4.5'],
    cause: 'A server or name service behind this one does not answer or has too much to do.',
    attempt: 'Try again in some minutes; if the server is yours, look at its log and its DNS.',
  },
  {
    details: ['4.2'],
    cause: 'Nothing came for longer than the server waits, or the connection broke.',
    attempt: 'Look at the times in this conversation to see who waited for whom, and connect again.',
    references: [rfc(5321, '4.5.3.2')],
  },
  {
    details: ['4.6'],
    cause: 'Two servers or forwarding rules send the message to each other.',
    attempt: 'Read the Received headers of the message: where names repeat is the rule or route to correct.',
    references: [rfc(5321, '6.3')],
  },
  {
    details: ['4.7'],
    cause: 'The message could not be delivered for some days, or within the time that the sender set.',
    attempt: 'Look for the earlier refusals of the same message: they tell the true reason.',
  },
  {
    details: ['5.3'],
    cause: 'The server limits how many recipients one message, or one account in a day, may have.',
    attempt: 'Send the message several times, to fewer recipients each; 100 at once must always be possible.',
    references: [rfc(5321, '4.5.3.1.10')],
  },
  {
    details: ['5.6'],
    cause:
      'A response within AUTH is longer than the server can take, as large Kerberos tickets and tokens are.',
    attempt: 'Try another mechanism, or raise the server’s limit on the length of a line.',
  },
  {
    details: ['6.1', '6.2', '6.3', '6.5'],
    cause:
      'The content has bytes or a format that the next server does not take, and it may not be converted.',
    attempt: 'Send the content as quoted-printable or base64, which every server takes.',
  },
  {
    details: ['6.6', '7.14'],
    to: CONTENT,
    cause: 'The server could not fetch the content from the IMAP server that BURL names.',
    attempt: 'Check the URL in BURL and whether it has expired, or send the content itself with DATA.',
    references: [rfc(4468, '3.2')],
  },
  {
    details: ['7.14'],
    reason: 'it does not trust this client so far',
    cause: 'The server does this only for hosts that its settings name, or for accounts that were confirmed.',
    attempt: 'If the server is yours, add the client’s address to the hosts that it trusts.',
  },
  {
    details: ['6.7', '6.8', '6.9', '6.10'],
    cause: 'An address or header has letters beyond ASCII, and a server on the way does not offer SMTPUTF8.',
    attempt: 'Use an ASCII address of the same person, or a server that offers SMTPUTF8.',
    references: [rfc(6531, '3.2')],
  },
  {
    codes: [535],
    details: ['', '7.0', '7.3', '7.8'],
    mechanisms: TOKEN_MECHANISMS,
    reason: 'it does not take the token',
    cause:
      'The token has expired or been withdrawn, belongs to another account, or does not allow sending mail.',
    attempt:
      'Let the client fetch a new token for this very account, with the scope for sending mail; a password is of no use here.',
    references: [rfc(4954, '6'), rfc(7628, '3.2.2')],
  },
  {
    details: ['7.8'],
    cause: 'User name or password is wrong, or the account must log in another way.',
    attempt:
      'Type both again, with the full address as the user name; some accounts need an app password or OAuth.',
  },
  {
    details: ['7.9', '7.12'],
    to: ['AUTH'],
    cause:
      'The server does not take this mechanism for this account, since it is too weak or the password is stored in another form.',
    attempt:
      'Choose another mechanism of those that the server offers after EHLO, over an encrypted connection.',
  },
  {
    details: ['7.10', '7.11'],
    cause: 'The client tried to log in on a connection that everybody on the way can read.',
    attempt: 'Turn on STARTTLS in the client, or TLS on port 465, and log in again.',
    references: [TLS],
  },
  {
    details: ['7.15'],
    cause: 'The server takes only more urgent messages at the moment.',
    attempt: 'Try again later, or with a higher MT-PRIORITY if it is urgent.',
  },
  {
    details: ['7.28'],
    cause: 'Many similar messages reached this server or mailbox in a short time.',
    attempt: 'Stop sending, find out what sends them, and go on slowly after some hours.',
  },
  {
    details: ['7.30'],
    cause: 'The message demands encryption all the way, and the next server does not promise it.',
    attempt: 'Send without REQUIRETLS if that is acceptable, or ask the recipient’s provider to offer it.',
    references: [rfc(8689, '2')],
  },
];
