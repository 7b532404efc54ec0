import { clause, type Clause } from './explanation.ts';
import { rfc } from './reference.ts';

const ADDRESS = rfc(3463, '3.2');
const MAILBOX = rfc(3463, '3.3');
const SYSTEM = rfc(3463, '3.4');
const NETWORK = rfc(3463, '3.5');

/** Enhanced codes about addresses, mailboxes, mail systems and the network, by subject and detail. */
export const DELIVERY_CODES: readonly (readonly [string, Clause])[] = [
  ['0.0', clause('it does not say why', rfc(3463, '3.1'))],

  ['1.0', clause('something is the matter with the address', ADDRESS)],
  ['1.1', clause('there is no mailbox of this name', ADDRESS)],
  ['1.2', clause('the domain does not exist or takes no mail', ADDRESS)],
  ['1.3', clause('the recipient’s address is not written correctly', ADDRESS)],
  ['1.4', clause('the address fits more than one mailbox', ADDRESS)],
  ['1.5', clause('the address is valid', ADDRESS)],
  ['1.6', clause('the mailbox has moved, and it is not known where to', ADDRESS)],
  ['1.7', clause('the sender’s address is not written correctly', ADDRESS)],
  ['1.8', clause('the sender’s domain does not exist or takes no mail', ADDRESS)],
  ['1.9', clause('the message went on to a system that gives no reports', rfc(3886, '3.3.4'))],
  [
    '1.10',
    clause('the recipient’s domain has declared that it takes no mail', rfc(7505, '4.1'), rfc(7504, '4')),
  ],

  ['2.0', clause('something is the matter with the mailbox', MAILBOX)],
  ['2.1', clause('the mailbox is switched off', MAILBOX)],
  ['2.2', clause('the mailbox is full', MAILBOX)],
  ['2.3', clause('the message is larger than this mailbox allows', MAILBOX)],
  ['2.4', clause('the members of the mailing list could not be found', MAILBOX)],

  ['3.0', clause('something is the matter with the mail system', SYSTEM)],
  ['3.1', clause('the mail system has run out of room', SYSTEM)],
  ['3.2', clause('the mail system is not taking mail', SYSTEM, rfc(7504, '3'))],
  ['3.3', clause('the mail system cannot do what the message needs', SYSTEM)],
  ['3.4', clause('the message is larger than the mail system allows', SYSTEM)],
  ['3.5', clause('the mail system is not set up for this', SYSTEM)],
  ['3.6', clause('the message goes with another priority than was asked for', rfc(6710, '10'))],

  ['4.0', clause('something is the matter with the network', NETWORK)],
  ['4.1', clause('the next host does not answer', NETWORK)],
  ['4.2', clause('the connection broke or was too slow', NETWORK)],
  ['4.3', clause('a directory such as DNS could not be asked', NETWORK)],
  ['4.4', clause('there is no known way to the destination', NETWORK)],
  ['4.5', clause('the mail system has too much to do', NETWORK)],
  ['4.6', clause('the message is going round in circles', NETWORK)],
  ['4.7', clause('the message has been on its way for too long', NETWORK)],
];
