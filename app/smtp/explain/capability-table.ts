import { explained, type Explanation } from './explanation.ts';
import {
  EARLY_PIPELINING,
  EXCHANGE_EXTENSIONS,
  EXTENSION_REGISTRY,
  PER_RECIPIENT_REPLIES,
  PRIVATE_USE,
  rfc,
  VERP,
  XCLIENT,
  XFORWARD,
} from './reference.ts';

/** What a server offers with each keyword of its answer to EHLO or LHLO. */
export const CAPABILITY_EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map([
  [
    'PIPELINING',
    explained('The client may send several commands without waiting for each reply.', rfc(2920, '3.1')),
  ],
  ['8BITMIME', explained('Message content may hold bytes beyond ASCII.', rfc(6152, '3'))],
  ['SMTPUTF8', explained('Addresses and headers may be in any script, written in UTF-8.', rfc(6531, '3.2'))],
  ['SIZE', explained('The client may say how large a message is before it sends it.', rfc(1870, '4'))],
  [
    'CHUNKING',
    explained('Content may come in pieces of a counted length, with BDAT in place of DATA.', rfc(3030, '2')),
  ],
  ['BINARYMIME', explained('Content may be any bytes, without lines, sent with BDAT.', rfc(3030, '3'))],
  ['DSN', explained('The client may choose which delivery reports it wants.', rfc(3461, '4'))],
  ['AUTH', explained('The client may log in, by one of the mechanisms that are named.', rfc(4954, '3'))],
  ['STARTTLS', explained('The connection can be encrypted.', rfc(3207, '2'))],
  [
    'ENHANCEDSTATUSCODES',
    explained('Replies carry a second, finer code such as 5.1.1.', rfc(2034, '4'), rfc(3463, '2')),
  ],
  ['DELIVERBY', explained('The client may say by when a message must be delivered.', rfc(2852, '3'))],
  ['FUTURERELEASE', explained('The client may have a message held back until later.', rfc(4865, '3'))],
  ['MT-PRIORITY', explained('The client may say how urgent a message is.', rfc(6710, '3'))],
  [
    'REQUIRETLS',
    explained('The client may demand that a message travels on encrypted connections only.', rfc(8689, '2')),
  ],
  ['LIMITS', explained('The server says which limits apply to this connection.', rfc(9422, '3'))],
  ['BURL', explained('The server can fetch content from an IMAP server by itself.', rfc(4468, '3.1'))],
  [
    'RRVS',
    explained(
      'A recipient may be named together with the time since when the mailbox must be theirs.',
      rfc(7293, '3.1'),
    ),
  ],
  ['ETRN', explained('The client may ask for mail that waits to be delivered to its site.', rfc(1985))],
  ['ATRN', explained('The client may swap roles, once logged in, to be given its mail.', rfc(2645, '5.2.1'))],
  ['MTRK', explained('The client may ask to track a message later.', rfc(3885))],
  ['NO-SOLICITING', explained('The server does not want advertising of the kinds named.', rfc(3865))],
  ['CHECKPOINT', explained('A broken transmission may go on where it ended.', rfc(1845))],
  ['CONPERM', explained('The client may allow content to be converted on the way.', rfc(4141))],
  ['CONNEG', explained('The client may ask what kinds of content a recipient can show.', rfc(4141))],
  [
    'SUBMITTER',
    explained('The client may name who is responsible for sending; the idea has been given up.', rfc(4405)),
  ],
  [
    'UTF8SMTP',
    explained('Addresses may be in any script; SMTPUTF8 has replaced this experiment.', rfc(5336)),
  ],
  ['PRDR', explained('The server can answer for each recipient behind the content.', PER_RECIPIENT_REPLIES)],
  ['PIPECONNECT', explained('The client may pipeline from its very first command on.', EARLY_PIPELINING)],
  ['VRFY', explained('The client may ask whether a user or mailbox is known.', rfc(5321, '4.1.1.6'))],
  ['EXPN', explained('The client may ask who is on a mailing list.', rfc(5321, '4.1.1.7'))],
  ['HELP', explained('The server has a help text for people.', rfc(5321, '4.1.1.8'))],
  [
    'SEND',
    explained('The server could show a message on a terminal; nobody uses this any more.', rfc(5321, 'F.6')),
  ],
  [
    'SOML',
    explained(
      'The server could show a message on a terminal or else mail it; nobody uses this any more.',
      rfc(5321, 'F.6'),
    ),
  ],
  [
    'SAML',
    explained(
      'The server could show a message on a terminal and mail it too; nobody uses this any more.',
      rfc(5321, 'F.6'),
    ),
  ],
  [
    'TURN',
    explained('The client may swap roles without proving who it is, which is not safe.', rfc(5321, 'F.1')),
  ],
  ['VERB', explained('The server can tell in detail what it does.', EXTENSION_REGISTRY)],
  ['ONEX', explained('The client may say that it sends one message only.', EXTENSION_REGISTRY)],
  ['XCLIENT', explained('A trusted proxy may say whom it speaks for.', XCLIENT)],
  ['XFORWARD', explained('A trusted filter may pass on where a message came from.', XFORWARD)],
  ['XVERP', explained('Each recipient can get a bounce address of its own.', VERP)],
  ['X-RCPTLIMIT', explained('The server says how many recipients a message may have.', PRIVATE_USE)],

  // Exchange
  ['X-EXPS', explained('Other Exchange servers may log in.', EXCHANGE_EXTENSIONS)],
  [
    'X-ANONYMOUSTLS',
    explained('Other Exchange servers may encrypt without checking certificates.', EXCHANGE_EXTENSIONS),
  ],
  ['X-LINK2STATE', explained('Old Exchange servers may exchange routes.', EXCHANGE_EXTENSIONS)],
  [
    'XEXCH50',
    explained('Old Exchange servers may send hidden properties of a message.', EXCHANGE_EXTENSIONS),
  ],
  ['XRDST', explained('Exchange servers may name where a message is to be routed.', PRIVATE_USE)],
  ['XSHADOW', explained('Exchange servers may look after spare copies of messages.', PRIVATE_USE)],
  [
    'XSHADOWREQUEST',
    explained('Exchange servers may ask for a spare copy of a message to be kept.', PRIVATE_USE),
  ],
  ['XPROXY', explained('An Exchange server in front may pass clients on.', PRIVATE_USE)],
  ['XPROXYFROM', explained('An Exchange server in front may say where a message came from.', PRIVATE_USE)],
  ['XPROXYTO', explained('An Exchange server may be asked to pass the connection on.', PRIVATE_USE)],
  ['XSESSIONPARAMS', explained('Exchange servers may settle how to talk to each other.', PRIVATE_USE)],
  [
    'XOORG',
    explained('Exchange servers may say which organization a message comes from.', EXCHANGE_EXTENSIONS),
  ],
]);

/** Each limit that a server may set with LIMITS (RFC 9422 section 4). */
export const LIMIT_EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map([
  ['MAILMAX', explained('The number of messages on one connection is limited.', rfc(9422, '4.1'))],
  ['RCPTMAX', explained('The number of recipients of one message is limited.', rfc(9422, '4.2'))],
  [
    'RCPTDOMAINMAX',
    explained('The number of the recipients’ domains on one connection is limited.', rfc(9422, '4.3')),
  ],
]);
