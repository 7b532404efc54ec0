import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommandWatch } from '../../../app/relay/command-watch.ts';
import {
  bytesOf,
  splitAnywhere,
  byteByByte,
  type ConversationScript,
} from '../../support/conversation-script.ts';

/** What passes before a command that is watched for, and that command with all that is said behind it. */
interface Watched {
  readonly passed: string;
  readonly found: string;
  readonly owed: number;
}

/** Lets a conversation pass as a relay does: what is not let through is given again with what comes next. */
function watched(script: ConversationScript, watchesHello = false): Watched {
  const watch = new CommandWatch(watchesHello, true);
  let passed = '';
  let kept = '';
  for (const [who, words] of script) {
    if (who === 's') watch.server(bytesOf(words));
    else if (watch.hasFound) kept += words;
    else {
      const all = kept + words;
      const passing = watch.client(bytesOf(all));
      passed += all.slice(0, passing);
      kept = all.slice(passing);
    }
  }
  return { passed, found: watch.hasFound ? kept : '', owed: watch.owed };
}

const OPENING: ConversationScript = [
  ['s', '220 a\r\n'],
  ['c', 'EHLO c\r\n'],
  ['s', '250-a\r\n250-SIZE 1\r\n250 STARTTLS\r\n'],
];
const MAIL: ConversationScript = [
  ...OPENING,
  ['c', 'MAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\n'],
  ['s', '250 ok\r\n250 ok\r\n354 go\r\n'],
];
const STARTTLS: ConversationScript[number] = ['c', 'STARTTLS\r\n'];

/** Conversations that come upon the client's STARTTLS, and how many replies are owed then. */
const CASES: readonly (readonly [string, ConversationScript, number])[] = [
  ['behind EHLO', [...OPENING, STARTTLS], 0],
  ['in small letters, with a blank and a bare LF', [...OPENING, ['c', 'startTls \n']], 0],
  ['with commands behind it', [...OPENING, ['c', 'STARTTLS\r\nEHLO d\r\nDATA\r\n']], 0],
  ['with replies still to come', [...OPENING, ['c', 'NOOP\r\nRSET\r\nSTARTTLS\r\n']], 2],
  ['before the greeting', [['c', 'EHLO c\r\nSTARTTLS\r\n']], 2],
  [
    'behind a message that speaks of it',
    [...MAIL, ['c', 'STARTTLS\r\n.STARTTLS\r\n.\rSTARTTLS\r\n\r\n.\r\n'], ['s', '250 ok\r\n'], STARTTLS],
    0,
  ],
  ['behind an empty message', [...MAIL, ['c', '.\r\n'], ['s', '250 ok\r\n'], STARTTLS], 0],
  [
    'behind a message whose end only the server sees',
    [...MAIL, ['c', 'words\n.\n'], ['s', '250 ok\r\n'], STARTTLS],
    0,
  ],
  ['behind DATA that was refused', [...OPENING, ['c', 'DATA\r\n'], ['s', '503 no\r\n'], STARTTLS], 0],
  [
    'behind chunks that hold it',
    [
      ...OPENING,
      ['c', 'BDAT 10\r\nSTARTTLS\r\nBDAT 12 LAST\r\n\nSTARTTLS\r\n\n'],
      ['s', '250 ok\r\n250 ok\r\n'],
      STARTTLS,
    ],
    0,
  ],
  [
    'behind a login',
    [
      ...OPENING,
      ['c', 'AUTH LOGIN\r\n'],
      ['s', '334 VXNlcm5hbWU6\r\n'],
      ['c', 'YQ==\r\n'],
      ['s', '535 no\r\n'],
      STARTTLS,
    ],
    0,
  ],
  ['behind a balancer’s header in text', [['c', 'PROXY UNKNOWN\r\n'], ...OPENING, STARTTLS], 0],
];

describe('STARTTLS is found', () => {
  test.each(CASES)('%s', (_name, script, owed) => {
    const all = script
      .filter(([who]) => who === 'c')
      .map(([, words]) => words)
      .join('');
    const result = watched(script);
    expect(result.found).toMatch(/^STARTTLS/i);
    expect(result.passed + result.found).toBe(all);
    expect(result.owed).toBe(owed);
  });

  test.each(CASES)('%s, wherever the network splits it', (_name, script) => {
    const whole = watched(script);
    for (const split of [...splitAnywhere(script), byteByByte(script)]) {
      expect(watched(split)).toEqual(whole);
    }
  });
});

describe('nothing is found', () => {
  test.each([
    ['in a word that begins like it', 'STARTTLSX\r\nSTART\r\n'],
    ['in the middle of a line', 'NOOP STARTTLS\r\n'],
    ['in a long line', `${'x'.repeat(5_000)}STARTTLS\r\n`],
    ['in an EHLO that is not watched for', 'EHLO d\r\n'],
  ])('%s', (_name, words) => {
    const script: ConversationScript = [...OPENING, ['c', words]];
    expect(watched(script).found).toBe('');
    expect(watched(script).passed).toBe(`EHLO c\r\n${words}`);
  });

  test('in a message without an end', () => {
    expect(watched([...MAIL, ['c', 'x\r\nSTARTTLS\r\n']]).found).toBe('');
  });
});

test('EHLO and LHLO are found where they are watched for', () => {
  expect(
    watched(
      [
        ['s', '220 a\r\n'],
        ['c', 'NOOP\r\nehlo c\r\n'],
      ],
      true,
    ).found,
  ).toBe('ehlo c\r\n');
  expect(
    watched(
      [
        ['s', '220 a\r\n'],
        ['c', 'LHLO c\r\n'],
      ],
      true,
    ).found,
  ).toBe('LHLO c\r\n');
});

test('no line is kept back for longer than a command line can be', () => {
  const watch = new CommandWatch(true, true);
  expect(watch.client(bytesOf(`EHLO ${'x'.repeat(505)}`))).toBe(0);
  expect(watch.client(bytesOf(`EHLO ${'x'.repeat(510)}`))).toBe(515);
  expect(watch.client(bytesOf('\r\nNOOP\r\n'))).toBe(8);
});

test('whatever the two say, all of it passes up to what is found, in order', () => {
  const piece = fc.tuple(
    fc.constantFrom<'c' | 's'>('c', 's'),
    fc
      .array(
        fc.constantFrom(
          'STARTTLS',
          'DATA',
          'BDAT 5',
          '.',
          'EHLO x',
          '250-a',
          '354 go',
          '220 b',
          '\r\n',
          '\n',
          'x',
        ),
        { maxLength: 6 },
      )
      .map((words) => words.join('')),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (script, watchesHello) => {
      const all = script
        .filter(([who]) => who === 'c')
        .map(([, words]) => words)
        .join('');
      const { passed, found } = watched(script, watchesHello);
      expect(all.startsWith(passed + found)).toBe(true);
      expect(all.length - passed.length - found.length).toBeLessThanOrEqual(found === '' ? 512 : 0);
    }),
  );
});
