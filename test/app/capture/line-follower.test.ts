import { expect, test } from 'vitest';
import { bytesOf, speakerOf, type ConversationScript } from '../../support/conversation-script.ts';
import { LineFollower } from '../../../app/capture/line-follower.ts';
import { said } from './recording.ts';

const INFO = {
  session: 3,
  started: 1_763_647_331_000_000,
  listener: '127.0.0.1:2525',
  client: { address: '127.0.0.1', port: 50_000 },
  server: { host: 'mx.example', port: 25, address: null },
  writer: { process: 1, version: '0.0.0' },
};

/** Each line, and whom the conversation was from and to when it had been said. */
function followed(script: ConversationScript): string[] {
  const follower = new LineFollower(INFO, false);
  return script.flatMap(([who, words], at) => {
    const entry = { kind: 'bytes', time: at, payload: bytesOf(words), ...said(speakerOf(who)) } as const;
    return Array.from(follower.take(entry), ({ line, session }) => {
      const { mailFrom, rcptTo } = session();
      return `${line.n} ${line.text} [${mailFrom ?? '-'} → ${rcptTo.join(' ')}]`;
    });
  });
}

const PIPELINED = 'MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\nDATA\r\n';

test('tells each line of a pipelining client with what had been said up to it, and nothing from behind it', () => {
  const lines = followed([
    ['s', '220 hi\r\n'],
    ['c', 'EHLO me\r\n'],
    ['s', '250-mx\r\n250 PIPELINING\r\n'],
    ['c', PIPELINED],
  ]);
  expect(lines.slice(4)).toEqual([
    '5 MAIL FROM:<a@x> [a@x → ]',
    '6 RCPT TO:<b@x> [a@x → b@x]',
    '7 RCPT TO:<c@x> [a@x → c@x]',
    '8 DATA [a@x → b@x c@x]',
  ]);
});

test('tells of each recipient where it is said and answered, however many there are', () => {
  const names = Array.from({ length: 7 }, (_, at) => `r${at}@x`);
  const lines = followed([
    ['s', '220 hi\r\n'],
    ['c', 'MAIL FROM:<a@x>\r\n'],
    ['s', '250 ok\r\n'],
    ['c', names.map((name) => `RCPT TO:<${name}>\r\n`).join('')],
    ['s', names.map((name) => `250 ${name} ok\r\n`).join('')],
    ['c', 'DATA\r\n'],
  ]);
  expect(lines.slice(3, 10)).toEqual(names.map((name, at) => `${at + 4} RCPT TO:<${name}> [a@x → ${name}]`));
  expect(lines.slice(10, 17)).toEqual(names.map((name, at) => `${at + 11} 250 ${name} ok [a@x → ${name}]`));
  expect(lines.at(-1)).toBe(`18 DATA [a@x → ${names.join(' ')}]`);
});

test('tells the same however the bytes are cut', () => {
  const whole = followed([['c', `EHLO me\r\n${PIPELINED}`]]);
  for (let at = 1; at < PIPELINED.length; at += 1) {
    const cut = followed([
      ['c', `EHLO me\r\n${PIPELINED.slice(0, at)}`],
      ['c', PIPELINED.slice(at)],
    ]);
    expect(cut).toEqual(whole);
  }
});

test('looks into messages from their beginning on, and only while somebody asks what they say', () => {
  let isAsked = false;
  const follower = new LineFollower(INFO, false, () => isAsked);
  const say = (words: string, who: 'c' | 's'): void =>
    follower.skip({ kind: 'bytes', time: 0, payload: bytesOf(words), ...said(speakerOf(who)) });
  const begin = (): void => {
    say('MAIL FROM:<a@x>\r\n', 'c');
    say('250 ok\r\n', 's');
    say('DATA\r\n', 'c');
    say('354 go\r\n', 's');
  };
  const end = (content: string): string => {
    say(`${content}\r\n.\r\n`, 'c');
    say('250 taken\r\n', 's');
    return follower.session().subject;
  };
  say('220 hi\r\n', 's');
  begin();
  expect(end('Subject: one\r\n\r\nHi')).toBe('');
  begin();
  isAsked = true;
  expect(end('Subject: two\r\n\r\nHi')).toBe('');
  begin();
  isAsked = false;
  expect(end('Subject: three\r\n\r\nHi')).toBe('three');
  expect(follower.session().messages).toBe(3);
});
