import { describe, expect, test } from 'vitest';
import { LONGEST_LINE } from '../../../app/smtp/framing.ts';
import { MOST_REPLY_TEXT } from '../../../app/smtp/reply-gatherer.ts';
import { Dialogue } from '../../../app/smtp/dialogue.ts';
import {
  follow,
  followBehind,
  followScript,
  GREETED,
  IN_CONTENT,
  repliesBehind,
  told,
  type ConversationScript,
} from '../../support/conversation-script.ts';

describe('what nobody should send', () => {
  test('bare line feeds, bare carriage returns, NUL and 8-bit stay where they are', () => {
    expect(followBehind(IN_CONTENT, [['c', 'a\nb\rc\r\r\nd\x00e\xff\r\n\r']])).toBe(told`
      c> a | content, content, lf
      c> b\x0dc\x0d | content, content
      c> d\x00e\xff | content, content
      c>  | content, content, cr
    `);
  });

  test('the last line lacks its ending', () => {
    expect(followBehind(GREETED, [['c', 'QUIT']])).toBe('c> QUIT | command, closing, none');
    expect(followBehind(GREETED, [['s', '421 bye\r']])).toBe('s< 421 bye | reply, ready, cr');
  });

  test('an early talker: the greeting is still the first reply', () => {
    const script: ConversationScript = [
      ['c', 'EHLO b\r\nMAIL FROM:<a@b>\r\n'],
      ['s', '220 a\r\n'],
      ['s', '250 a\r\n250 ok\r\n'],
      ['c', 'NOOP\r\n'],
    ];
    expect(follow(script)).toBe(told`
      c> EHLO b | command, hello
      c> MAIL FROM:<a@b> | command, envelope
      s< 220 a | reply, greeting
      s< 250 a | reply, hello
      s< 250 ok | reply, envelope
      c> NOOP | command, envelope
    `);
  });

  test('a 421 that nobody asked for', () => {
    const script: ConversationScript = [['s', '421 4.4.2 idle\r\n']];
    expect(followBehind(GREETED, script)).toBe('s< 421 4.4.2 idle | reply, ready');
    expect(repliesBehind(GREETED, script)).toEqual(['421 answers nothing']);
  });

  test('a server that is refused as one: the greeting is no 220', () => {
    expect(followScript([['s', '554 5.3.2 not today\r\n']]).replies).toEqual([
      '554 in line 1 answers greeting of line 0',
    ]);
  });

  test('a server that says what is no reply is understood again at the next reply', () => {
    const script: ConversationScript = [
      ['c', 'NOOP\r\n'],
      ['s', 'Warning: disk\r\n250-almost\r\n25\r\n250 ok\r\n'],
      ['c', 'QUIT\r\n'],
      ['s', '221 bye\r\n'],
    ];
    expect(repliesBehind(GREETED, script)).toEqual(['250 answers NOOP', '221 answers QUIT']);
  });

  test('a line longer than is kept goes on in pieces, of which only the first is read as a command', () => {
    const long = `NOOP ${'x'.repeat(LONGEST_LINE)}`;
    const script: ConversationScript = [
      ['c', `${long}MAIL FROM:<a@b>\r\nQUIT\r\n`],
      ['s', '250 ok\r\n221 bye\r\n'],
    ];
    const { lines } = followScript([...GREETED, ...script]);
    const client = lines.filter(({ from }) => from === 'client').slice(1);
    expect(client.map(({ bytes, ending, kind }) => [bytes.length, ending, kind])).toEqual([
      [LONGEST_LINE, 'none', 'command'],
      [20, 'crlf', 'command'],
      [4, 'crlf', 'command'],
    ]);
    expect(repliesBehind(GREETED, script)).toEqual(['250 answers NOOP', '221 answers QUIT']);
  });

  test('a dot in a line that was longer than is kept ends no content', () => {
    const script: ConversationScript = [['c', `${'x'.repeat(LONGEST_LINE)}.\r\nQUIT\r\n`]];
    expect(followBehind(IN_CONTENT, script)).toContain('c> QUIT | content, content');
  });

  test('a reply without end does not fill memory', () => {
    let kept = 0;
    const dialogue = new Dialogue({
      line: () => {},
      reply: (_asked, { texts }) => {
        kept = texts.join('').length;
      },
    });
    const line = Buffer.from(`250-${'x'.repeat(1_000)}\r\n`);
    for (let lines = 0; lines < 1_000; lines += 1) dialogue.push('server', line, false);
    const { texts } = dialogue.state().reply;
    expect(texts.join('').length).toBeLessThanOrEqual(MOST_REPLY_TEXT);
    dialogue.push('server', Buffer.from('250 end\r\n'), false);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThanOrEqual(MOST_REPLY_TEXT);
  });

  test('a command of any length is remembered in little', () => {
    const dialogue = new Dialogue({ line: () => {} });
    dialogue.push('client', Buffer.from(`MAIL FROM:<${'x'.repeat(60_000)}>\r\n`), false);
    const remembered = dialogue.unanswered.at(-1);
    expect(remembered?.verb).toBe('MAIL');
    expect(remembered?.argument.length).toBeLessThan(3_000);
  });
});
