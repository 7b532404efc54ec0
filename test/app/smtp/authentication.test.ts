import { describe, expect, test } from 'vitest';
import { LONGEST_LINE } from '../../../app/smtp/framing.ts';
import {
  followBehind,
  followScript,
  GREETED,
  repliesBehind,
  told,
  type ConversationScript,
} from '../../support/conversation-script.ts';

describe('authentication', () => {
  const IN_AUTH: ConversationScript = [...GREETED, ['c', 'AUTH LOGIN\r\n'], ['s', '334 VXNlcm5hbWU6\r\n']];

  test('answers to 334 may hold secrets', () => {
    const script: ConversationScript = [
      ['c', 'dXNlcg==\r\n'],
      ['s', '334 UGFzc3dvcmQ6\r\n'],
      ['c', 'cGFzcw==\r\n'],
      ['s', '235 yes\r\n'],
      ['c', 'MAIL FROM:<a@b>\r\n'],
      ['s', '250 ok\r\n'],
    ];
    expect(followBehind(IN_AUTH, script)).toBe(told`
      c> dXNlcg== | authentication, authentication
      s< 334 UGFzc3dvcmQ6 | reply, authentication
      c> cGFzcw== | authentication, authentication
      s< 235 yes | reply, authentication
      c> MAIL FROM:<a@b> | command, envelope
      s< 250 ok | reply, envelope
    `);
    expect(repliesBehind(IN_AUTH, script)).toEqual([
      '334 answers AUTH',
      '235 answers AUTH',
      '250 answers MAIL',
    ]);
  });

  test('an initial response needs no answer', () => {
    const script: ConversationScript = [
      ['c', 'AUTH PLAIN AHUAcA==\r\n'],
      ['s', '235 yes\r\n'],
      ['c', 'NOOP\r\n'],
    ];
    expect(followBehind(GREETED, script)).toBe(told`
      c> AUTH PLAIN AHUAcA== | command, authentication
      s< 235 yes | reply, authentication
      c> NOOP | command, ready
    `);
  });

  test('a challenge of CRAM-MD5, and an answer that would be a command anywhere else', () => {
    const script: ConversationScript = [
      ['c', 'AUTH CRAM-MD5\r\n'],
      ['s', '334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+\r\n'],
      ['c', 'QUIT\r\n'],
      ['s', '535 no\r\n'],
      ['c', 'QUIT\r\n'],
    ];
    expect(followBehind(GREETED, script)).toBe(told`
      c> AUTH CRAM-MD5 | command, authentication
      s< 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+ | reply, authentication
      c> QUIT | authentication, authentication
      s< 535 no | reply, authentication
      c> QUIT | command, closing
    `);
  });

  test('a client that gives up with an asterisk', () => {
    const script: ConversationScript = [
      ['c', '*\r\n'],
      ['s', '501 cancelled\r\n'],
      ['c', 'MAIL FROM:<a@b>\r\n'],
    ];
    expect(followBehind(IN_AUTH, script)).toBe(told`
      c> * | authentication, authentication
      s< 501 cancelled | reply, authentication
      c> MAIL FROM:<a@b> | command, envelope
    `);
  });

  test('everything at once: answers may hold secrets up to the first command with a path', () => {
    const script: ConversationScript = [
      ['c', 'AUTH LOGIN\r\ndXNlcg==\r\ncGFzcw==\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n'],
      ['s', '334 user\r\n334 pass\r\n235 yes\r\n250 ok\r\n250 ok\r\n'],
    ];
    expect(followBehind(GREETED, script)).toBe(told`
      c> AUTH LOGIN | command, authentication
      c> dXNlcg== | authentication, authentication
      c> cGFzcw== | authentication, authentication
      c> MAIL FROM:<a@b> | command, envelope
      c> RCPT TO:<c@d> | command, envelope
      s< 334 user | reply, authentication
      s< 334 pass | reply, authentication
      s< 235 yes | reply, authentication
      s< 250 ok | reply, envelope
      s< 250 ok | reply, envelope
    `);
    expect(repliesBehind(GREETED, script)).toEqual([
      '334 answers AUTH',
      '334 answers AUTH',
      '235 answers AUTH',
      '250 answers MAIL',
      '250 answers RCPT',
    ]);
  });

  test('a client that does not notice the refusal still says secrets, and the server answers each', () => {
    const script: ConversationScript = [
      ['c', 'AUTH LOGIN\r\n'],
      ['s', '503 5.5.1 not here\r\n'],
      ['c', 'dXNlcg==\r\n'],
      ['s', '500 what?\r\n'],
      ['c', 'pass word:1\r\n'],
      ['s', '500 what?\r\n'],
      ['c', 'RSET\r\nXYZZY\r\n'],
      ['s', '250 ok\r\n'],
    ];
    expect(followBehind(GREETED, script)).toBe(told`
      c> AUTH LOGIN | command, authentication
      s< 503 5.5.1 not here | reply, authentication
      c> dXNlcg== | authentication, ready
      s< 500 what? | reply, ready
      c> pass word:1 | authentication, ready
      s< 500 what? | reply, ready
      c> RSET | command, ready
      c> XYZZY | command, ready
      s< 250 ok | reply, ready
    `);
    expect(repliesBehind(GREETED, script).at(-1)).toBe('250 answers RSET');
  });

  test('an answer longer than a line is kept may hold a secret in all its pieces', () => {
    const script: ConversationScript = [['c', `${'A'.repeat(LONGEST_LINE + 10)}\r\n`]];
    const { lines } = followScript([...IN_AUTH, ...script]);
    expect(lines.slice(-2).map(({ kind, bytes }) => [kind, bytes.length])).toEqual([
      ['authentication', LONGEST_LINE],
      ['authentication', 10],
    ]);
  });
});
