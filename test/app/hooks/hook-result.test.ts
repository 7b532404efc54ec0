import { describe, expect, test } from 'vitest';
import { AuthoredMessage } from '../../../app/hooks/authored-message.ts';
import type { HookQuestion } from '../../../app/hooks/hook-messages.ts';
import { readResult } from '../../../app/hooks/hook-result.ts';

const QUESTIONS = {
  onConnect: { hook: 'onConnect' },
  onCommand: { hook: 'onCommand', line: 'RCPT TO:<bob@example.org>' },
  onReply: { hook: 'onReply', lines: ['250 Ok'], command: 'NOOP' },
  onContentLine: { hook: 'onContentLine', line: 'Hello' },
  onMessage: { hook: 'onMessage', bytes: Buffer.from('Subject: a\r\n\r\nb\r\n') },
} as const satisfies Record<string, HookQuestion>;

function answerTo(question: HookQuestion, result: unknown) {
  const read = readResult(question, result);
  return read.ok ? read.answer : read.text;
}

describe('what a hook returns', () => {
  test.each([
    ['onCommand', undefined, { action: 'go-on' }],
    ['onCommand', null, { action: 'go-on' }],
    ['onCommand', { command: 'RCPT TO:<é@x>' }, { action: 'command', line: 'RCPT TO:<Ã©@x>' }],
    ['onCommand', { reply: '550 5.1.1 No' }, { action: 'reply', lines: ['550 5.1.1 No'] }],
    ['onCommand', { reply: '250' }, { action: 'reply', lines: ['250 '] }],
    [
      'onReply',
      { reply: { code: 250, enhanced: '2.0.0', text: ['one', 'two'] } },
      { action: 'reply', lines: ['250-2.0.0 one', '250 2.0.0 two'] },
    ],
    ['onReply', { drop: true }, { action: 'drop' }],
    ['onConnect', { reply: '554 No' }, { action: 'reply', lines: ['554 No'] }],
    ['onConnect', { close: 'reset' }, { action: 'close', how: 'reset', text: null }],
    ['onContentLine', { line: 'Bye' }, { action: 'lines', lines: ['Bye'] }],
    ['onContentLine', { line: [] }, { action: 'lines', lines: [] }],
    ['onMessage', { close: 'politely', text: 'Bye' }, { action: 'close', how: 'politely', text: 'Bye' }],
  ] as const)('by %s is understood: %j', (hook, result, answer) => {
    expect(answerTo(QUESTIONS[hook], result)).toEqual(answer);
  });

  test('of a message may be the message, its text, or its bytes', () => {
    const bytesOf = (message: unknown) => {
      const answer = answerTo(QUESTIONS.onMessage, { message });
      return typeof answer === 'object' && answer.action === 'message'
        ? Buffer.from(answer.bytes).toString()
        : answer;
    };
    expect(bytesOf('a: 1\n\nb\n')).toBe('a: 1\r\n\r\nb\r\n');
    expect(bytesOf(Buffer.from('a\nb'))).toBe('a\nb');
    expect(bytesOf(new AuthoredMessage(Buffer.from('x')).withHeader('A', '1'))).toBe('A: 1\r\nx');
  });

  test('goes on in Latin-1 where it stands for what was no UTF-8', () => {
    const question = { hook: 'onContentLine', line: 'Gr\xfc\xdfe' } as const;
    expect(answerTo(question, { line: 'Grüße!' })).toEqual({ action: 'lines', lines: ['Gr\xfc\xdfe!'] });
    expect(answerTo(question, { line: '€' })).toEqual({ action: 'lines', lines: ['\xe2\x82\xac'] });
  });

  test.each([
    ['onCommand', 'NOOP', "onCommand returned 'NOOP'."],
    ['onCommand', true, 'onCommand returned true.'],
    ['onCommand', { line: 'x' }, 'one of: command, reply, drop, close.'],
    ['onCommand', { drop: true, close: 'reset' }, 'one of: command, reply, drop, close.'],
    ['onCommand', { command: 'A\r\nB' }, 'command has to be one line, without line breaks.'],
    ['onCommand', { command: '' }, 'command has to have words.'],
    ['onCommand', { command: 5 }, 'command has to be text.'],
    ['onCommand', { command: 'NOOP', why: 1 }, 'why means nothing here.'],
    ['onCommand', { drop: false }, 'drop has to be true.'],
    ['onCommand', { reply: 'no' }, 'reply has to begin with a reply code: 550 5.1.1 No.'],
    ['onCommand', { reply: 550 }, 'reply has to be a line such as "550 5.1.1 No", or {'],
    ['onCommand', { reply: '354 Go on' }, 'A 3xx asks the client for more; only the server can do that.'],
    ['onConnect', { reply: '220 Hello' }, 'it has to be a 4xx or a 5xx.'],
    ['onContentLine', { reply: '550 No' }, 'one of: line, drop, close.'],
    ['onReply', { close: 'now' }, 'close has to be "politely", "at-once" or "reset".'],
    ['onMessage', { message: {} }, 'message has to be a message, its text, or its bytes.'],
  ] as const)('by %s is nonsense: %j', (hook, result, words) => {
    const told = answerTo(QUESTIONS[hook], result);
    expect(told).toContain(`${hook} returned `);
    expect(told).toContain(words);
  });
});

describe('a message in the hands of an author', () => {
  const message = (text: string) => new AuthoredMessage(Buffer.from(text, 'latin1'));
  const text = (of: AuthoredMessage) => Buffer.from(of.bytes).toString('latin1');

  test('has headers, lines that go on put together', () => {
    const parsed = message('From: a@x\r\nSubject: one\r\n  two\r\nX-No-Value:\r\n\r\nNot: a header\r\n');
    expect(parsed.headers).toEqual([
      { name: 'From', value: 'a@x' },
      { name: 'Subject', value: 'one  two' },
      { name: 'X-No-Value', value: '' },
    ]);
    expect(parsed.header('SUBJECT')).toBe('one  two');
    expect(parsed.header('Not')).toBeUndefined();
  });

  test('gets a header on top, or in the place of those of its name; all else stays as it was', () => {
    const before = message('A: 1\r\nB: 2\r\n 2\r\nA: 3\n\r\nbody\nof any \xfc kind');
    expect(text(before.withHeader('C', 'ü'))).toBe(
      'C: \xc3\xbc\r\nA: 1\r\nB: 2\r\n 2\r\nA: 3\n\r\nbody\nof any \xfc kind',
    );
    expect(text(before.withHeader('a', '9'))).toBe('a: 9\r\nB: 2\r\n 2\r\n\r\nbody\nof any \xfc kind');
    expect(text(before.withoutHeader('b'))).toBe('A: 1\r\nA: 3\n\r\nbody\nof any \xfc kind');
    expect(text(before)).toContain('B: 2');
  });

  test('may have no header, no body, or nothing at all', () => {
    expect(text(message('\r\nbody').withHeader('A', '1'))).toBe('A: 1\r\n\r\nbody');
    expect(text(message('A: 1\r\n').withoutHeader('A'))).toBe('');
    expect(text(message('').withHeader('A', '1'))).toBe('A: 1\r\n');
    expect(message('no header at all\r\n').headers).toEqual([]);
  });

  test('takes no header that would break it', () => {
    expect(() => message('').withHeader('A b', '1')).toThrow('"A b" is no name of a header field');
    expect(() => message('').withHeader('A', '1\r\nB: 2')).toThrow('text without line breaks');
  });
});
