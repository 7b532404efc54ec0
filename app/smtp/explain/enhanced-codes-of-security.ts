import { clause, type Clause } from './explanation.ts';
import { rfc, STATUS_CODE_REGISTRY } from './reference.ts';

const SECURITY = rfc(3463, '3.8');
const LOGIN = rfc(4954, '6');
const LATER_LOGIN = rfc(5248, '2.4');
const PRIORITY = rfc(6710, '10');
const OWNER = rfc(7293, '15.3');
const DKIM = rfc(7372, '3.1');
const SPF = rfc(7372, '3.2');

/** Enhanced codes about security and policy, by subject and detail. */
export const SECURITY_CODES: readonly (readonly [string, Clause])[] = [
  ['7.0', clause('it is a matter of security, of which it says no more', SECURITY)],
  ['7.1', clause('its rules do not let this sender send this here', SECURITY)],
  ['7.2', clause('the sender may not write to this mailing list', SECURITY)],
  ['7.3', clause('the protection of the message would have to change, which is not possible', SECURITY)],
  ['7.4', clause('the protection that the message asks for is not supported', SECURITY)],
  ['7.5', clause('the message could not be checked or decrypted', SECURITY)],
  ['7.6', clause('the encryption of the message is not supported', SECURITY)],
  ['7.7', clause('the message has been damaged or changed on the way', SECURITY)],
  ['7.8', clause('the credentials are not valid', LOGIN)],
  ['7.9', clause('the mechanism is too weak for this user', LOGIN)],
  ['7.10', clause('encryption is needed first', LATER_LOGIN)],
  ['7.11', clause('the mechanism may only be used on an encrypted connection', LOGIN)],
  ['7.12', clause('the user must first be made ready for this mechanism', LOGIN)],
  ['7.13', clause('the user’s account is switched off', LATER_LOGIN)],
  ['7.14', clause('the server that holds the content does not trust this one', LATER_LOGIN)],
  ['7.15', clause('the priority is too low', PRIORITY)],
  ['7.16', clause('the message is too large for its priority', PRIORITY)],
  ['7.17', clause('the mailbox has a new owner', OWNER)],
  ['7.18', clause('the domain has a new owner', OWNER)],
  ['7.19', clause('it cannot tell whether the mailbox has a new owner', OWNER)],
  ['7.20', clause('the message has no valid DKIM signature', DKIM)],
  ['7.21', clause('the message has no DKIM signature that is good enough', DKIM)],
  ['7.22', clause('no valid DKIM signature belongs to the author’s address', DKIM)],
  ['7.23', clause('SPF says that this host may not send for the domain', SPF, rfc(7208, '8.4'))],
  ['7.24', clause('SPF could not be evaluated', SPF)],
  ['7.25', clause('the sending host has no proper name in reverse DNS', rfc(7372, '3.3'))],
  ['7.26', clause('more than one check of the message’s origin failed', rfc(7372, '3.4'))],
  ['7.27', clause('the sender’s domain has declared that it takes no mail', rfc(7505, '4.1'))],
  ['7.28', clause('too many messages of this kind are arriving', STATUS_CODE_REGISTRY)],
  ['7.29', clause('the message’s ARC seals are not valid', rfc(8617), STATUS_CODE_REGISTRY)],
  ['7.30', clause('it cannot pass the message on encrypted all the way', rfc(8689, '2'))],
];
