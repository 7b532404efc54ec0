import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MASK, redactAuthentication } from '../../../app/transcript/redaction.ts';

describe('masking commands', () => {
  test.each([
    ['an initial response', 'AUTH PLAIN AGJvYgBzM2NyZXQ=', 'AUTH PLAIN ****'],
    ['any capitals and blanks', 'auth  Plain\tAGJvYgBz more', 'auth  Plain\t****'],
    ['blanks in front', '  AUTH LOGIN Ym9i', '  AUTH LOGIN ****'],
    ['stray bytes in front', '\x00\x08AUTH LOGIN Ym9i', '\x00\x08AUTH LOGIN ****'],
    ['a family of mechanisms', 'AUTH SCRAM-SHA-256-PLUS biws', 'AUTH SCRAM-SHA-256-PLUS ****'],
    ['something behind an empty response', 'AUTH PLAIN = Ym9i', 'AUTH PLAIN ****'],
    ['a forgotten mechanism', 'AUTH AGJvYgBzM2NyZXQ=', 'AUTH ****'],
    ['a mechanism that is none', 'AUTH hunter2', 'AUTH ****'],
    ['a mechanism that something hangs on', 'AUTH PLAIN=AGJvYgBz', 'AUTH ****'],
    ['no blank behind the verb', 'AUTH=PLAIN AGJvYgBz', 'AUTH****'],
    ['a verb of another protocol', 'AUTHENTICATE PLAIN AGJvYgBz', 'AUTH****'],
    ['a password of POP3 or FTP', 'pass hunter2', 'pass ****'],
  ])('%s', (_, text, masked) => {
    expect(redactAuthentication(text, 'command')).toEqual({ text: masked, masked: true });
  });

  test.each([
    'AUTH',
    'AUTH LOGIN',
    'AUTH LOGIN  ',
    'AUTH EXTERNAL =',
    'auth plain =',
    'MAIL FROM:<bob@example.org> AUTH=<bob@example.org>',
    'XCLIENT LOGIN=bob NAME=host.example',
    'PASS',
    'NOOP AUTH PLAIN',
    'EHLO auth.example.org',
  ])('leaves %j as it is', (text) => {
    expect(redactAuthentication(text, 'command')).toEqual({ text, masked: false });
  });

  it('masks the whole line where only the caller could read the verb', () => {
    expect(redactAuthentication('ＡＵＴＨ PLAIN Ym9i', 'command', 'AUTH')).toEqual({
      text: MASK,
      masked: true,
    });
  });
});

describe('masking answers within AUTH', () => {
  test.each(['Ym9i', '=', '* ', ' *', '**', 'AUTH'])('masks %j', (text) => {
    expect(redactAuthentication(text, 'authentication')).toEqual({ text: '****', masked: true });
  });

  test.each([
    ['the cancelling star', '*'],
    ['the empty response', ''],
  ])('leaves %s', (_, text) => {
    expect(redactAuthentication(text, 'authentication')).toEqual({ text, masked: false });
  });
});

test.each(['reply', 'content', 'opaque'] as const)('leaves lines of kind %s', (kind) => {
  const text = 'AUTH PLAIN AGJvYgBzM2NyZXQ=';
  expect(redactAuthentication(text, kind)).toEqual({ text, masked: false });
});

describe('nothing of a secret remains', () => {
  const secret = fc
    .uint8Array({ minLength: 3, maxLength: 60 })
    .map((bytes) => Buffer.from(bytes).toString('base64'));
  const blank = fc.stringMatching(/^[ \t]{1,3}$/);
  const verb = fc.constantFrom('AUTH', 'auth', 'Auth', ' AUTH');
  const mechanism = fc.constantFrom(
    'PLAIN',
    'login',
    'CRAM-MD5',
    'XOAUTH2',
    'SCRAM-SHA-1',
    '',
    'NEW-ONE',
    'PLAIN=',
  );

  it('neither four characters in a row, nor its length', () => {
    fc.assert(
      fc.property(
        secret,
        secret,
        verb,
        mechanism,
        blank,
        blank,
        (one, other, verb, mechanism, first, second) => {
          const redact = (words: string): string =>
            redactAuthentication(`${verb}${first}${mechanism}${second}${words}`, 'command').text;
          expect(redact(one)).toBe(redact(other));
          expect(redact(`${one} ${other}`)).toBe(redact(other));
          expect(runsOfFour(one).filter((run) => redact(one).includes(run))).toEqual([]);
        },
      ),
    );
  });

  it('nor of an answer', () => {
    fc.assert(
      fc.property(secret, (words) => {
        expect(redactAuthentication(words, 'authentication').text).toBe('****');
      }),
    );
  });
});

/** Every run of four characters that does not stand in the command's own words. */
function runsOfFour(secret: string): string[] {
  const runs = Array.from({ length: secret.length - 3 }, (_, start) => secret.slice(start, start + 4));
  return runs.filter((run) => !/^(?:auth|uth2|oaut|xoau|plai|lain|logi|ogin|cram|scra)/i.test(run));
}
