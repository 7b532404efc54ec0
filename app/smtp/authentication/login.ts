import {
  detail,
  details,
  isName,
  malformed,
  utf8Problems,
  type MechanismReader,
  type Reading,
} from './mechanism.ts';
import type { Message } from './message.ts';

/**
 * LOGIN (https://datatracker.ietf.org/doc/html/draft-murchison-sasl-login-00): the user name, then the password, each
 * when asked. Servers word the questions as they like, and clients go by their order. So must whoever hides the
 * secret: only the first answer is a name, and only where no password was asked for.
 */
export function loginReader(): MechanismReader {
  let isNameKnown = false;
  let isPasswordAsked = false;
  return {
    secretKind: 'password',
    challenge({ text }) {
      isPasswordAsked = isNameKnown || /pass/i.test(text);
      const what = isPasswordAsked ? 'the server asks for the password' : 'the server asks for the user name';
      return { what, details: details(detail('prompt', text)) };
    },
    response(message) {
      if (isPasswordAsked || isNameKnown) return readPassword(message);
      isNameKnown = true;
      return readName(message);
    },
    unreadable() {
      isNameKnown = true;
    },
  };
}

function readName(message: Message): Reading {
  const { text } = message;
  if (text === '') return { what: 'an empty user name' };
  if (!isName(text)) return malformed('the user name', 'a user name', message);
  return {
    what: 'the user name',
    user: text,
    details: details(detail('user', text)),
    problems: utf8Problems(message),
  };
}

function readPassword(message: Message): Reading {
  return { what: 'the password', secret: message.text, problems: utf8Problems(message) };
}
