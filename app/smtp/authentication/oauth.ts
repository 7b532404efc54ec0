import { describeToken, parseObject, textOf, type TokenShape } from './bearer-token.ts';
import { detail, details, malformed, utf8Problems, type MechanismReader, type Reading } from './mechanism.ts';
import type { Message } from './message.ts';

/** What stands between the fields of a response. */
const SEPARATOR = '\u0001';

const WHAT = 'the user name and a token';

/** XOAUTH2 (https://developers.google.com/workspace/gmail/imap/xoauth2-protocol): `user=`, then `auth=Bearer`. */
export function xoauth2Reader(now: number | null): MechanismReader {
  return {
    secretKind: 'token',
    challenge: readError,
    response(message) {
      if (isAcknowledgement(message)) return ACKNOWLEDGEMENT;
      const fields = readFields(message.text.split(SEPARATOR));
      const user = fields.get('user');
      const credentials = readCredentials(fields.get('auth'), now);
      if (user === undefined || credentials === null) {
        return malformed(WHAT, 'a user name and a token with their separators', message);
      }
      return {
        what: WHAT,
        user,
        secret: credentials.token,
        details: details(
          detail('user', user),
          detail('token type', credentials.type),
          ...credentials.shape.details,
        ),
        problems: [...utf8Problems(message), ...credentials.shape.problems],
      };
    },
  };
}

/** OAUTHBEARER (RFC 7628 section 3.1): a header with the user name, then `host=`, `port=` and `auth=Bearer`. */
export function oauthBearerReader(now: number | null): MechanismReader {
  return {
    secretKind: 'token',
    challenge: readError,
    response(message) {
      if (isAcknowledgement(message)) return ACKNOWLEDGEMENT;
      const [header = '', ...rest] = message.text.split(SEPARATOR);
      const gs2Header = /^(?:n|y|p=[A-Za-z0-9.-]+),(?:a=([^,]*))?,$/s.exec(header);
      const fields = readFields(rest);
      const credentials = readCredentials(fields.get('auth'), now);
      if (gs2Header === null || credentials === null) {
        return malformed(WHAT, 'a header and a token with their separators', message);
      }
      const user = gs2Header[1]?.replaceAll('=2C', ',').replaceAll('=3D', '=');
      return {
        what: user === undefined ? 'a token' : WHAT,
        ...(user === undefined ? {} : { user, authorizationId: user }),
        secret: credentials.token,
        details: details(
          detail('user', user),
          detail('host', fields.get('host')),
          detail('port', fields.get('port')),
          detail('token type', credentials.type),
          ...credentials.shape.details,
        ),
        problems: [...utf8Problems(message), ...credentials.shape.problems],
      };
    },
  };
}

/** RFC 7628 section 3.2.3: a lone separator acknowledges the server's error; XOAUTH2 has nothing there. */
function isAcknowledgement({ text }: Message): boolean {
  return text === '' || text === SEPARATOR;
}

const ACKNOWLEDGEMENT: Reading = { what: 'the client has understood the error' };

interface Credentials {
  /** Of the token: `Bearer`. */
  readonly type: string;
  readonly token: string;
  readonly shape: TokenShape;
}

/** What would stand in HTTP's Authorization header (RFC 6750 section 2.1); null where it is no token. */
function readCredentials(auth: string | undefined, now: number | null): Credentials | null {
  const [, type, token] = /^(bearer) +(\S+)$/i.exec(auth ?? '') ?? [];
  if (type === undefined || token === undefined) return null;
  return { type, token, shape: describeToken(token, now) };
}

/** Fields by name; of several with one name, the first. */
function readFields(parts: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const part of parts) {
    const [, name, value] = /^([a-z]{1,32})=(.*)$/is.exec(part) ?? [];
    if (name === undefined || value === undefined) continue;
    const key = name.toLowerCase();
    if (!fields.has(key)) fields.set(key, value);
  }
  return fields;
}

/** What a server says of a token that it does not take (RFC 7628 section 3.2.2); XOAUTH2's has `schemes` besides. */
function readError(message: Message): Reading {
  const error = parseObject(message.text);
  const what = 'the server’s reason for not taking the token';
  if (error === null) {
    return {
      what: 'a challenge that is no error',
      problems: [{ code: 'wrong-structure', text: 'Servers answer a token with JSON, which this is not.' }],
    };
  }
  const names = ['status', 'scope', 'schemes', 'openid-configuration'];
  return { what, details: details(...names.map((name) => detail(name, textOf(error[name])))) };
}
