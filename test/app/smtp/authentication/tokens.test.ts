import { describe, expect, test } from 'vitest';
import { base64, decode, tell, told } from './exchanges.ts';

function jwt(header: object, claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.c2lnbmF0dXJl`;
}

describe('XOAUTH2', () => {
  // https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
  const TOKEN = 'ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg';
  const RESPONSE = base64(`user=someuser@example.com\u0001auth=Bearer ${TOKEN}\u0001\u0001`);

  test('a token that is taken', () => {
    expect(tell(decode(`c> AUTH XOAUTH2 ${RESPONSE}\ns< 235 2.7.0 Accepted`))).toBe(told`
      XOAUTH2: someuser@example.com, token, accepted
      c> the request to log in with XOAUTH2: the user name and a token | user: someuser@example.com | token type: Bearer | token: opaque | token length: ${String(TOKEN.length)} characters !! ${TOKEN}
      s< the server accepts the login | reply code: 235
    `);
  });

  test('one that is not: the server says why, and waits for an empty answer', () => {
    const authentication = decode(`
      c> AUTH XOAUTH2
      s< 334
      c> ${RESPONSE}
      s< 334 eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQo=
      c>
      s< 535 5.7.8 no`);
    expect(tell(authentication)).toBe(told`
      XOAUTH2: someuser@example.com, token, refused
      c> the request to log in with XOAUTH2
      s< the server asks the client to go on
      c> the user name and a token | user: someuser@example.com | token type: Bearer | token: opaque | token length: ${String(TOKEN.length)} characters !! ${TOKEN}
      s< the server’s reason for not taking the token | status: 401 | scope: https://mail.google.com/ | schemes: bearer
      c> the client has understood the error
      s< the server refuses the login | reply code: 535
    `);
  });

  test.each([
    ['blanks in place of the separators', `user=bob auth=Bearer ${TOKEN}`],
    ['no user', `auth=Bearer ${TOKEN}\u0001\u0001`],
    ['no type', `user=bob\u0001auth=${TOKEN}\u0001\u0001`],
    ['a token alone', TOKEN],
  ])('where the structure is wrong, all may be secret: %s', (_, message) => {
    expect(decode(`c> AUTH XOAUTH2 ${base64(message)}`)).toMatchObject({
      user: null,
      steps: [{ details: [], secret: message }],
      problems: [{ code: 'wrong-structure' }],
    });
  });

  test('a challenge that is no JSON', () => {
    const { problems } = decode(`c> AUTH XOAUTH2 ${RESPONSE}\ns< 334 ${base64('what?')}`);
    expect(problems.map(({ code, step }) => [code, step])).toEqual([['wrong-structure', 1]]);
  });
});

describe('OAUTHBEARER', () => {
  const TOKEN = 'vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==';

  test('RFC 7628 section 4.4: a token that is not taken', () => {
    const message = `n,a=user@example.com,\u0001host=server.example.com\u0001port=587\u0001auth=Bearer ${TOKEN}\u0001\u0001`;
    const error = {
      status: 'invalid_token',
      scope: 'example_scope',
      'openid-configuration': 'https://example.com/.well-known/openid-configuration',
    };
    const authentication = decode(`
      c> AUTH OAUTHBEARER ${base64(message)}
      s< 334 ${base64(JSON.stringify(error))}
      c> AQ==
      s< 535 5.7.1 no`);
    expect(tell(authentication)).toBe(told`
      OAUTHBEARER: user@example.com as user@example.com, token, refused
      c> the request to log in with OAUTHBEARER: the user name and a token | user: user@example.com | host: server.example.com | port: 587 | token type: Bearer | token: opaque | token length: ${String(TOKEN.length)} characters !! ${TOKEN}
      s< the server’s reason for not taking the token | status: invalid_token | scope: example_scope | openid-configuration: https://example.com/.well-known/openid-configuration
      c> the client has understood the error
      s< the server refuses the login | reply code: 535
    `);
  });

  test('without a user name', () => {
    expect(
      decode(`c> AUTH OAUTHBEARER ${base64(`n,,\u0001auth=Bearer ${TOKEN}\u0001\u0001`)}`),
    ).toMatchObject({
      user: null,
      steps: [{ what: 'the request to log in with OAUTHBEARER: a token', secret: TOKEN }],
      problems: [],
    });
  });

  test('without its header, all may be secret', () => {
    const message = `a=bob\u0001auth=Bearer ${TOKEN}\u0001\u0001`;
    expect(decode(`c> AUTH OAUTHBEARER ${base64(message)}`)).toMatchObject({
      user: null,
      steps: [{ details: [], secret: message }],
      problems: [{ code: 'wrong-structure' }],
    });
  });
});

describe('the shape of a token', () => {
  function shapeOf(token: string, now?: number): { details: string[]; problems: string[] } {
    const message = `user=bob\u0001auth=Bearer ${token}\u0001\u0001`;
    const { steps, problems } = decode(
      `c> AUTH XOAUTH2 ${base64(message)}`,
      now === undefined ? {} : { now },
    );
    return {
      details: (steps[0]?.details ?? []).slice(2).map(({ name, value }) => `${name}: ${value}`),
      problems: problems.map(({ code }) => code),
    };
  }

  const TOKEN = jwt(
    { alg: 'RS256', typ: 'JWT' },
    { iss: 'https://issuer.example.com/', exp: 1_800_000_000, sub: 'bob' },
  );

  test('a JWT tells how it is signed, who gave it, and until when', () => {
    expect(shapeOf(TOKEN, 1_799_999_999_000)).toEqual({
      details: [
        'token: JWT',
        `token length: ${TOKEN.length} characters`,
        'algorithm: RS256',
        'issuer: https://issuer.example.com/',
        'expires: 2027-01-15T08:00:00.000Z',
      ],
      problems: [],
    });
  });

  test('one that has expired is a problem, where the time is known', () => {
    expect(shapeOf(TOKEN, 1_800_000_000_000).problems).toEqual(['token-expired']);
    expect(shapeOf(TOKEN).problems).toEqual([]);
  });

  test.each([
    ['claims of other kinds', jwt({ alg: 5 }, { iss: ['x'], exp: 'soon' }), ['token: JWT', 'algorithm: 5']],
    ['a time that no calendar has', jwt({ alg: 'none' }, { exp: 1e300 }), ['token: JWT', 'algorithm: none']],
    [
      'claims that are no JSON',
      `${jwt({ alg: 'A' }, {}).split('.')[0] ?? ''}.x.y`,
      ['token: JWT', 'algorithm: A'],
    ],
    [
      'an encrypted one',
      `${jwt({ alg: 'dir' }, {}).split('.')[0] ?? ''}.a.b.c.d`,
      ['token: encrypted JWT', 'algorithm: dir'],
    ],
    ['dots alone', 'a.b.c', ['token: opaque']],
    ['an array', `${Buffer.from('[]').toString('base64url')}.b.c`, ['token: opaque']],
  ])('%s', (_, token, details) => {
    expect(shapeOf(token).details.filter((detail) => !detail.startsWith('token length'))).toEqual(details);
  });
});
