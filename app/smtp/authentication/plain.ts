import { detail, details, malformed, utf8Problems, type MechanismReader } from './mechanism.ts';

const WHAT = 'the user name and the password';

/** PLAIN (RFC 4616 section 2): whom to act as, who it is, and the password, with NUL between. */
export function plainReader(): MechanismReader {
  return {
    secretKind: 'password',
    challenge: () => ({ what: 'a challenge, though PLAIN has none' }),
    response(message) {
      const [authorizationId = '', user = '', password = '', ...rest] = message.text.split('\0');
      if (user === '' || password === '' || rest.length > 0) {
        return malformed(WHAT, 'an identity, a user name and a password with NUL between them', message);
      }
      return {
        what: WHAT,
        user,
        ...(authorizationId === '' ? {} : { authorizationId }),
        secret: password,
        details: details(detail('user', user), detail('acts as', authorizationId)),
        problems: utf8Problems(message),
      };
    },
  };
}
