import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { TakenOffTls } from '../../../app/exchange/taken-off-tls.ts';
import type { ConversationScript } from '../../support/conversation-script.ts';

const UP_TO_STARTTLS: ConversationScript = [
  ['s', '220 mx\r\n'],
  ['c', 'EHLO a\r\n'],
  ['s', '250-mx\r\n250 STARTTLS\r\n'],
  ['c', 'STARTTLS\r\n'],
];
const BEHIND_IT: ConversationScript = [
  ['c', 'EHLO a\r\n'],
  ['s', '250 mx\r\n'],
  ['c', 'MAIL FROM:<a@b>\r\n'],
];

/** Of each piece: whether it had been within TLS. */
function takenOff(script: ConversationScript): string {
  const watch = new TakenOffTls();
  return script
    .map(([who, words]) => watch.take(who === 'c' ? 'client' : 'server', Buffer.from(words, 'latin1')))
    .map((tls) => (tls ? 'T' : '-'))
    .join('');
}

test('what goes on in plain text behind STARTTLS had been within TLS', () => {
  expect(takenOff([...UP_TO_STARTTLS, ['s', '220 go\r\n'], ...BEHIND_IT])).toBe('-----TTT');
});

test('TLS itself had not', () => {
  expect(
    takenOff([...UP_TO_STARTTLS, ['s', '220 go\r\n'], ['c', '\x16\x03\x01'], ['s', '\x16\x03\x03']]),
  ).toBe('-------');
});

test('nor what was sent along with STARTTLS, or behind one that was refused', () => {
  const along: ConversationScript = [
    ['c', 'EHLO evil\r\n'],
    ['s', '220 go\r\n'],
    ['c', '\x16\x03\x01'],
  ];
  expect(takenOff([...UP_TO_STARTTLS, ...along])).toBe('-------');
  expect(takenOff([...UP_TO_STARTTLS, ['s', '454 not now\r\n'], ...BEHIND_IT])).toBe('--------');
});

test('nor what looks like STARTTLS within a message', () => {
  const mail: ConversationScript = [['c', 'MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n']];
  expect(
    takenOff([
      ...UP_TO_STARTTLS.slice(0, 3),
      ...mail,
      ['c', 'STARTTLS\r\n'],
      ['s', '220 go\r\n'],
      ['c', 'x'],
    ]),
  ).toBe('-------');
});
