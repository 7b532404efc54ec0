import { describe, expect, test } from 'vitest';
import { Dialogue } from '../../../app/smtp/dialogue.ts';
import {
  follow,
  followBehind,
  Follower,
  GREETED,
  told,
  type ConversationScript,
} from '../../support/conversation-script.ts';
import { HANDSHAKE, RECORDED, tlsRecord } from './recorded-conversations.ts';

describe('TLS that passes through', () => {
  test('behind STARTTLS each record stands for itself', () => {
    expect(follow(RECORDED['secured'] ?? [])).toBe(told`
      s< 220 a | reply, greeting
      c> EHLO b | command, hello
      s< 250-a | reply, hello
      s< 250 STARTTLS | reply, hello
      c> STARTTLS | command, ready
      c> NOOP | command, ready
      s< 220 go | reply, ready
      # opaque
      c> \x16\x03\x01\x00\x15hello\x0afrom the client | opaque, tls, none
      c> \x16\x03\x01\x00\x08finished | opaque, tls, none
      s< \x16\x03\x01\x00\x15hello\x0afrom the server | opaque, tls, none
      c> \x17\x03\x01\x00\x06secret | opaque, tls, none
      s< \x17\x03\x01\x00\x06secret | opaque, tls, none
      s< \x15\x03\x01\x00\x02\x01\x00 | opaque, tls, none
    `);
  });

  test('commands that are slipped in behind STARTTLS stay readable', () => {
    const script: ConversationScript = [
      ['c', 'STARTTLS\r\n'],
      ['s', '220 go\r\n'],
      ['c', `RSET\r\nMAIL${tlsRecord(HANDSHAKE, 'x')}\r\n${tlsRecord(HANDSHAKE, 'hello')}`],
    ];
    expect(followBehind(GREETED, script)).toBe(told`
      c> STARTTLS | command, ready
      s< 220 go | reply, ready
      c> RSET | command, ready
      c> MAIL\x16\x03\x01\x00\x01x | command, ready
      # opaque
      c> \x16\x03\x01\x00\x05hello | opaque, tls, none
    `);
  });

  test('after STARTTLS was refused, nothing is taken for TLS', () => {
    const script: ConversationScript = [
      ['c', 'STARTTLS\r\n'],
      ['s', '454 4.7.0 not now\r\n'],
      ['c', '\x16\x03\x01\r\n'],
    ];
    expect(followBehind(GREETED, script)).toContain(String.raw`c> \x16\x03\x01 | command, ready`);
  });

  test('from the first byte on', () => {
    expect(follow(RECORDED['TLS from the first byte'] ?? [])).toBe(told`
      # opaque
      c> \x16\x03\x01\x00\x0cclient hello | opaque, tls, none
      s< \x16\x03\x01\x00\x0cserver hello | opaque, tls, none
      c> \x17\x03\x01\x00\x06secret | opaque, tls, none
      c> what is no TLS\x0d\x0aat all | opaque, tls, none
    `);
  });

  test('a record that is cut off is shown as far as it came', () => {
    const script: ConversationScript = [['c', tlsRecord(HANDSHAKE, 'client hello').slice(0, 9)]];
    expect(follow(script)).toBe(told`
      # opaque
      c> \x16\x03\x01\x00\x0cclie | opaque, tls, none
    `);
  });
});

describe('TLS that the spy takes off', () => {
  test('both sides begin anew, and what was said before it is finished', () => {
    const follower = new Follower();
    const dialogue = new Dialogue(follower);
    const say = (from: 'client' | 'server', words: string, tls: boolean): void =>
      dialogue.push(from, Buffer.from(words, 'latin1'), tls);
    say('server', '220 a\r\n', false);
    say('client', 'EHLO b\r\n', false);
    say('server', '250 a\r\n', false);
    say('client', 'STARTTLS\r\n', false);
    say('server', '220 go\r\n', false);
    say('client', 'NO', false);
    say('client', 'EHLO b\r\n', true);
    say('server', '250 a\r\n', true);
    expect(follower.told.slice(-4).join('\n')).toBe(told`
      s< 220 go | reply, ready
      c> NO | command, ready, none
      c> EHLO b | command, hello
      s< 250 a | reply, hello
    `);
    expect(follower.replies.at(-1)).toMatch(/answers EHLO/);
  });

  test('from the first byte on, the greeting is still to come', () => {
    const follower = new Follower();
    const dialogue = new Dialogue(follower);
    dialogue.push('server', Buffer.from('220 a\r\n'), true);
    dialogue.push('client', Buffer.from('\x16 no TLS within TLS\r\n', 'latin1'), true);
    expect(follower.told.join('\n')).toBe(told`
      s< 220 a | reply, greeting
      c> \x16 no TLS within TLS | command, hello
    `);
  });
});
