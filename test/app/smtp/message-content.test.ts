import { describe, expect, test } from 'vitest';
import { LONGEST_LINE } from '../../../app/smtp/framing.ts';
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
import { RECORDED } from './recorded-conversations.ts';

describe('message content', () => {
  test('a dot that ends no content: stuffed, or with more on its line', () => {
    const script: ConversationScript = [
      ['c', '..\r\n.x\r\n. \r\n\r\n.\r\n'],
      ['s', '250 kept\r\n'],
    ];
    expect(followBehind(IN_CONTENT, script)).toBe(told`
      c> .. | content, content
      c> .x | content, content
      c> .  | content, content
      c>  | content, content
      c> . | content, content
      s< 250 kept | reply, content
    `);
    expect(repliesBehind(IN_CONTENT, script)).toEqual(['250 answers content']);
  });

  test('an empty message', () => {
    const script: ConversationScript = [
      ['c', '.\r\nQUIT\r\n'],
      ['s', '250 kept\r\n221 bye\r\n'],
    ];
    expect(repliesBehind(IN_CONTENT, script)).toEqual(['250 answers content', '221 answers QUIT']);
  });

  test.each([
    ['a dot between bare line feeds', 'body\n.\n'],
    ['a dot behind a bare line feed', 'body\n.\r\n'],
    ['a dot before a bare line feed', 'body\r\n.\n'],
    ['a dot behind a bare carriage return', 'body\r.\r\n'],
  ])('%s ends the content only when the server says so', (_name, loose) => {
    const accepted: ConversationScript = [
      ['c', loose],
      ['s', '250 kept\r\n'],
      ['c', 'QUIT\r\n'],
      ['s', '221 bye\r\n'],
    ];
    expect(repliesBehind(IN_CONTENT, accepted)).toEqual(['250 answers content', '221 answers QUIT']);
    const strict: ConversationScript = [
      ['c', loose],
      ['c', 'more\r\nQUIT\r\n.\r\n'],
      ['s', '250 kept\r\n'],
    ];
    expect(followBehind(IN_CONTENT, strict)).toMatch(/c> QUIT \| content, content/);
    expect(repliesBehind(IN_CONTENT, strict)).toEqual(['250 answers content']);
  });

  test('a client whose DATA ends in a bare line feed ends its content so', () => {
    expect(followScript(RECORDED['bare line feeds'] ?? []).replies).toEqual([
      '220 in line 8 answers greeting of line 0',
      '250 in line 9 answers HELO of line 1',
      '250 in line 10 answers MAIL of line 2',
      '250 in line 11 answers RCPT of line 3',
      '354 in line 12 answers DATA of line 4',
      '250 in line 13 answers content of line 6',
      '221 in line 14 answers QUIT of line 7',
    ]);
  });

  test('after DATA was refused, lines are commands again', () => {
    const script: ConversationScript = [
      ['c', 'DATA\r\n'],
      ['s', '503 5.5.1 no sender\r\n'],
      ['c', 'QUIT\r\n'],
      ['s', '221 bye\r\n'],
    ];
    expect(followBehind(GREETED, script)).toBe(told`
      c> DATA | command, envelope
      s< 503 5.5.1 no sender | reply, envelope
      c> QUIT | command, closing
      s< 221 bye | reply, closing
    `);
  });

  test('content whose DATA was refused is never taken for accepted', () => {
    const script: ConversationScript = [
      ['c', 'DATA\r\nNOOP\r\n.\r\n'],
      ['s', '503 no\r\n250 ok\r\n500 what?\r\n'],
      ['c', 'QUIT\r\n'],
      ['s', '221 bye\r\n'],
    ];
    expect(repliesBehind(GREETED, script)).toEqual([
      '503 answers DATA',
      '250 answers nothing',
      '500 answers nothing',
      '221 answers QUIT',
    ]);
  });

  test('a server that hangs up in the middle of content', () => {
    const script: ConversationScript = [
      ['c', 'body\r\n'],
      ['s', '421 4.4.2 too slow\r\n'],
    ];
    expect(followBehind(IN_CONTENT, script)).toBe(told`
      c> body | content, content
      s< 421 4.4.2 too slow | reply, content
    `);
    expect(repliesBehind(IN_CONTENT, script)).toEqual(['421 answers nothing']);
  });
});

describe('BDAT', () => {
  test('a chunk ends where its bytes do, in the middle of a line or of its ending', () => {
    expect(follow(RECORDED['chunked'] ?? [])).toBe(told`
      s< 220 a | reply, greeting
      c> EHLO b | command, hello
      c> MAIL FROM:<> | command, envelope
      c> RCPT TO:<c@d> | command, envelope
      s< 250 a | reply, hello
      s< 250 ok | reply, envelope
      s< 250 ok | reply, envelope
      c> BDAT 12 | command, content
      c> one | content, content
      c> two | content, content
      c> th | content, content, none
      c> BDAT 4 LAST | command, content
      c> ree | content, content, cr
      s< 250 12 | reply, content
      s< 250 16 | reply, content
      c> BDAT 0 LAST | command, content
      c> QUIT | command, closing
      s< 503 no | reply, content
      s< 221 bye | reply, closing
    `);
  });

  test('a dot is only a dot, and a command only bytes', () => {
    const script: ConversationScript = [
      ['c', 'BDAT 9 LAST\r\n.\r\nQUIT\r\nQUIT\r\n'],
      ['s', '250 kept\r\n221 bye\r\n'],
    ];
    expect(followBehind(GREETED, script)).toBe(told`
      c> BDAT 9 LAST | command, content
      c> . | content, content
      c> QUIT | content, content
      c> QUIT | command, closing
      s< 250 kept | reply, content
      s< 221 bye | reply, closing
    `);
  });

  test('what is no BDAT announces no bytes', () => {
    const script: ConversationScript = [['c', 'BDAT many LAST\r\nNOOP\r\n']];
    expect(followBehind(GREETED, script)).toContain('c> NOOP | command');
  });

  test('a chunk longer than a line is kept comes in pieces, and the next command is one', () => {
    const length = LONGEST_LINE + 3;
    const script: ConversationScript = [['c', `BDAT ${length} LAST\r\n${'x'.repeat(length)}QUIT\r\n`]];
    const { lines } = followScript([...GREETED, ...script]);
    expect(lines.slice(-3).map(({ kind, bytes, ending }) => [kind, bytes.length, ending])).toEqual([
      ['content', LONGEST_LINE, 'none'],
      ['content', 3, 'none'],
      ['command', 4, 'crlf'],
    ]);
  });
});
