import { detail, details, malformed, type MechanismReader } from './mechanism.ts';
import type { Message } from './message.ts';

const WHAT = 'the user name, and the answer to the challenge';

/** DIGEST-MD5 (RFC 2831 section 2.1): lists of `name=value` and `name="value"`. */
export function digestMd5Reader(): MechanismReader {
  return {
    secretKind: 'response',
    challenge(message) {
      const directives = readDirectives(message);
      if (directives.has('rspauth')) {
        return {
          what: 'the server’s proof that it knows the password',
          secret: directives.get('rspauth') ?? '',
        };
      }
      return {
        what: 'the server’s challenge',
        details: details(
          detail('realm', directives.get('realm')),
          detail('nonce', directives.get('nonce')),
          detail('protection', directives.get('qop')),
          detail('algorithm', directives.get('algorithm')),
        ),
      };
    },
    response(message) {
      if (message.bytes.length === 0) return { what: 'an empty answer' };
      const directives = readDirectives(message);
      const user = directives.get('username');
      const answer = directives.get('response');
      const authorizationId = directives.get('authzid');
      if (user === undefined || answer === undefined || !/^[0-9a-f]{32}$/i.test(answer)) {
        return malformed(WHAT, 'a list with username and response', message);
      }
      return {
        what: WHAT,
        user,
        ...(authorizationId === undefined ? {} : { authorizationId }),
        secret: answer,
        details: details(
          detail('user', user),
          detail('acts as', authorizationId),
          detail('realm', directives.get('realm')),
          detail('service', directives.get('digest-uri')),
        ),
      };
    },
  };
}

const DIRECTIVE = /([\w-]{1,32})=(?:"((?:[^"\\]|\\.)*)"|([^,"]*))(?:,\s*|$)/sy;

/** Up to the first that is none; of several with one name, the first. */
function readDirectives({ text }: Message): ReadonlyMap<string, string> {
  const directives = new Map<string, string>();
  DIRECTIVE.lastIndex = 0;
  for (let match = DIRECTIVE.exec(text); match !== null; match = DIRECTIVE.exec(text)) {
    const [, name = '', quoted, plain = ''] = match;
    const key = name.toLowerCase();
    if (!directives.has(key)) directives.set(key, quoted?.replace(/\\(.)/gs, '$1') ?? plain);
  }
  return directives;
}
