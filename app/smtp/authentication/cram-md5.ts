import { detail, details, malformed, type MechanismReader } from './mechanism.ts';

const WHAT = 'the user name, and the answer to the challenge';

/** CRAM-MD5 (RFC 2195 section 2): the answer is the user name, a blank, and 32 hexadecimal digits. */
export function cramMd5Reader(): MechanismReader {
  return {
    secretKind: 'response',
    challenge: ({ text }) => ({
      what: 'the server’s challenge',
      details: details(detail('challenge', text)),
    }),
    response(message) {
      const [, user, digest] = /^(.+) ([0-9a-f]{32})$/is.exec(message.text) ?? [];
      if (user === undefined || digest === undefined) {
        return malformed(WHAT, 'a user name, a blank and 32 hexadecimal digits', message);
      }
      return { what: WHAT, user, secret: digest, details: details(detail('user', user)) };
    },
  };
}
