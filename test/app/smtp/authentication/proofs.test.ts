import { describe, expect, test } from 'vitest';
import { base64, decode, tell, told } from './exchanges.ts';
import { ntlmAnswer, ntlmChallenge, ntlmNegotiation } from './ntlm-messages.ts';

describe('CRAM-MD5', () => {
  test('RFC 2195 section 2', () => {
    const authentication = decode(`
      c> AUTH CRAM-MD5
      s< 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+
      c> dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw
      s< 235 ok`);
    expect(tell(authentication)).toBe(told`
      CRAM-MD5: tim, response, accepted
      c> the request to log in with CRAM-MD5
      s< the server’s challenge | challenge: <1896.697170952@postoffice.reston.mci.net>
      c> the user name, and the answer to the challenge | user: tim !! b913a602c7eda7a495b4e6e7334d3890
      s< the server accepts the login | reply code: 235
    `);
  });

  test('RFC 4954 section 4.1', () => {
    const { user } = decode(`
      c> AUTH CRAM-MD5
      s< 334 PDQxOTI5NDIzNDEuMTI4Mjg0NzJAc291cmNlZm91ci5hbmRyZXcuY211LmVkdT4=
      c> cmpzMyBlYzNhNTlmZWQzOTVhYmExZWM2MzY3YzRmNGI0MWFjMA==`);
    expect(user).toBe('rjs3');
  });

  test('a name may hold blanks; what is no digest may be a password', () => {
    const digest = 'b913a602c7eda7a495b4e6e7334d3890';
    expect(decode(`c> AUTH CRAM-MD5\ns< 334 PDE+\nc> ${base64(`tim b ${digest}`)}`).user).toBe('tim b');
    expect(decode(`c> AUTH CRAM-MD5\ns< 334 PDE+\nc> ${base64('tim hunter2')}`)).toMatchObject({
      user: null,
      steps: [{}, {}, { details: [], secret: 'tim hunter2' }],
      problems: [{ code: 'wrong-structure', step: 2 }],
    });
  });
});

test('DIGEST-MD5 (RFC 2831 section 4)', () => {
  const authentication = decode(`
    c> AUTH DIGEST-MD5
    s< 334 ${base64('realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",qop="auth",algorithm=md5-sess,charset=utf-8')}
    c> ${base64(
      'charset=utf-8,username="chris",realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",nc=00000001,' +
        'cnonce="OA6MHXh6VqTrRk",digest-uri="imap/elwood.innosoft.com",response=d388dad90d4bbd760a152321f2143af7,qop=auth',
    )}
    s< 334 ${base64('rspauth=ea40f60335c427b5527b84dbabcdfffd')}
    c>
    s< 235 ok`);
  expect(tell(authentication)).toBe(told`
    DIGEST-MD5: chris, response, accepted
    c> the request to log in with DIGEST-MD5
    s< the server’s challenge | realm: elwood.innosoft.com | nonce: OA6MG9tEQGm2hh | protection: auth | algorithm: md5-sess
    c> the user name, and the answer to the challenge | user: chris | realm: elwood.innosoft.com | service: imap/elwood.innosoft.com !! d388dad90d4bbd760a152321f2143af7
    s< the server’s proof that it knows the password !! ea40f60335c427b5527b84dbabcdfffd
    c> an empty answer
    s< the server accepts the login | reply code: 235
  `);
});

describe('SCRAM', () => {
  test('RFC 5802 section 5', () => {
    const authentication = decode(`
      c> AUTH SCRAM-SHA-1 ${base64('n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL')}
      s< 334 ${base64('r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096')}
      c> ${base64('c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=')}
      s< 334 ${base64('v=rmF9pqV8S7suAoZWja4dJRkFsKQ=')}
      c>
      s< 235 ok`);
    expect(tell(authentication)).toBe(told`
      SCRAM-SHA-1: user, hash, accepted
      c> the request to log in with SCRAM-SHA-1: the user name and the client’s nonce | user: user | channel binding: the client has none | nonce: fyko+d2lbbFgONRv9qkxdawL
      s< the server’s challenge | nonce: fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j | salt: 12 bytes | iterations: 4096
      c> the client’s proof that it knows the password | nonce: fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j !! v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=
      s< the server’s proof that it knows the password !! rmF9pqV8S7suAoZWja4dJRkFsKQ=
      c> an empty answer, behind the server’s proof
      s< the server accepts the login | reply code: 235
    `);
  });

  test('RFC 7677 section 3, with the server beginning', () => {
    const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    const authentication = decode(`
      c> AUTH SCRAM-SHA-256
      s< 334
      c> ${base64('n,,n=user,r=rOprNGfwEbeRWgbNEkqO')}
      s< 334 ${base64(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`)}
      c> ${base64(`c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`)}
      s< 235 ok`);
    expect(authentication).toMatchObject({ user: 'user', outcome: 'accepted', problems: [] });
    expect(authentication.steps[4]?.secret).toBe('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=');
  });

  test('bound to TLS, in another’s name, with a comma in the name', () => {
    const message = 'p=tls-server-end-point,a=boss,n=a=2Cb=3Dc,r=xyz';
    const authentication = decode(`c> AUTH SCRAM-SHA-512-PLUS ${base64(message)}`);
    expect(authentication).toMatchObject({ user: 'a,b=c', authorizationId: 'boss', secretKind: 'hash' });
    expect(authentication.steps[0]?.details).toContainEqual({
      name: 'channel binding',
      value: 'tls-server-end-point',
    });
  });

  test('a server whose nonce is not the client’s, with few iterations', () => {
    const { problems } = decode(`
      c> AUTH SCRAM-SHA-1 ${base64('n,,n=user,r=abc')}
      s< 334 ${base64('r=xyz,s=QSXCR+Q6sek8bf92,i=100')}
      c> ${base64('c=biws,r=other,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=')}`);
    expect(problems.map(({ code, step }) => [code, step])).toEqual([
      ['nonce-differs', 1],
      ['few-iterations', 1],
      ['nonce-differs', 2],
    ]);
  });

  test('the server’s error, and messages that are none', () => {
    const authentication = decode(`
      c> AUTH SCRAM-SHA-1 ${base64('hunter2')}
      s< 334 ${base64('e=unknown-user')}
      c> ${base64('c=hunter2')}`);
    expect(tell(authentication)).toBe(told`
      SCRAM-SHA-1: nobody, hash, unfinished
      c> the request to log in with SCRAM-SHA-1: the user name and the client’s nonce !! hunter2
      s< the server’s error | error: unknown-user
      c> the client’s proof that it knows the password !! c=hunter2
      problem in step 0: wrong-structure
      problem in step 2: wrong-structure
    `);
  });
});

describe('NTLM', () => {
  test('the names on both sides', () => {
    const authentication = decode(`
      c> AUTH NTLM
      s< 334 NTLM supported
      c> ${base64(ntlmNegotiation('EXAMPLE', 'PC'))}
      s< 334 ${base64(
        ntlmChallenge('EXAMPLE', '0123456789abcdef', [
          [1, 'MX'],
          [2, 'EXAMPLE'],
          [3, 'mx.example.com'],
          [4, 'example.com'],
        ]),
      )}
      c> ${base64(ntlmAnswer('EXAMPLE', 'bob', 'PC', 'ab'.repeat(40)))}
      s< 235 ok`);
    expect(tell(authentication)).toBe(told`
      NTLM: EXAMPLE\bob, response, accepted
      c> the request to log in with NTLM
      s< the server asks the client to go on, in words of its own
      c> what the client can do | domain: EXAMPLE | workstation: PC
      s< the server’s challenge | target: EXAMPLE | challenge: 0123456789abcdef | computer: MX | domain: EXAMPLE | DNS name of the computer: mx.example.com | DNS name of the domain: example.com
      c> the user name, and the answer to the challenge | user: bob | domain: EXAMPLE | workstation: PC | version: NTLMv2 !! ${'ab'.repeat(40)}
      s< the server accepts the login | reply code: 235
    `);
  });

  test('the old version is told from the new one', () => {
    const { steps, user } = decode(`c> AUTH NTLM ${base64(ntlmAnswer('', 'bob', '', 'ab'.repeat(24)))}`);
    expect(user).toBe('bob');
    expect(steps[0]?.details).toContainEqual({ name: 'version', value: 'NTLMv1, which is easily broken' });
  });

  test('a message that is cut anywhere is still read', () => {
    const whole = ntlmAnswer('EXAMPLE', 'bob', 'PC', 'ab'.repeat(40));
    for (let length = 0; length < whole.length; length += 1) {
      const { steps } = decode(`c> AUTH NTLM\ns< 334\nc> ${base64(whole.subarray(0, length))}`);
      expect(steps).toHaveLength(3);
    }
  });
});

test('ANONYMOUS (RFC 4505 section 3) leaves a trace', () => {
  expect(tell(decode(`c> AUTH ANONYMOUS ${base64('sirhc')}`))).toBe(told`
    ANONYMOUS: nobody, none, unfinished
    c> the request to log in with ANONYMOUS: a trace that the client leaves | trace: sirhc
  `);
});

test('EXTERNAL (RFC 4422 appendix A) names whom to act as', () => {
  expect(decode(`c> AUTH EXTERNAL ${base64('fred@example.com')}`)).toMatchObject({
    user: null,
    authorizationId: 'fred@example.com',
    secretKind: 'none',
    steps: [{ secret: null }],
  });
});

test('GSSAPI stays closed', () => {
  expect(tell(decode(`c> AUTH GSSAPI ${base64('ticket')}\ns< 334 ${base64('more')}\nc>\ns< 235 ok`)))
    .toBe(told`
    GSSAPI: nobody, token, accepted
    c> the request to log in with GSSAPI: the client’s part of a Kerberos exchange | length: 6 bytes !! dGlja2V0
    s< the server’s part of a Kerberos exchange | length: 4 bytes
    c> an empty answer
    s< the server accepts the login | reply code: 235
  `);
});
