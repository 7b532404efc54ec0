import { explained, type Explanation } from './explanation.ts';
import {
  EXCHANGE_EXTENSIONS,
  EXTENSION_REGISTRY,
  PER_RECIPIENT_REPLIES,
  PRIVATE_USE,
  rfc,
  VERP,
} from './reference.ts';

/** What a client asks for with each parameter of MAIL and RCPT. */
export const PARAMETER_EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map([
  // MAIL
  [
    'SIZE',
    explained(
      'The client says how many bytes the message has, so that the server can refuse it before it is sent.',
      rfc(1870, '6'),
    ),
  ],
  [
    'BODY',
    explained(
      'The client says which bytes the content may hold: 7BIT, 8BITMIME, or BINARYMIME for any at all.',
      rfc(6152, '2'),
      rfc(3030, '3'),
    ),
  ],
  ['SMTPUTF8', explained('The message has addresses or headers that need UTF-8.', rfc(6531, '3.4'))],
  [
    'RET',
    explained(
      'A bounce shall bring back the whole message (FULL) or its headers only (HDRS).',
      rfc(3461, '4.3'),
    ),
  ],
  ['ENVID', explained('Reports on this message shall carry this name for it.', rfc(3461, '4.4'))],
  [
    'AUTH',
    explained(
      'The client says who handed the message in; <> means that nobody vouches for it.',
      rfc(4954, '5'),
    ),
  ],
  [
    'BY',
    explained(
      'The message shall be delivered within so many seconds; R returns it otherwise, N only reports.',
      rfc(2852, '4'),
    ),
  ],
  ['HOLDFOR', explained('The server shall hold the message back for so many seconds.', rfc(4865, '3'))],
  ['HOLDUNTIL', explained('The server shall hold the message back until this time.', rfc(4865, '3'))],
  ['MT-PRIORITY', explained('The message is this urgent, from -9 to 9, where 9 goes first.', rfc(6710, '3'))],
  [
    'REQUIRETLS',
    explained('The message may only travel on encrypted connections, all the way.', rfc(8689, '2')),
  ],
  ['MTRK', explained('The client wants to be able to track the message later.', rfc(3885))],
  ['SOLICIT', explained('The message is advertising, of the kind that is named.', rfc(3865))],
  [
    'SUBMITTER',
    explained('The client names who is responsible for sending; the idea has been given up.', rfc(4405)),
  ],
  ['TRANSID', explained('The message goes on where a broken transmission ended.', rfc(1845))],
  ['CONPERM', explained('Servers may convert the content on the way.', rfc(4141))],
  [
    'PRDR',
    explained('The server shall answer for each recipient behind the content.', PER_RECIPIENT_REPLIES),
  ],
  ['XVERP', explained('Each recipient shall get a bounce address of its own.', VERP)],
  [
    'XOORG',
    explained('An Exchange server says which organization the message comes from.', EXCHANGE_EXTENSIONS),
  ],

  // RCPT
  [
    'NOTIFY',
    explained(
      'The client says when it wants a delivery report: on SUCCESS, FAILURE, DELAY, or NEVER.',
      rfc(3461, '4.1'),
    ),
  ],
  [
    'ORCPT',
    explained(
      'Reports shall name this address, to which the message was sent in the first place.',
      rfc(3461, '4.2'),
    ),
  ],
  [
    'RRVS',
    explained('The message is only for whoever has owned the mailbox since this time.', rfc(7293, '3.1')),
  ],
  ['CONNEG', explained('The client asks what kinds of content the recipient can show.', rfc(4141))],

  // Both
  [
    'ALT-ADDRESS',
    explained(
      'Servers that cannot write the address may use this ASCII one; the idea has been given up.',
      rfc(5336),
    ),
  ],
]);

/** What a parameter of MAIL or RCPT asks for; `name` in any capitals. Of one that nobody knows, it says that. */
export function explainParameter(name: string): Explanation {
  const word = name.toUpperCase();
  const known = PARAMETER_EXPLANATIONS.get(word);
  if (known !== undefined) return known;
  if (word.startsWith('X')) {
    return explained('This parameter is private to the two programs; no standard describes it.', PRIVATE_USE);
  }
  return explained('No SMTP standard knows this parameter.', rfc(5321, '4.1.1.11'), EXTENSION_REGISTRY);
}
