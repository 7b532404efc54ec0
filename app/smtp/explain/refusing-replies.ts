import { clause, type Clause } from './explanation.ts';
import { rfc } from './reference.ts';

/** What a refusal begins with: for now (4yz), and for good (5yz). */
export interface Opening {
  readonly forNow: string;
  readonly forGood: string;
}

const INTRODUCTION: Opening = {
  forNow: 'The server does not greet the client now',
  forGood: 'The server refuses to greet the client',
};
const CONTENT: Opening = {
  forNow: 'The server does not take the content now',
  forGood: 'The server refuses to take the content',
};
const QUESTION: Opening = {
  forNow: 'The server does not answer the question now',
  forGood: 'The server refuses to answer the question',
};

/** Where nothing is known of what was asked. */
export const PLAIN_OPENING: Opening = {
  forNow: 'The server cannot do this now',
  forGood: 'The server refuses',
};

/** A refused command without an opening of its own. */
export const COMMAND_OPENING: Opening = {
  forNow: 'The server cannot do this now',
  forGood: 'The server refuses the command',
};

/** Refusals by what they answer: a verb, `greeting` or `content`. */
export const OPENINGS: ReadonlyMap<string, Opening> = new Map([
  [
    'greeting',
    { forNow: 'The server takes no connection now', forGood: 'The server refuses the connection' },
  ],
  ['EHLO', INTRODUCTION],
  ['HELO', INTRODUCTION],
  ['LHLO', INTRODUCTION],
  [
    'MAIL',
    {
      forNow: 'The server takes no message from this sender now',
      forGood: 'The server takes no message from this sender',
    },
  ],
  [
    'RCPT',
    { forNow: 'The server does not take this recipient now', forGood: 'The server refuses this recipient' },
  ],
  ['DATA', CONTENT],
  ['BDAT', CONTENT],
  ['BURL', CONTENT],
  [
    'content',
    { forNow: 'The server does not take the message now', forGood: 'The server refuses the message' },
  ],
  ['AUTH', { forNow: 'The server cannot log the client in now', forGood: 'The server refuses the login' }],
  [
    'STARTTLS',
    { forNow: 'The server cannot encrypt the connection now', forGood: 'The server refuses to encrypt' },
  ],
  ['VRFY', QUESTION],
  ['EXPN', QUESTION],
]);

/** The opening of 421, which ends the conversation whatever it answers. */
export const CLOSING_OPENING = 'The server closes the connection';

/** Codes that tell the reason better than the enhanced codes that come with them. */
export const DECISIVE_CODES: ReadonlySet<number> = new Set([
  502, 503, 521, 523, 524, 525, 530, 534, 535, 538, 551, 555, 556,
]);

/** Why, by the code alone. */
export const REFUSING_REPLIES: ReadonlyMap<number, Clause> = new Map([
  [421, clause('it is not available at the moment', rfc(5321, '3.8'))],
  [432, clause('the account must first be made ready for this mechanism', rfc(4954, '6'))],
  [450, clause('the mailbox is not available at the moment', rfc(5321, '4.2.3'))],
  [451, clause('something went wrong on its side', rfc(5321, '4.2.3'))],
  [452, clause('it has not enough room, or these are too many recipients at once', rfc(5321, '4.5.3.1.10'))],
  [453, clause('no mail waits for the client', rfc(2645, '5.2.1'))],
  [454, clause('security is out of order for a while', rfc(4954, '6'))],
  [455, clause('it cannot do what the parameters ask for at the moment', rfc(5321, '4.1.1.11'))],
  [458, clause('it cannot start to deliver the mail that waits', rfc(1985))],
  [459, clause('the client may not ask for the mail of this host', rfc(1985))],
  [500, clause('it does not know the command, or the line is too long', rfc(5321, '4.2.3'))],
  [501, clause('the arguments are not written as they should be', rfc(5321, '4.2.3'))],
  [502, clause('it does not offer this command', rfc(5321, '4.2.4'))],
  [503, clause('the command came at the wrong moment', rfc(5321, '4.1.4'))],
  [504, clause('it does not offer what the arguments ask for', rfc(5321, '4.2.3'))],
  [521, clause('this host never takes mail', rfc(7504, '3'), rfc(1846))],
  [523, clause('the connection must be encrypted first', rfc(5248, '2.4'))],
  [524, clause('this mechanism needs an encrypted connection', rfc(5248, '2.4'))],
  [525, clause('the account has been switched off', rfc(5248, '2.4'))],
  [530, clause('the client must log in first', rfc(4954, '6'))],
  [534, clause('the mechanism is too weak for this account', rfc(4954, '6'))],
  [535, clause('user name or password is wrong, or not allowed here', rfc(4954, '6'))],
  [538, clause('this mechanism may only be used on an encrypted connection', rfc(4954, '6'))],
  [550, clause('the mailbox does not exist, or may not be used', rfc(5321, '4.2.3'))],
  [551, clause('the recipient is elsewhere, and it does not forward', rfc(5321, '3.4'))],
  [552, clause('a limit of size or room has been reached', rfc(5321, '4.2.3'))],
  [553, clause('the address is not one that it allows', rfc(5321, '4.2.3'))],
  [554, clause('it cannot or will not do this', rfc(5321, '4.2.3'))],
  [555, clause('it does not know a parameter, or does not offer it', rfc(5321, '4.1.1.11'))],
  [556, clause('the recipient’s domain takes no mail', rfc(7504, '4'))],
  [571, clause('it has blocked this mail, with a code that no standard knows', rfc(5321, '4.2.1'))],
]);

const NOT_THIS_CLIENT = clause('its rules do not let this client in', rfc(5321, '4.2.3'));
const NOT_THIS_MESSAGE = clause('its rules do not allow this message', rfc(5321, '4.2.5'));

/** Why, by the code and what it answers. */
export const REFUSING_REPLIES_TO: ReadonlyMap<string, Clause> = new Map([
  ['454 STARTTLS', clause('TLS is out of order for a while', rfc(3207, '4'))],
  ['454 AUTH', clause('it cannot check the login at the moment', rfc(4954, '6'))],
  ['501 AUTH', clause('the client gave up, or what it said was not base64', rfc(4954, '4'))],
  ['501 STARTTLS', clause('the command takes no arguments', rfc(3207, '4'))],
  ['503 AUTH', clause('the client has logged in already, or may not do so now', rfc(4954, '4'))],
  ['503 RCPT', clause('no message has been begun with MAIL', rfc(5321, '4.1.4'))],
  ['503 DATA', clause('there is no sender or no accepted recipient yet', rfc(5321, '3.3'))],
  ['503 BDAT', clause('there is no sender or no accepted recipient yet', rfc(3030, '2'))],
  ['504 AUTH', clause('it does not offer this mechanism', rfc(4954, '4'))],
  ['504 EHLO', clause('it does not take the name that the client gives itself', rfc(5321, '4.1.1.1'))],
  ['504 HELO', clause('it does not take the name that the client gives itself', rfc(5321, '4.1.1.1'))],
  ['550 greeting', NOT_THIS_CLIENT],
  ['550 EHLO', NOT_THIS_CLIENT],
  ['550 HELO', NOT_THIS_CLIENT],
  ['550 MAIL', clause('its rules do not allow this sender or host', rfc(5321, '4.2.3'))],
  ['550 DATA', NOT_THIS_MESSAGE],
  ['550 content', NOT_THIS_MESSAGE],
  ['552 RCPT', clause('the mailbox is full, or these are too many recipients', rfc(5321, '4.5.3.1.10'))],
  ['552 MAIL', clause('the message would be too large', rfc(1870, '6'))],
  ['552 content', clause('the message is too large, or there is no room for it', rfc(5321, '4.2.5'))],
  ['554 greeting', clause('there is no mail service here, or not for this client', rfc(5321, '3.1'))],
  ['554 MAIL', clause('its rules do not allow this sender', rfc(5321, '4.2.3'))],
  ['554 RCPT', clause('its rules do not allow mail from here to there', rfc(5321, '4.2.3'))],
  ['554 content', clause('it does not want the message, or cannot handle it', rfc(5321, '4.2.5'))],
]);
