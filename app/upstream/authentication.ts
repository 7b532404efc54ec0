import { createHmac, timingSafeEqual } from 'node:crypto';
import { Buffer } from 'node:buffer';
import { answer, mayUseExtensions, type Answer, type Dialogue } from './dialogue.ts';
import { reply, type Reply } from './reply.ts';
import { MECHANISMS, type Mechanism } from '../contract/built-in-settings.ts';
import type { Logins } from './server-profile.ts';

/** A login under way: what the client's next line answers. */
export type LoginStep =
  | { readonly asked: 'PLAIN' | 'XOAUTH2' | 'LOGIN user' }
  | { readonly asked: 'LOGIN password'; readonly user: string }
  | { readonly asked: 'CRAM-MD5'; readonly challenge: string }
  /** The client has been told why its token was not taken, and owes an empty line for that. */
  | { readonly asked: 'end of XOAUTH2' };

/** AUTH begins a login (RFC 4954 section 4). `challenge` is for CRAM-MD5 (RFC 2195): like no other before. */
export function beginLogin(logins: Logins, dialogue: Dialogue, argument: string, challenge: string): Answer {
  const [, name = '', initial] = /^(\S+)(?:\s+(\S+))?$/.exec(argument) ?? [];
  const mechanism = MECHANISMS.find((each) => each === name.toUpperCase());
  if (name === '') return answer(reply(501, '5.5.4', 'Syntax: AUTH mechanism [initial-response]'), dialogue);
  if (!mayUseExtensions(dialogue)) return answer(reply(503, '5.5.1', 'Send EHLO first'), dialogue);
  if (dialogue.user !== null) return answer(reply(503, '5.5.1', 'Already authenticated'), dialogue);
  if (dialogue.transaction !== null) {
    return answer(reply(503, '5.5.1', 'AUTH is not permitted during a mail transaction'), dialogue);
  }
  if (mechanism === undefined || !logins.mechanisms.includes(mechanism)) {
    return answer(reply(504, '5.5.4', `Mechanism ${name} is not supported`), dialogue);
  }
  const { step, said } = firstStep(mechanism, challenge);
  if (initial === undefined) return asking(dialogue, step, said);
  if (mechanism === 'CRAM-MD5') return failed(dialogue, wrongResponse());
  // A lone equals sign is an empty response (section 4).
  return takeResponse(logins, dialogue, step, initial === '=' ? '' : initial);
}

/** The client's next line in a login. */
export function continueLogin(logins: Logins, dialogue: Dialogue, step: LoginStep, line: string): Answer {
  if (line === '*') return failed(dialogue, reply(501, '5.7.0', 'Authentication cancelled'));
  return takeResponse(logins, dialogue, step, line);
}

function firstStep(mechanism: Mechanism, challenge: string): { step: LoginStep; said: string } {
  switch (mechanism) {
    case 'PLAIN':
    case 'XOAUTH2':
      return { step: { asked: mechanism }, said: '' };
    case 'LOGIN':
      return { step: { asked: 'LOGIN user' }, said: 'Username:' };
    case 'CRAM-MD5':
      return { step: { asked: 'CRAM-MD5', challenge }, said: challenge };
  }
}

function takeResponse(logins: Logins, dialogue: Dialogue, step: LoginStep, response: string): Answer {
  if (step.asked === 'end of XOAUTH2') return failed(dialogue, notTaken());
  const words = decodeBase64(response);
  if (words === null) return failed(dialogue, reply(501, '5.5.2', 'That is no base64'));
  switch (step.asked) {
    case 'PLAIN': {
      // authorization identity NUL authentication identity NUL password (RFC 4616)
      const [, user, password, ...more] = words.split('\0');
      if (user === undefined || password === undefined || more.length > 0)
        return failed(dialogue, wrongResponse());
      return decide(logins, dialogue, user, (known) => isSame(known, password));
    }
    case 'LOGIN user':
      return asking(dialogue, { asked: 'LOGIN password', user: words }, 'Password:');
    case 'LOGIN password':
      return decide(logins, dialogue, step.user, (known) => isSame(known, words));
    case 'CRAM-MD5': {
      const [, user = '', digest = ''] = /^(.+) ([0-9a-f]{32})$/s.exec(words) ?? [];
      const right = (known: string) =>
        isSame(createHmac('md5', known).update(step.challenge).digest('hex'), digest);
      return digest === '' ? failed(dialogue, wrongResponse()) : decide(logins, dialogue, user, right);
    }
    case 'XOAUTH2':
      return takeToken(logins, dialogue, words);
  }
}

/** Google's and Microsoft's form: `user=…^Aauth=Bearer …^A^A`. A refusal is told as JSON, and confirmed by the client. */
function takeToken(logins: Logins, dialogue: Dialogue, words: string): Answer {
  const [userPart = '', authPart = '', ...ends] = words.split('\u0001');
  const user = /^user=(.*)$/i.exec(userPart)?.[1];
  const token = /^auth=Bearer (.*)$/i.exec(authPart)?.[1];
  if (user === undefined || token === undefined || ends.length !== 2)
    return failed(dialogue, wrongResponse());
  if (isAccepted(logins, user, (known) => isSame(known, token))) return loggedIn(dialogue, user);
  const why = '{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}';
  return asking(dialogue, { asked: 'end of XOAUTH2' }, why);
}

function decide(
  logins: Logins,
  dialogue: Dialogue,
  user: string,
  isRight: (known: string) => boolean,
): Answer {
  return isAccepted(logins, user, isRight) ? loggedIn(dialogue, user) : failed(dialogue, notTaken());
}

function isAccepted(logins: Logins, user: string, isRight: (known: string) => boolean): boolean {
  switch (logins.accepts) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'users': {
      const known = logins.users.get(user);
      return known !== undefined && isRight(known);
    }
  }
}

function asking(dialogue: Dialogue, step: LoginStep, said: string): Answer {
  const text = Buffer.from(said).toString('base64');
  return answer(reply(334, null, text), { ...dialogue, login: step });
}

function loggedIn(dialogue: Dialogue, user: string): Answer {
  return answer(reply(235, '2.7.0', 'Authentication succeeded'), { ...dialogue, login: null, user });
}

function failed(dialogue: Dialogue, said: Reply): Answer {
  return answer(said, { ...dialogue, login: null });
}

const notTaken = () => reply(535, '5.7.8', 'Authentication credentials invalid');
const wrongResponse = () => reply(501, '5.5.2', 'The response does not fit the mechanism');

/** Null where the text is no base64 (RFC 4648 section 4). */
function decodeBase64(text: string): string | null {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
    ? Buffer.from(text, 'base64').toString('utf8')
    : null;
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
