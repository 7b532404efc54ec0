import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Authentication } from '../../../../app/smtp/authentication/authentication.ts';
import { AuthenticationExchange } from '../../../../app/smtp/authentication/authentication-exchange.ts';
import { base64, decode } from './exchanges.ts';
import { ntlmAnswer, ntlmNegotiation } from './ntlm-messages.ts';

/** All that may be shown without asking. */
function shown(authentication: Authentication): string {
  const { steps, ...rest } = authentication;
  return JSON.stringify([rest, steps.map(({ from, what, details }) => [from, what, details])]);
}

/** The secret in clear, and in base64 wherever it begins within three bytes. */
function formsOf(secret: string): string[] {
  const shifted = [0, 1, 2].map((shift) => {
    const text = base64('x'.repeat(shift) + secret);
    // The characters at the ends hold bits of what stands beside the secret.
    return text.replaceAll('=', '').slice(shift === 0 ? 0 : 4, -1);
  });
  return [secret, encodeURIComponent(secret), ...shifted];
}

const name = fc.stringMatching(/^[a-f]{1,12}$/);
const secret = fc.stringMatching(/^[G-Z0-9]{12,40}$/);
const digest = fc.stringMatching(/^[1-9]{32}$/);

const exchanges: [string, fc.Arbitrary<{ transcript: string; secret: string }>][] = [
  [
    'PLAIN',
    fc.tuple(name, secret).map(([user, secret]) => ({
      transcript: `c> AUTH PLAIN ${base64(`\0${user}\0${secret}`)}\ns< 535 no`,
      secret,
    })),
  ],
  [
    'PLAIN, when asked, and wrong',
    fc.tuple(name, secret).map(([user, secret]) => ({
      transcript: `c> AUTH PLAIN\ns< 334\nc> ${base64(`${user}\0${secret}`)}`,
      secret,
    })),
  ],
  [
    'PLAIN in clear',
    fc
      .tuple(name, secret)
      .map(([user, secret]) => ({ transcript: `c> AUTH PLAIN ${user} ${secret}`, secret })),
  ],
  [
    'no mechanism',
    fc.tuple(name, secret).map(([user, secret]) => ({
      transcript: `c> AUTH ${base64(`\0${user}\0${secret}`)}`,
      secret,
    })),
  ],
  [
    'LOGIN, whatever is asked',
    fc.tuple(name, secret, fc.string(), fc.string()).map(([user, secret, first, second]) => ({
      transcript: `c> AUTH LOGIN\ns< 334 ${base64(first)}\nc> ${base64(user)}\ns< 334 ${base64(second)}\nc> ${base64(secret)}`,
      secret,
    })),
  ],
  [
    'LOGIN with a name in clear',
    fc.tuple(name, secret).map(([user, secret]) => ({
      transcript: `c> AUTH LOGIN\ns< 334 VXNlcm5hbWU6\nc> ${user}@\ns< 334 VXNlcm5hbWU6\nc> ${base64(secret)}`,
      secret,
    })),
  ],
  [
    'PLAIN’s message under the name of another mechanism',
    fc
      .tuple(fc.constantFrom('LOGIN', 'EXTERNAL', 'ANONYMOUS', 'CRAM-MD5', 'SCRAM-SHA-1'), name, secret)
      .map(([mechanism, user, secret]) => ({
        transcript: `c> AUTH ${mechanism} ${base64(`\0${user}\0${secret}`)}`,
        secret,
      })),
  ],
  [
    'XOAUTH2’s message under the name of another mechanism',
    fc
      .tuple(fc.constantFrom('LOGIN', 'EXTERNAL', 'PLAIN', 'OAUTHBEARER', 'NTLM'), name, secret)
      .map(([mechanism, user, secret]) => ({
        transcript: `c> AUTH ${mechanism} ${base64(`user=${user}\u0001auth=Bearer ${secret}\u0001\u0001`)}`,
        secret,
      })),
  ],
  [
    'CRAM-MD5',
    fc.tuple(name, digest).map(([user, secret]) => ({
      transcript: `c> AUTH CRAM-MD5\ns< 334 PDE+\nc> ${base64(`${user} ${secret}`)}`,
      secret,
    })),
  ],
  [
    'DIGEST-MD5',
    fc.tuple(name, digest).map(([user, secret]) => ({
      transcript: `c> AUTH DIGEST-MD5\ns< 334 ${base64('nonce="1"')}\nc> ${base64(`username="${user}",response=${secret}`)}`,
      secret,
    })),
  ],
  [
    'SCRAM-SHA-256',
    fc.tuple(name, secret).map(([user, secret]) => ({
      transcript: `c> AUTH SCRAM-SHA-256 ${base64(`n,,n=${user},r=a`)}\ns< 334 ${base64('r=ab,s=QUJD,i=4096')}\nc> ${base64(`c=biws,r=ab,p=${secret}`)}\ns< 334 ${base64(`v=${secret}`)}`,
      secret,
    })),
  ],
  [
    'XOAUTH2',
    fc.tuple(name, secret).map(([user, secret]) => ({
      transcript: `c> AUTH XOAUTH2 ${base64(`user=${user}\u0001auth=Bearer ${secret}\u0001\u0001`)}`,
      secret,
    })),
  ],
  [
    'OAUTHBEARER',
    fc.tuple(name, secret).map(([user, secret]) => ({
      transcript: `c> AUTH OAUTHBEARER ${base64(`n,a=${user},\u0001auth=Bearer ${secret}\u0001\u0001`)}`,
      secret,
    })),
  ],
  [
    'NTLM',
    fc.tuple(name, digest).map(([user, secret]) => ({
      transcript: `c> AUTH NTLM ${base64(ntlmNegotiation('a', 'b'))}\nc> ${base64(ntlmAnswer('a', user, 'b', secret))}`,
      secret,
    })),
  ],
  [
    'something unknown',
    secret.map((secret) => ({ transcript: `c> AUTH OTP\ns< 334\nc> ${base64(secret)}`, secret })),
  ],
];

describe('nothing of a secret is shown, neither in clear nor in base64', () => {
  test.each(exchanges)('%s', (_, exchange) => {
    fc.assert(
      fc.property(exchange, ({ transcript, secret }) => {
        const authentication = decode(transcript);
        const text = shown(authentication);
        expect(formsOf(secret).filter((form) => text.includes(form))).toEqual([]);
        // And yet it is there for whoever asks.
        const secrets = authentication.steps.map((step) => step.secret ?? '').join('\n');
        expect(formsOf(secret).some((form) => secrets.includes(form))).toBe(true);
      }),
    );
  });
});

describe('whatever is said', () => {
  const line = fc.oneof(
    fc.string(),
    fc.uint8Array({ maxLength: 200 }).map(base64),
    fc.constantFrom(
      '',
      '*',
      '=',
      'AQ==',
      base64('c=biws,r=,p='),
      base64('NTLMSSP\0\u0003'),
      base64('{"status":1}'),
    ),
  );
  const mechanism = fc.constantFrom(
    'PLAIN',
    'LOGIN',
    'CRAM-MD5',
    'DIGEST-MD5',
    'SCRAM-SHA-1',
    'SCRAM-SHA-256-PLUS',
    'XOAUTH2',
    'OAUTHBEARER',
    'NTLM',
    'GSSAPI',
    'EXTERNAL',
    'ANONYMOUS',
    'OTP',
    '',
  );
  const said = fc.tuple(fc.constantFrom('c', 's'), fc.constantFrom(334, 235, 535, 0), line);

  test('it is decoded without a complaint, a step for each line', () => {
    fc.assert(
      fc.property(mechanism, line, fc.array(said, { maxLength: 12 }), (name, initial, lines) => {
        const exchange = new AuthenticationExchange(`${name} ${initial}`);
        let expected = 1;
        for (const [who, code, text] of lines) {
          if (exchange.authentication().outcome === 'unfinished') expected += 1;
          if (who === 'c') exchange.response(text);
          else exchange.reply(code, text);
        }
        expect(exchange.authentication().steps).toHaveLength(expected);
      }),
    );
  });

  test('what is no base64 is shown nowhere', () => {
    fc.assert(
      fc.property(mechanism, secret, (name, password) => {
        const exchange = new AuthenticationExchange(name);
        exchange.response(`${password}!`);
        exchange.response(`${password} ${password}`);
        expect(shown(exchange.authentication())).not.toContain(password);
      }),
    );
  });

  test('its size has bounds', () => {
    const exchange = new AuthenticationExchange(`LOGIN ${'A'.repeat(4_000_000)}`);
    for (let step = 0; step < 1_000; step += 1) {
      exchange.reply(334, 'A'.repeat(100_000));
      exchange.response('A'.repeat(100_000));
    }
    const authentication = exchange.authentication();
    expect(authentication.steps).toHaveLength(32);
    expect(authentication.problems.at(-1)?.code).toBe('too-many-steps');
    expect(shown(authentication).length).toBeLessThan(20_000);
    expect(JSON.stringify(authentication).length).toBeLessThan(32 * 70_000);
  });

  test('many blanks take no time', () => {
    const { steps } = decode(`c> AUTH LOGIN a${' '.repeat(60_000)}b`);
    expect(steps).toHaveLength(1);
  });

  test('long names are cut', () => {
    const { user } = decode(`c> AUTH PLAIN ${base64(`\0${'a'.repeat(5_000)}\0b`)}`);
    expect(user).toHaveLength(321);
  });
});
