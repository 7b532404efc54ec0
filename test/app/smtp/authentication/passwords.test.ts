import { describe, expect, test } from 'vitest';
import { base64, decode, tell, told } from './exchanges.ts';

describe('PLAIN', () => {
  test('RFC 4616 section 4: who, and the password, with AUTH', () => {
    const authentication = decode(`
      c> AUTH PLAIN ${base64('\0tim\0tanstaaftanstaaf')}
      s< 235 2.7.0 Authentication successful`);
    expect(tell(authentication)).toBe(told`
      PLAIN: tim, password, accepted
      c> the request to log in with PLAIN: the user name and the password | user: tim !! tanstaaftanstaaf
      s< the server accepts the login | reply code: 235
    `);
  });

  test('RFC 4616 section 4: Kurt asks to act as Ursel, when the server lets him begin', () => {
    const authentication = decode(`
      c> AUTH plain
      s< 334
      c> ${base64('Ursel\0Kurt\0xipj3plmq')}
      s< 535 5.7.8 no`);
    expect(tell(authentication)).toBe(told`
      PLAIN: Kurt as Ursel, password, refused
      c> the request to log in with PLAIN
      s< the server asks the client to go on
      c> the user name and the password | user: Kurt | acts as: Ursel !! xipj3plmq
      s< the server refuses the login | reply code: 535
    `);
  });

  test('RFC 4954 section 4.1', () => {
    expect(decode('c> AUTH PLAIN dGVzdAB0ZXN0ADEyMzQ=')).toMatchObject({
      user: 'test',
      authorizationId: 'test',
      outcome: 'unfinished',
      steps: [{ secret: '1234' }],
    });
  });

  test.each([
    ['a password alone', 'hunter2'],
    ['a name and a password', 'bob\0hunter2'],
    ['too many parts', '\0bob\0hunt\0er2'],
    ['no name', '\0\0hunter2'],
    ['no password', '\0hunter2\0'],
  ])('where the structure is wrong, all may be secret: %s', (_, message) => {
    const authentication = decode(`c> AUTH PLAIN ${base64(message)}`);
    expect(authentication).toMatchObject({
      user: null,
      authorizationId: null,
      steps: [{ details: [], secret: message }],
      problems: [{ code: 'wrong-structure', step: 0 }],
    });
  });

  test('a password in Latin-1', () => {
    const authentication = decode(`c> AUTH PLAIN ${base64(Buffer.from('\0bob\0gr\xfcn', 'latin1'))}`);
    expect(authentication).toMatchObject({
      user: 'bob',
      steps: [{ secret: 'grün' }],
      problems: [{ code: 'not-utf8' }],
    });
  });
});

describe('LOGIN', () => {
  test('the name and the password, each when asked', () => {
    const authentication = decode(`
      c> AUTH LOGIN
      s< 334 VXNlcm5hbWU6
      c> ${base64('bob')}
      s< 334 UGFzc3dvcmQ6
      c> ${base64('hunter2')}
      s< 235 ok`);
    expect(tell(authentication)).toBe(told`
      LOGIN: bob, password, accepted
      c> the request to log in with LOGIN
      s< the server asks for the user name | prompt: Username:
      c> the user name | user: bob
      s< the server asks for the password | prompt: Password:
      c> the password !! hunter2
      s< the server accepts the login | reply code: 235
    `);
  });

  test('the name with AUTH', () => {
    const authentication = decode(`
      c> AUTH LOGIN ${base64('bob')}
      s< 334 UGFzc3dvcmQ6
      c> ${base64('hunter2')}
      s< 235 ok`);
    expect(tell(authentication)).toBe(told`
      LOGIN: bob, password, accepted
      c> the request to log in with LOGIN: the user name | user: bob
      s< the server asks for the password | prompt: Password:
      c> the password !! hunter2
      s< the server accepts the login | reply code: 235
    `);
  });

  test.each([
    ['User Name\0', 'Password\0'],
    ['Benutzer:', 'Kennwort:'],
    ['username', 'username'],
    ['', ''],
  ])('whatever the server asks: %j, %j', (first, second) => {
    const { user, steps } = decode(`
      c> AUTH LOGIN
      s< 334 ${base64(first)}
      c> ${base64('bob')}
      s< 334 ${base64(second)}
      c> ${base64('hunter2')}`);
    expect(user).toBe('bob');
    expect(steps.map(({ secret }) => secret)).toEqual([null, null, null, null, 'hunter2']);
  });

  test('a password that was asked for first is one', () => {
    const { user, steps } = decode(`
      c> AUTH LOGIN
      s< 334 ${base64('Password:')}
      c> ${base64('hunter2')}`);
    expect(user).toBeNull();
    expect(steps.at(-1)?.secret).toBe('hunter2');
  });

  test('a name in clear may be anything, and what follows is still the password', () => {
    const authentication = decode(`
      c> AUTH LOGIN
      s< 334 VXNlcm5hbWU6
      c> bob@example.com
      s< 334 UGFzc3dvcmQ6
      c> ${base64('hunter2')}
      s< 535 no`);
    expect(tell(authentication)).toBe(told`
      LOGIN: nobody, password, refused
      c> the request to log in with LOGIN
      s< the server asks for the user name | prompt: Username:
      c> a response that is not base64 !! bob@example.com
      s< the server asks for the password | prompt: Password:
      c> the password !! hunter2
      s< the server refuses the login | reply code: 535
      problem in step 2: not-base64
    `);
  });

  test('a client that gives up', () => {
    const authentication = decode(`
      c> AUTH LOGIN
      s< 334 VXNlcm5hbWU6
      c> *
      s< 501 5.7.0 cancelled`);
    expect(tell(authentication)).toBe(told`
      LOGIN: nobody, password, cancelled
      c> the request to log in with LOGIN
      s< the server asks for the user name | prompt: Username:
      c> the client gives up
      s< the server notes that the client gave up | reply code: 501
    `);
  });

  test('a line that is no reply ends nothing, and what follows the end is no part of it', () => {
    const authentication = decode(`
      c> AUTH LOGIN ${base64('bob')}
      s< what?
      c> ${base64('hunter2')}
      s< 235 ok
      c> NOOP
      s< 250 ok`);
    expect(tell(authentication)).toBe(told`
      LOGIN: bob, password, accepted
      c> the request to log in with LOGIN: the user name | user: bob
      s< the server says something that is no reply | reply code: 0
      c> the password !! hunter2
      s< the server accepts the login | reply code: 235
    `);
  });
});

describe('what AUTH begins with', () => {
  test('an empty initial response', () => {
    expect(tell(decode('c> AUTH EXTERNAL ='))).toBe(told`
      EXTERNAL: nobody, none, unfinished
      c> the request to log in with EXTERNAL: nothing more: the server shall see who it is
    `);
  });

  test('nothing', () => {
    expect(tell(decode('c> AUTH'))).toBe(told`
      : nobody, response, unfinished
      c> the request to log in
      problem in step 0: no-mechanism
    `);
  });

  test('a word that is no mechanism may be a secret', () => {
    expect(tell(decode('c> AUTH AGJvYgBodW50ZXIy'))).toBe(told`
      : nobody, response, unfinished
      c> the request to log in with something unknown !! AGJvYgBodW50ZXIy
      problem in step 0: unknown-mechanism
    `);
  });

  test('a mechanism that only this server knows', () => {
    expect(tell(decode(`c> AUTH X-ODD ${base64('abc')}`, { offered: ['PLAIN', 'x-odd'] }))).toBe(told`
      X-ODD: nobody, response, unfinished
      c> the request to log in with X-ODD: the client’s part of an exchange that cannot be read | length: 3 bytes !! YWJj
    `);
  });
});
