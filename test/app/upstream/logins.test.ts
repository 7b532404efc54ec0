import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { BuiltInConversation } from '../../../app/upstream/built-in-conversation.ts';
import { MECHANISMS } from '../../../app/contract/built-in-settings.ts';
import { DEFAULT_PROFILE, type Logins, type ServerProfile } from '../../../app/upstream/server-profile.ts';
import { script, spoken, spokenAfterHello } from './spoken.ts';

/** A server that knows ann, whose password is secret. */
function server(logins: Partial<Logins> = {}): ServerProfile {
  const known: Logins = {
    mechanisms: MECHANISMS,
    accepts: 'users',
    users: new Map([['ann', 'secret']]),
    required: false,
    ...logins,
  };
  return { ...DEFAULT_PROFILE, logins: known };
}

/** What a server that has been greeted makes of a script: the script itself, where it does what stands there. */
function held(conversation: string, profile: ServerProfile = server()): boolean {
  expect(spokenAfterHello(conversation, profile)).toBe(conversation);
  return true;
}

// AGFubgBzZWNyZXQ= is NUL ann NUL secret; YW5u is ann; c2VjcmV0 is secret.

test('logins are offered where there are any', () => {
  expect(spoken('c> EHLO client.example', server({ mechanisms: ['PLAIN', 'LOGIN'] }))).toContain(
    '\ns< 250 AUTH PLAIN LOGIN',
  );
  expect(spokenAfterHello('c> AUTH PLAIN', DEFAULT_PROFILE)).toContain(
    's< 502 5.5.1 AUTH is not offered here',
  );
});

describe('AUTH PLAIN', () => {
  test('with an initial response', () => {
    expect(
      held(script`
      c> AUTH PLAIN AGFubgBzZWNyZXQ=
      s< 235 2.7.0 Authentication succeeded
      c> AUTH PLAIN AGFubgBzZWNyZXQ=
      s< 503 5.5.1 Already authenticated
    `),
    ).toBe(true);
  });

  test('without one', () => {
    expect(
      held(
        script`
      c> AUTH PLAIN
      s< 334 
      c> AGFubgBzZWNyZXQ=
      s< 235 2.7.0 Authentication succeeded
    `.replace('334\n', '334 \n'),
      ),
    ).toBe(true);
  });

  test('with what is wrong', () => {
    expect(
      held(script`
      c> AUTH PLAIN AGFubgB3cm9uZw==
      s< 535 5.7.8 Authentication credentials invalid
      c> AUTH PLAIN AGJvYgBzZWNyZXQ=
      s< 535 5.7.8 Authentication credentials invalid
      c> AUTH PLAIN nonsense!
      s< 501 5.5.2 That is no base64
      c> AUTH PLAIN YW5u
      s< 501 5.5.2 The response does not fit the mechanism
      c> AUTH PLAIN =
      s< 501 5.5.2 The response does not fit the mechanism
    `),
    ).toBe(true);
  });
});

describe('AUTH LOGIN', () => {
  test('step by step', () => {
    expect(
      held(script`
      c> AUTH LOGIN
      s< 334 VXNlcm5hbWU6
      c> YW5u
      s< 334 UGFzc3dvcmQ6
      c> c2VjcmV0
      s< 235 2.7.0 Authentication succeeded
    `),
    ).toBe(true);
  });

  test('with the name at once, and the wrong password', () => {
    expect(
      held(script`
      c> AUTH LOGIN YW5u
      s< 334 UGFzc3dvcmQ6
      c> d3Jvbmc=
      s< 535 5.7.8 Authentication credentials invalid
      c> NOOP
      s< 250 2.0.0 OK
    `),
    ).toBe(true);
  });

  test('given up', () => {
    expect(
      held(script`
      c> AUTH LOGIN
      s< 334 VXNlcm5hbWU6
      c> *
      s< 501 5.7.0 Authentication cancelled
    `),
    ).toBe(true);
  });
});

describe('AUTH CRAM-MD5', () => {
  function answered(password: string): string {
    const conversation = new BuiltInConversation(server());
    conversation.receive(Buffer.from('EHLO client.example\r\n'));
    const [, challenge = ''] =
      /^334 (\S+)\r\n$/.exec(conversation.receive(Buffer.from('AUTH CRAM-MD5\r\n'))) ?? [];
    const asked = Buffer.from(challenge, 'base64').toString();
    expect(asked).toMatch(/^<\w+\.\d+@localhost>$/);
    const digest = createHmac('md5', password).update(asked).digest('hex');
    return conversation.receive(Buffer.from(`${Buffer.from(`ann ${digest}`).toString('base64')}\r\n`));
  }

  test('proves the password without saying it', () => {
    expect(answered('secret')).toBe('235 2.7.0 Authentication succeeded\r\n');
    expect(answered('wrong')).toBe('535 5.7.8 Authentication credentials invalid\r\n');
  });

  test('takes no initial response', () => {
    expect(
      held(script`
      c> AUTH CRAM-MD5 YW5u
      s< 501 5.5.2 The response does not fit the mechanism
    `),
    ).toBe(true);
  });
});

describe('AUTH XOAUTH2', () => {
  const token = (secret: string) =>
    Buffer.from(`user=ann\x01auth=Bearer ${secret}\x01\x01`).toString('base64');

  test('takes a token', () => {
    expect(held(`c> AUTH XOAUTH2 ${token('secret')}\ns< 235 2.7.0 Authentication succeeded`)).toBe(true);
  });

  test('says why it does not take one, and then refuses', () => {
    const said = spokenAfterHello(`c> AUTH XOAUTH2 ${token('old')}\nc> `, server()).split('\n');
    expect(Buffer.from(said[1]?.slice(7) ?? '', 'base64').toString()).toContain('"status":"400"');
    expect(said.at(-1)).toBe('s< 535 5.7.8 Authentication credentials invalid');
  });
});

test('everybody may log in, or nobody', () => {
  expect(
    held('c> AUTH PLAIN AGJvYgB4\ns< 235 2.7.0 Authentication succeeded', server({ accepts: 'all' })),
  ).toBe(true);
  expect(
    held(
      'c> AUTH PLAIN AGFubgBzZWNyZXQ=\ns< 535 5.7.8 Authentication credentials invalid',
      server({ accepts: 'none' }),
    ),
  ).toBe(true);
});

test('a login may be needed to send', () => {
  expect(
    held(
      script`
      c> MAIL FROM:<ann@example.com>
      s< 530 5.7.0 Authentication required
      c> AUTH PLAIN AGFubgBzZWNyZXQ=
      s< 235 2.7.0 Authentication succeeded
      c> MAIL FROM:<ann@example.com>
      s< 250 2.1.0 Sender OK
      c> AUTH PLAIN AGFubgBzZWNyZXQ=
      s< 503 5.5.1 Already authenticated
    `,
      server({ required: true }),
    ),
  ).toBe(true);
});

test('logins in the wrong place', () => {
  const conversation = script`
    c> AUTH PLAIN AGFubgBzZWNyZXQ=
    s< 503 5.5.1 Send EHLO first
  `;
  expect(spoken(conversation, server()).split('\n').slice(1).join('\n')).toBe(conversation);
  expect(
    held(script`
    c> AUTH
    s< 501 5.5.4 Syntax: AUTH mechanism [initial-response]
    c> AUTH GSSAPI
    s< 504 5.5.4 Mechanism GSSAPI is not supported
    c> MAIL FROM:<ann@example.com>
    s< 250 2.1.0 Sender OK
    c> AUTH PLAIN
    s< 503 5.5.1 AUTH is not permitted during a mail transaction
  `),
  ).toBe(true);
});
