import { explained, type Explanation } from './explanation.ts';
import {
  EXCHANGE_EXTENSIONS,
  EXTENSION_REGISTRY,
  PRIVATE_USE,
  PROXY_PROTOCOL,
  rfc,
  XCLIENT,
  XFORWARD,
} from './reference.ts';

/** What a client wants with each command. */
export const VERB_EXPLANATIONS: ReadonlyMap<string, Explanation> = new Map([
  // RFC 5321
  [
    'EHLO',
    explained(
      'The client introduces itself by name and asks which extensions the server offers.',
      rfc(5321, '4.1.1.1'),
    ),
  ],
  [
    'HELO',
    explained(
      'The client introduces itself in the old way, without asking for extensions.',
      rfc(5321, '4.1.1.1'),
    ),
  ],
  ['MAIL', explained('The client begins a message and says where a bounce would go.', rfc(5321, '4.1.1.2'))],
  [
    'RCPT',
    explained(
      'The client names one recipient, and the server accepts or refuses each by itself.',
      rfc(5321, '4.1.1.3'),
    ),
  ],
  [
    'DATA',
    explained(
      'The client asks to send the message content, which ends with a line that holds a single dot.',
      rfc(5321, '4.1.1.4'),
    ),
  ],
  [
    'RSET',
    explained('The client drops the message that it had begun and stays connected.', rfc(5321, '4.1.1.5')),
  ],
  ['VRFY', explained('The client asks whether the server knows a user or mailbox.', rfc(5321, '4.1.1.6'))],
  ['EXPN', explained('The client asks who is on a mailing list.', rfc(5321, '4.1.1.7'))],
  ['HELP', explained('The client asks for a help text for people.', rfc(5321, '4.1.1.8'))],
  ['NOOP', explained('The client wants nothing but a sign of life.', rfc(5321, '4.1.1.9'))],
  [
    'QUIT',
    explained(
      'The client says goodbye; the server answers and closes the connection.',
      rfc(5321, '4.1.1.10'),
    ),
  ],
  [
    'SEND',
    explained(
      'The client wants the message shown on the user’s terminal; nobody uses this any more.',
      rfc(5321, 'F.6'),
    ),
  ],
  [
    'SOML',
    explained(
      'The client wants the message shown on the user’s terminal or else mailed; nobody uses this any more.',
      rfc(5321, 'F.6'),
    ),
  ],
  [
    'SAML',
    explained(
      'The client wants the message shown on the user’s terminal and mailed too; nobody uses this any more.',
      rfc(5321, 'F.6'),
    ),
  ],
  [
    'TURN',
    explained(
      'The client asks to swap roles and be given mail without proving who it is, so servers refuse.',
      rfc(5321, 'F.1'),
    ),
  ],

  // Extensions
  [
    'STARTTLS',
    explained('The client asks to encrypt the connection; behind it both sides begin anew.', rfc(3207, '4')),
  ],
  ['AUTH', explained('The client logs in, by the mechanism that it names.', rfc(4954, '4'))],
  [
    'BDAT',
    explained(
      'The client sends a piece of the message content counted in bytes; LAST marks the final piece.',
      rfc(3030, '2'),
    ),
  ],
  [
    'BURL',
    explained(
      'The client asks the server to fetch a piece of the message from an IMAP server by itself.',
      rfc(4468, '3.2'),
    ),
  ],
  [
    'ETRN',
    explained(
      'The client asks the server to start delivering the mail that waits for a host or domain.',
      rfc(1985),
    ),
  ],
  [
    'ATRN',
    explained(
      'The client has logged in and asks to swap roles, to be given the mail that waits for its domains.',
      rfc(2645, '5.2.1'),
    ),
  ],
  [
    'LHLO',
    explained(
      'The client introduces itself to a server that speaks LMTP and will answer for each recipient.',
      rfc(2033, '4.1'),
    ),
  ],

  // Without an RFC
  ['XCLIENT', explained('A trusted proxy tells the server whom it should take the client for.', XCLIENT)],
  [
    'XFORWARD',
    explained('A trusted filter or proxy passes on where the message came from, for the logs.', XFORWARD),
  ],
  [
    'PROXY',
    explained(
      'A load balancer in front says where the connection really comes from, before SMTP begins.',
      PROXY_PROTOCOL,
    ),
  ],
  ['VERB', explained('The client asks sendmail to tell in detail what it does.', EXTENSION_REGISTRY)],
  [
    'ONEX',
    explained('The client says that it will send only one message on this connection.', EXTENSION_REGISTRY),
  ],
  ['XUSR', explained('The client says that a user’s program hands in a new message.', PRIVATE_USE)],
  ['X-EXPS', explained('An Exchange server logs in to another one.', EXCHANGE_EXTENSIONS)],
  [
    'X-ANONYMOUSTLS',
    explained(
      'An Exchange server asks another one to encrypt the connection without checking certificates.',
      EXCHANGE_EXTENSIONS,
    ),
  ],
  ['X-LINK2STATE', explained('Old Exchange servers tell each other how to route mail.', EXCHANGE_EXTENSIONS)],
  [
    'XEXCH50',
    explained(
      'An old Exchange server sends another one properties that the message has no place for.',
      EXCHANGE_EXTENSIONS,
    ),
  ],
  [
    'XSHADOW',
    explained(
      'An Exchange server looks after the spare copy of a message that another one keeps.',
      PRIVATE_USE,
    ),
  ],
  [
    'XSHADOWREQUEST',
    explained('An Exchange server asks another one to keep a spare copy of the message.', PRIVATE_USE),
  ],
  [
    'XPROXY',
    explained('An Exchange server passes a client’s connection on and says who the client is.', PRIVATE_USE),
  ],
  ['XPROXYFROM', explained('An Exchange server in front says from where a message reached it.', PRIVATE_USE)],
  [
    'XPROXYTO',
    explained('An Exchange server asks another one to pass the connection on to a third.', PRIVATE_USE),
  ],
  [
    'XSESSIONPARAMS',
    explained('An Exchange server tells another one how their conversation shall go.', PRIVATE_USE),
  ],
]);

/** What a command is for; `verb` in any capitals. Of one that nobody knows, it says that. */
export function explainVerb(verb: string): Explanation {
  const name = verb.toUpperCase();
  const known = VERB_EXPLANATIONS.get(name);
  if (known !== undefined) return known;
  if (name.startsWith('X')) {
    return explained('This command is private to the two programs; no standard describes it.', PRIVATE_USE);
  }
  return explained('No SMTP standard knows this command.', rfc(5321, '4.1.1'), EXTENSION_REGISTRY);
}
