import { explained, type Explanation } from './explanation.ts';
import { PER_RECIPIENT_REPLIES, rfc, XCLIENT, XFORWARD } from './reference.ts';

/** What the codes from 200 to 399 say, whatever they answer. */
export const ACCEPTING_REPLIES: ReadonlyMap<number, Explanation> = new Map([
  [211, explained('The server tells how it is, or helps.', rfc(5321, '4.2.3'))],
  [214, explained('The server helps, in words for people.', rfc(5321, '4.2.3'))],
  [220, explained('The server is ready.', rfc(5321, '4.2.3'))],
  [221, explained('The server closes the connection in order.', rfc(5321, '3.8'))],
  [235, explained('The login succeeded.', rfc(4954, '6'))],
  [250, explained('The server has done what was asked.', rfc(5321, '4.2.3'))],
  [251, explained('The user is elsewhere, and the server will forward the message.', rfc(5321, '3.4'))],
  [
    252,
    explained(
      'The server does not say whether the user exists, but would take a message and try.',
      rfc(5321, '3.5.3'),
    ),
  ],
  [253, explained('So many messages wait for the host, and their delivery begins.', rfc(1985))],
  [334, explained('The server waits for the client’s next step in the login.', rfc(4954, '4'))],
  [
    353,
    explained(
      'The server judges the message for each recipient: a reply for each follows, and one about the whole.',
      PER_RECIPIENT_REPLIES,
    ),
  ],
  [
    354,
    explained(
      'The server waits for the content, up to a line that holds a single dot.',
      rfc(5321, '4.1.1.4'),
    ),
  ],
  [355, explained('The server has a part of the content already, and says where to go on.', rfc(1845))],
]);

/** What they say in answer to one thing: a code, and a verb, `greeting` or `content`. */
export const ACCEPTING_REPLIES_TO: ReadonlyMap<string, Explanation> = new Map([
  ['220 greeting', explained('The server is ready and introduces itself.', rfc(5321, '3.1'))],
  [
    '220 STARTTLS',
    explained('The server agrees to encrypt: what either side says next is TLS.', rfc(3207, '4')),
  ],
  [
    '220 XCLIENT',
    explained('The server takes the client for the one that was named, and begins anew.', XCLIENT),
  ],
  [
    '250 EHLO',
    explained('The server greets the client and lists the extensions that it offers.', rfc(5321, '4.1.1.1')),
  ],
  ['250 HELO', explained('The server greets the client.', rfc(5321, '4.1.1.1'))],
  [
    '250 LHLO',
    explained('The server greets the client and lists its extensions, for LMTP.', rfc(2033, '4.1')),
  ],
  ['250 MAIL', explained('The server will take a message from this sender.', rfc(5321, '3.3'))],
  ['250 RCPT', explained('The server accepts this recipient.', rfc(5321, '3.3'))],
  [
    '251 RCPT',
    explained('The server accepts this recipient, and will forward the message elsewhere.', rfc(5321, '3.4')),
  ],
  [
    '252 RCPT',
    explained(
      'The server accepts this recipient without knowing whether the mailbox exists.',
      rfc(5321, '3.5.3'),
    ),
  ],
  [
    '250 content',
    explained(
      'The server has taken the message: it must now deliver it or send a bounce.',
      rfc(5321, '4.1.1.4'),
    ),
  ],
  [
    '250 BDAT',
    explained('The server has this piece; if it was the last, it has taken the message.', rfc(3030, '2')),
  ],
  [
    '250 BURL',
    explained(
      'The server has fetched this piece; if it was the last, it has taken the message.',
      rfc(4468, '3.2'),
    ),
  ],
  ['250 RSET', explained('The server has dropped the message that was begun.', rfc(5321, '4.1.1.5'))],
  ['250 NOOP', explained('The server is still there.', rfc(5321, '4.1.1.9'))],
  ['250 VRFY', explained('The server knows this user.', rfc(5321, '3.5.3'))],
  ['251 VRFY', explained('The user is elsewhere, and the server would forward a message.', rfc(5321, '3.4'))],
  ['250 EXPN', explained('The server names who is on the list.', rfc(5321, '3.5.3'))],
  ['221 QUIT', explained('The server says goodbye too, and closes the connection.', rfc(5321, '4.1.1.10'))],
  ['250 XFORWARD', explained('The server has noted where the message came from.', XFORWARD)],
  ['250 ETRN', explained('The server begins to deliver the mail that waits.', rfc(1985))],
  ['251 ETRN', explained('No mail waits for the host.', rfc(1985))],
  ['252 ETRN', explained('The server tries again to deliver the mail that waits.', rfc(1985))],
  [
    '250 ATRN',
    explained(
      'The roles are swapped: from here on, the server sends and the client receives.',
      rfc(2645, '5.2.1'),
    ),
  ],
]);
