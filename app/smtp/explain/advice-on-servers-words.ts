import { CONTENT, type AdviceRule } from './advice.ts';
import { rfc } from './reference.ts';

const REPUTATION = rfc(5321, '7.9');
const LOCAL = rfc(5321, '4.2.3');

/**
 * Refusals in words that one kind of server or one provider has for them, and that mean something more particular, or other,
 * than their codes do. They are looked at before all others.
 */
export const ADVICE_ON_SERVERS_WORDS: readonly AdviceRule[] = [
  // Exim
  {
    text: /\bsender verify failed|^verification failed for|sender (?:address )?(?:could not|cannot) be verified/i,
    reason: 'the sender’s address could not be verified',
    cause:
      'The server looked whether a bounce could be returned to the address in MAIL, and it could not: the address or its domain does not exist, or its own server refused.',
    attempt: 'Send from an address that takes mail, and see whether its own server accepts mail for it.',
    references: [rfc(5321, '3.3')],
  },
  {
    codes: [421, 450, 451],
    text: /\btemporary (?:local|server|internal) (?:problem|error|failure)|\blocal (?:problem|error) in processing/i,
    reason: 'something went wrong on its side',
    cause: 'A lookup, a file or the disk of the server failed; its log says which.',
    attempt:
      'Send again after some minutes; if it stays, ask whoever runs the server to look at its log at this time.',
    references: [LOCAL],
  },
  {
    text: /\badministrative prohibition/i,
    reason: 'its rules do not allow this',
    cause: 'Whoever runs the server has a rule against this sender, recipient, host or content.',
    attempt: 'Ask whoever runs the server which rule it is; its log names it.',
    references: [REPUTATION],
  },

  // Postfix
  {
    text: /sender address rejected: access denied/i,
    reason: 'its rules do not allow the sender’s address',
    cause: 'Whoever runs the server has listed the address in MAIL, or its domain, as one to be refused.',
    attempt: 'Send from another address, or ask whoever runs the server to take this one off the list.',
    references: [REPUTATION],
  },

  // Gmail, Yahoo
  {
    to: ['RCPT', ...CONTENT],
    text: /\breceiving (?:e?mail|messages) (?:at a rate|too quickly)/i,
    reason: 'the recipient gets more mail than is taken at once',
    cause: 'Too much mail reaches this mailbox at the moment, from whomever it comes.',
    attempt: 'Send again in an hour or two; mail servers do so by themselves.',
    references: [rfc(5321, '4.5.4.1')],
  },
  {
    to: CONTENT,
    text: /potential security issue|(?:attachment|file)s?\b.{0,40}\b(?:blocked|not allowed|prohibited|forbidden|dangerous)|\b(?:banned|dangerous|prohibited|executable) (?:attachment|file|content)/i,
    reason: 'it takes an attachment or a link for dangerous',
    cause:
      'The message holds a kind of file that the server never takes, also within an archive, or a link to one.',
    attempt: 'Send the message without the attachment, and pass the file on by a link.',
    references: [rfc(5321, '6.2')],
  },
  {
    text: /unexpected volume|user complaints/i,
    reason: 'too much comes from this client in a short time, or people have complained',
    cause: 'The provider slows down hosts that send more than they used to, or whose mail is marked as spam.',
    attempt:
      'Wait some hours, then send more slowly, only to people who want the mail; look at the page that the reply names.',
    references: [REPUTATION],
  },
  {
    to: ['MAIL', 'RCPT', ...CONTENT],
    text: /\b(?:for|due to) policy (?:reasons|restrictions)|\bpolicy violation|\bviolates .{0,20}policy/i,
    reason: 'its rules do not allow this message',
    cause: 'The provider has a rule against the sender, the host or the content, and does not say which.',
    attempt:
      'Look at the page that the reply names. Check SPF, DKIM and DMARC of the sender’s domain, and the host’s name in reverse DNS.',
    references: [REPUTATION],
  },

  // Amazon SES
  {
    text: /\baddress(?:es)? (?:is|are) not verified/i,
    reason: 'the sender’s address is not confirmed for this account',
    cause:
      'The provider sends only from addresses and domains that were confirmed, and, for new accounts, only to such.',
    attempt:
      'Confirm the address or domain that the reply names, in the region that it names, or ask for the limits of new accounts to be lifted.',
    references: [rfc(6409, '6.1')],
  },
  {
    text: /\bmessage rejected: address blacklisted/i,
    reason: 'the provider does not send to this recipient any more',
    cause: 'Mail to this address has bounced, or was marked as spam, so the provider keeps a note of it.',
    attempt: 'Check the address; if it is good, take it off the provider’s suppression list.',
    references: [REPUTATION],
  },
  {
    text: /\bnot authori[sz]ed to perform/i,
    reason: 'the account may not send this mail',
    cause: 'The login is good, but its rights do not include sending from this address.',
    attempt: 'Give the account the right that the reply names, for the sender’s address or its whole domain.',
    references: [rfc(6409, '6.1')],
  },

  // Microsoft
  {
    text: /banned sending ip|not accepted from this ip|network is on our block ?list|\bip address is block ?listed/i,
    reason: 'the sending host is on a block list',
    cause: 'The provider keeps a list of its own of hosts that have sent spam, and this one is on it.',
    attempt:
      'Ask to be removed on the page that the reply names, or send through your provider’s mail server.',
    references: [rfc(5782)],
  },
  {
    text: /outboundspamexception|bad outbound sender/i,
    reason: 'the account has been stopped from sending',
    cause: 'The provider has seen spam from this account, so somebody else may have its password.',
    attempt: 'Change the password, then have the administrator lift the restriction on the account.',
    references: [REPUTATION],
  },
  {
    text: /\b(?:external|automatic) forwarding\b/i,
    reason: 'mail may not be forwarded to the outside',
    cause: 'The administrator has forbidden that mailboxes pass their mail on to other organizations.',
    attempt: 'Switch the forwarding off, or ask the administrator to allow it for this mailbox.',
    references: [REPUTATION],
  },
  {
    text: /required authentication level/i,
    reason: 'the sender’s domain does not vouch for the message',
    cause: 'Who sends much has to have SPF, DKIM and DMARC in order for the domain of the From header.',
    attempt: 'Publish SPF and DMARC for the domain, and sign the message with DKIM for it.',
    references: [rfc(7208), rfc(6376)],
  },
  {
    text: /notauthenticatedforgroup|delivery restriction check failed/i,
    reason: 'this recipient takes mail from its own organization only',
    cause:
      'The group or mailbox is set to take mail only from senders who have logged in, or who are on a list.',
    attempt: 'Send as a member of the organization, or ask the owner to allow senders from outside.',
    references: [REPUTATION],
  },
  {
    codes: [421, 432, 450, 451, 452],
    text: /thread limit exceeded|\bserver (?:is )?(?:too )?busy\b/i,
    reason: 'it has too much to do at the moment',
    cause: 'The server is busy, or one account sends on more connections at once than it may.',
    attempt: 'Send again in some minutes, on fewer connections at once.',
    references: [rfc(5321, '4.5.4.1')],
  },

  // Any
  {
    codes: [421, 454, 535, 550],
    text: /\btoo many (?:failed |bad |unsuccessful )?(?:log ?ins?|auth\w*)\b/i,
    reason: 'too many logins were tried',
    cause: 'Logins have failed, or come too often; a program with an old password may go on trying.',
    attempt:
      'Stop every program that uses this account, wait an hour, then log in once with the right password.',
    references: [rfc(4954, '6')],
  },
];
