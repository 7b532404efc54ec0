import { describe, expect, test } from 'vitest';
import { MOST_WAITING } from '../../../app/smtp/awaited-replies.ts';
import { Dialogue } from '../../../app/smtp/dialogue.ts';
import {
  follow,
  followBehind,
  Follower,
  followScript,
  GREETED,
  IN_CONTENT,
  told,
  type ConversationScript,
} from '../../support/conversation-script.ts';
import { RECORDED } from './recorded-conversations.ts';

describe('a plain session', () => {
  test('each line has its kind and its phase', () => {
    expect(follow(RECORDED['plain'] ?? [])).toBe(told`
      s< 220 mx.example ESMTP | reply, greeting
      c> EHLO client.example | command, hello
      s< 250-mx.example | reply, hello
      s< 250-PIPELINING | reply, hello
      s< 250 SIZE 1000 | reply, hello
      c> MAIL FROM:<a@client.example> | command, envelope
      s< 250 2.1.0 Ok | reply, envelope
      c> RCPT TO:<b@mx.example> | command, envelope
      s< 250 2.1.5 Ok | reply, envelope
      c> DATA | command, envelope
      s< 354 End data with <CR><LF>.<CR><LF> | reply, envelope
      c> Subject: a | content, content
      c>  | content, content
      c> ..stuffed | content, content
      c> . | content, content
      s< 250 2.0.0 Ok: queued | reply, content
      c> QUIT | command, closing
      s< 221 2.0.0 Bye | reply, closing
    `);
  });

  test('each reply is paired with what it answers', () => {
    expect(followScript(RECORDED['plain'] ?? []).replies).toEqual([
      '220 in line 1 answers greeting of line 0',
      '250 in line 3 answers EHLO of line 2',
      '250 in line 7 answers MAIL of line 6',
      '250 in line 9 answers RCPT of line 8',
      '354 in line 11 answers DATA of line 10',
      '250 in line 16 answers content of line 15',
      '221 in line 18 answers QUIT of line 17',
    ]);
  });

  test('a command is known in any case, and behind blanks', () => {
    expect(followBehind(GREETED, [['c', 'mail from:<>\r\ndata \r\nx\r\n.\r\n']])).toBe(told`
      c> mail from:<> | command, envelope
      c> data  | command, envelope
      c> x | content, content
      c> . | content, content
    `);
  });
});

describe('a conversation that was joined in its middle', () => {
  test('has its replies paired with what they answer, though nobody heard the greeting', () => {
    expect(followScript((RECORDED['plain'] ?? []).slice(3)).replies).toEqual([
      '250 in line 2 answers MAIL of line 1',
      '250 in line 4 answers RCPT of line 3',
      '354 in line 6 answers DATA of line 5',
      '250 in line 11 answers content of line 10',
      '221 in line 13 answers QUIT of line 12',
    ]);
  });
});

describe('pipelining', () => {
  test('replies keep the order of the commands', () => {
    expect(followScript(RECORDED['pipelined'] ?? []).replies).toEqual([
      '220 in line 1 answers greeting of line 0',
      '250 in line 3 answers EHLO of line 2',
      '250 in line 9 answers MAIL of line 5',
      '250 in line 10 answers RCPT of line 6',
      '550 in line 11 answers RCPT of line 7',
      '354 in line 12 answers DATA of line 8',
      '250 in line 17 answers content of line 14',
      '250 in line 18 answers RSET of line 15',
      '250 in line 19 answers MAIL of line 16',
      '221 in line 21 answers QUIT of line 20',
    ]);
  });

  test('a reply has the phase of the command that it answers', () => {
    const script: ConversationScript = [
      ['c', 'RSET\r\nMAIL FROM:<a@b>\r\nNOOP\r\n'],
      ['s', '250 reset\r\n250 sender\r\n250 noop\r\n'],
    ];
    expect(followBehind(IN_CONTENT, [['c', '.\r\n'], ['s', '250 kept\r\n'], ...script])).toBe(told`
      c> . | content, content
      s< 250 kept | reply, content
      c> RSET | command, ready
      c> MAIL FROM:<a@b> | command, envelope
      c> NOOP | command, envelope
      s< 250 reset | reply, ready
      s< 250 sender | reply, envelope
      s< 250 noop | reply, envelope
    `);
  });

  test('content and QUIT that come before the 354 are content and QUIT', () => {
    const script: ConversationScript = [
      ...GREETED,
      ['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nbody\r\n.\r\nQUIT\r\n'],
      ['s', '250 ok\r\n250 ok\r\n354 go\r\n250 kept\r\n221 bye\r\n'],
    ];
    expect(followBehind(GREETED, script.slice(GREETED.length))).toBe(told`
      c> MAIL FROM:<a@b> | command, envelope
      c> RCPT TO:<c@d> | command, envelope
      c> DATA | command, envelope
      c> body | content, content
      c> . | content, content
      c> QUIT | command, closing
      s< 250 ok | reply, envelope
      s< 250 ok | reply, envelope
      s< 354 go | reply, envelope
      s< 250 kept | reply, content
      s< 221 bye | reply, closing
    `);
  });

  test('past the most that may wait, replies are paired with nothing, and with the right command again afterwards', () => {
    const follower = new Follower();
    const dialogue = new Dialogue(follower);
    const say = (from: 'client' | 'server', words: string): void =>
      dialogue.push(from, Buffer.from(words, 'latin1'), false);
    say('client', 'NOOP\r\n'.repeat(MOST_WAITING + 5));
    say('server', '220 a\r\n250 ok\r\n');
    say('client', 'RSET\r\n');
    say('server', '250 ok\r\n'.repeat(MOST_WAITING + 5));
    say('client', 'QUIT\r\n');
    say('server', '221 bye\r\n');
    expect(follower.replies.filter((reply) => reply.includes('NOOP'))).toHaveLength(MOST_WAITING - 1);
    expect(follower.replies.filter((reply) => reply.includes('nothing'))).toHaveLength(7);
    expect(follower.replies.at(-1)).toMatch(/^221 .* answers QUIT/);
  });
});
