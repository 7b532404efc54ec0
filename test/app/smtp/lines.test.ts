import { describe, expect, test } from 'vitest';
import { isKnownVerb, helloName, parseChunk, parseCommand, parsePath } from '../../../app/smtp/command.ts';
import { parseReplyLine } from '../../../app/smtp/reply.ts';

describe('a command line', () => {
  test.each([
    ['NOOP', 'NOOP', ''],
    ['mail FROM:<a@b> SIZE=1', 'MAIL', 'FROM:<a@b> SIZE=1'],
    ['DATA \t ', 'DATA', ''],
    ['EHLO  two  words', 'EHLO', 'two  words'],
    ['X-LINK2STATE LAST', 'X-LINK2STATE', 'LAST'],
    [' NOOP', '', 'NOOP'],
    ['MAIL:x', '', 'MAIL:x'],
    ['', '', ''],
    ['x'.repeat(33), '', 'x'.repeat(33)],
  ])('%j has the verb %j and the argument %j', (line, verb, argument) => {
    const bytes = Buffer.from(`>${line}<`, 'latin1');
    expect(parseCommand(bytes, 1, bytes.length - 1)).toEqual({ verb, argument });
  });

  test('an argument is UTF-8 where it is valid, else Latin-1', () => {
    const read = (bytes: Buffer): string => parseCommand(bytes, 0, bytes.length).argument;
    expect(read(Buffer.from('EHLO zürich'))).toBe('zürich');
    expect(read(Buffer.from('EHLO zürich', 'latin1'))).toBe('zürich');
  });

  test.each([
    ['FROM:<a@b>', 'a@b'],
    ['FROM:<> SIZE=1', ''],
    ['from : a@b SIZE=1', 'a@b'],
    ['TO:<@hop.example,@other.example:a@b>', 'a@b'],
    ['TO:<"odd > one"@b> NOTIFY=NEVER', '"odd > one"@b'],
    ['TO:<"a\\">"@b>', '"a\\">"@b'],
    ['TO:<a@b', 'a@b'],
    ['TO:<"unclosed>', '"unclosed'],
    ['<a@b>', null],
  ])('the path of %j is %j', (argument, path) => {
    expect(parsePath(argument)).toBe(path);
  });

  test.each([
    ['12', { length: 12, last: false }],
    ['0 last', { length: 0, last: true }],
    ['', null],
    ['-1', null],
    ['12LAST', null],
    ['9'.repeat(16), null],
  ])('BDAT %s announces %j', (argument, chunk) => {
    expect(parseChunk(argument)).toEqual(chunk);
  });

  test('the name in a hello is its first word', () => {
    expect(helloName('client.example and more')).toBe('client.example');
    expect(helloName('')).toBe('');
  });

  test('verbs are known, or not', () => {
    expect(['STARTTLS', 'BDAT', 'XCLIENT'].every(isKnownVerb)).toBe(true);
    expect(['', 'DXNLCG', 'PASS'].some(isKnownVerb)).toBe(false);
  });
});

describe('a line of a reply', () => {
  test.each([
    ['250 ok', { code: 250, enhanced: '', last: true, text: 'ok' }],
    ['250-first', { code: 250, enhanced: '', last: false, text: 'first' }],
    ['250', { code: 250, enhanced: '', last: true, text: '' }],
    ['250-', { code: 250, enhanced: '', last: false, text: '' }],
    ['550 5.7.1 no', { code: 550, enhanced: '5.7.1', last: true, text: 'no' }],
    ['550 5.7.1', { code: 550, enhanced: '5.7.1', last: true, text: '' }],
    ['220 5.7.1.example', { code: 220, enhanced: '', last: true, text: '5.7.1.example' }],
    ['2500 ok', { code: 0, enhanced: '', last: false, text: '2500 ok' }],
    ['25', { code: 0, enhanced: '', last: false, text: '25' }],
    ['ok 250', { code: 0, enhanced: '', last: false, text: 'ok 250' }],
    ['', { code: 0, enhanced: '', last: false, text: '' }],
  ])('%j', (line, reply) => {
    const bytes = Buffer.from(`>${line}<`, 'latin1');
    expect(parseReplyLine(bytes, 1, bytes.length - 1)).toEqual(reply);
  });
});
