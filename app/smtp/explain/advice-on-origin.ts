import type { AdviceRule } from './advice.ts';
import { rfc } from './reference.ts';

const GREYLISTING = rfc(6647, '2');
const BLOCK_LISTS = rfc(5782);
const REVERSE_DNS = rfc(7372, '3.3');
const DMARC = rfc(9989);

/** Refusals over where a message comes from: the host, its name, its reputation, and whom the message claims to be from. */
export const ADVICE_ON_ORIGIN: readonly AdviceRule[] = [
  {
    text: /gr[ae]y-?list/i,
    reason: 'it is greylisting, so senders that it does not know have to wait',
    cause:
      'The server turns away the first attempt of a sender that it has not met. Mail servers come back, most spam programs do not.',
    attempt: 'Send again from the same address after 5 to 15 minutes; mail servers do so by themselves.',
    references: [GREYLISTING],
  },
  {
    details: ['7.20', '7.21', '7.22'],
    cause:
      'The message is not signed with DKIM, its signature does not match what arrived, or it is signed for another domain than that of the From header.',
    attempt:
      'Let the mail server sign for the domain of the From header, publish the key in DNS, and let nothing change the message after it is signed.',
    references: [rfc(6376, '6.1')],
  },
  {
    details: ['7.23', '7.24'],
    cause:
      'The domain’s SPF record in DNS does not name the host that sends, or the record itself has a mistake.',
    attempt:
      'Look at the TXT record of the sender’s domain that begins with v=spf1: add the sending host to it, or send through a server that it names.',
    references: [rfc(7208, '4.6')],
  },
  {
    details: ['7.26'],
    cause:
      'The message passes neither SPF nor DKIM for the domain of its From header, and the server insists on it, mostly because of the domain’s DMARC record.',
    attempt:
      'Add the sending host to the domain’s SPF record, and sign the message with DKIM for the domain of the From header.',
    references: [DMARC],
  },
  {
    details: ['7.27'],
    cause: 'The sender’s domain has an MX record that says it takes no mail, so a bounce could not reach it.',
    attempt: 'Send from an address in a domain that takes mail, or remove the null MX record from DNS.',
    references: [rfc(7505, '4.2')],
  },
  {
    details: ['7.29'],
    cause: 'A forwarder or mailing list on the way left ARC seals that do not hold together.',
    attempt: 'Send straight to the recipient, or ask whoever runs the forwarder to repair its ARC sealing.',
    references: [rfc(8617)],
  },
  {
    text: /\bdmarc\b|unauthenticated (?:e?-?mail|message)|sender is unauthenticated/i,
    reason: 'the domain in the From header does not vouch for the message (DMARC)',
    cause:
      'Neither SPF nor DKIM passes for the domain of the From header, and the domain asks for such mail to be refused.',
    attempt:
      'Send through a server that is allowed to send for the domain, and have the message signed with DKIM for it.',
    references: [DMARC],
  },
  {
    text: /\bspf\b|sender policy framework/i,
    reason: 'the sender’s domain does not name the sending host in SPF',
    cause: 'The SPF record of the sender’s domain in DNS does not allow the host that sends.',
    attempt:
      'Add the sending host to the TXT record that begins with v=spf1, or send through a server that the record names.',
    references: [rfc(7208, '8.4')],
  },
  {
    text: /\bdkim\b/i,
    reason: 'the message’s DKIM signature is missing or not good',
    cause: 'The message is not signed, or was changed after it had been signed, or the key is not in DNS.',
    attempt:
      'Check that the mail server signs for the domain, that the key is published, and that nothing changes the message behind it.',
    references: [rfc(6376, '6.1')],
  },
  {
    text: /\b(?:rbls?|dns ?bls?|spamhaus|spamcop|barracudacentral|sorbs|uceprotect|abusix|blocked using)\b|\b(?:black|block|deny)-?list|(?<!not )\blisted (?:at|by|in|on) [\w-]+\.\w/i,
    reason: 'the sending host is on a block list',
    cause:
      'The server asks a list of hosts that have sent spam, and this one is on it. Home and cloud connections often are, whatever they send.',
    attempt:
      'Look the host’s address up at the list that the reply names and ask to be removed, or send through your provider’s mail server.',
    references: [BLOCK_LISTS],
  },
  {
    text: /\b(?:dynamic|dial-?up|residential|generic)\b.{0,30}\b(?:ip|address|addresses|host|range|ptr|rdns)\b/i,
    reason: 'it takes no mail straight from connections such as homes have',
    cause: 'The address belongs to a range for homes or short-lived hosts, from which most mail is spam.',
    attempt: 'Send through your provider’s mail server with a login, on port 587 or 465.',
    references: [BLOCK_LISTS],
  },
  {
    details: ['7.25'],
    cause:
      'The address of the sending host has no PTR record, or the name in it does not lead back to the address.',
    attempt:
      'Ask whoever owns the address to set its PTR record to the host’s name, and let that name have the address in DNS.',
    references: [REVERSE_DNS],
  },
  {
    text: /reverse (?:dns|lookup|host|name)|\bptr\b|\br-?dns\b|find your (?:reverse )?host ?name/i,
    reason: 'the sending host has no proper name in reverse DNS',
    cause:
      'The address of the sending host has no PTR record, or the name in it does not lead back to the address.',
    attempt:
      'Ask whoever owns the address to set its PTR record to the host’s name, or send through your provider’s mail server.',
    references: [REVERSE_DNS],
  },
  {
    text: /address.{0,60}(?:fully[- ]qualified|\bfqdn\b)|(?:fully[- ]qualified|\bfqdn\b).{0,10}address/i,
    to: ['MAIL', 'RCPT'],
    reason: 'the address lacks its full domain',
    cause: 'The client named a user without a domain, or with a short name that only its own network knows.',
    attempt: 'Give the address its full domain, as in user@example.com.',
    references: [rfc(5321, '2.3.5')],
  },
  {
    codes: [450, 451, 501, 504, 550, 553, 554],
    text: /\b(?:helo|ehlo)\b.{0,60}\b(?:reject|rejected|invalid|requires?|needs?|not|bad|forged|fully)\b|fully[- ]qualified|\bfqdn\b/i,
    reason: 'it does not take the name that the client gave itself',
    cause:
      'The client introduced itself with a name that is not a full one, such as localhost, or that DNS does not know.',
    attempt:
      'Set the name that the client says in EHLO to a full one that exists in DNS, such as mail.example.com.',
    references: [rfc(5321, '4.1.1.1')],
  },
  {
    text: /recipient address rejected: domain not found/i,
    reason: 'the recipient’s domain does not exist',
    cause: 'The domain is misspelt or has expired, or DNS did not answer.',
    attempt: 'Check the part behind the @, and look up its MX records with dig or nslookup.',
    references: [rfc(3463, '3.2')],
  },
  {
    text: /(?:sender address rejected: domain not found|domain of sender|\bsender\b.{0,40}(?:not|n['’]t) resolve|sender domain)/i,
    reason: 'the sender’s domain cannot be found in DNS',
    cause:
      'A bounce could not be returned, since the domain in MAIL does not exist or has neither MX nor address records.',
    attempt:
      'Use a sender’s address in a domain that takes mail; programs often make one of the machine’s own name.',
    references: [rfc(3463, '3.2')],
  },
  {
    text: /not owned by|\bsend ?as|(?:not (?:permitted|allowed|authori[sz]ed)|permissions?) to send (?:as|from|on behalf|email as)|sender address rejected: not|sender (?:is |address )?not verified|verify.{0,20}sender/i,
    reason: 'the sender’s address is not one that this client may use',
    cause: 'The client has not logged in, or as somebody who may not send under the address in MAIL or From.',
    attempt:
      'Log in as the owner of the address, send from the account’s own address, or have the other one allowed for the account.',
    references: [rfc(6409, '6.1')],
  },
  {
    text: /\b(?:rate|sending|hourly|daily) ?-?limit|too many (?:connections|messages|e?mails|concurrent|requests|sessions)|throttl|unusual rate|at a rate|too (?:quickly|fast)\b|concurrency|maximum.{0,20}connections/i,
    reason: 'too much comes from this client in a short time',
    cause:
      'The server limits connections or messages for each host or account, and the limit has been reached.',
    attempt: 'Wait an hour, then send more slowly: fewer connections at once, more messages on each.',
    references: [rfc(5321, '4.5.4.1')],
  },
];
