import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LONGEST_LINE } from '../../../app/smtp/framing.ts';
import {
  byteByByte,
  followInInstalments,
  followScript,
  splitAnywhere,
  speakerOf,
  type ConversationScript,
  type Followed,
  type Said,
} from '../../support/conversation-script.ts';
import { HANDSHAKE, RECORDED, tlsRecord } from './recorded-conversations.ts';

const ENDINGS = { crlf: '\r\n', lf: '\n', cr: '\r', none: '' } as const;

/** What one side said, put together again from its lines. */
function restored({ lines }: Followed, who: Said[0]): string {
  return lines
    .filter(({ from }) => from === speakerOf(who))
    .map(({ bytes, ending }) => bytes.toString('latin1') + ENDINGS[ending])
    .join('');
}

function saidBy(script: ConversationScript, who: Said[0]): string {
  return script
    .filter(([speaker]) => speaker === who)
    .map(([, words]) => words)
    .join('');
}

/** Pieces of conversations that mean something, and bytes that mean nothing. */
const words = fc.oneof(
  fc.constantFrom(
    'EHLO a\r\n',
    'MAIL FROM:<a@b>\r\n',
    'RCPT TO:<a@b>',
    'DATA\r\n',
    'DATA\n',
    'AUTH LOGIN\r\n',
    'AUTH PLAIN AA==\r\n',
    'STARTTLS\r\n',
    'BDAT 7\r\n',
    'BDAT 3 LAST\r\n',
    'BDAT 0 LAST\r\n',
    'RSET\r\n',
    'QUIT\r\n',
    '.\r\n',
    '\n.\n',
    '\r.\r\n',
    '\r\n',
    '\r',
    '\n',
    tlsRecord(HANDSHAKE, 'hello'),
    '\x16\x03',
  ),
  fc.constantFrom(
    '220 a\r\n',
    '250 ok\r\n',
    '250-ok\r\n',
    '334 x\r\n',
    '354 go\r\n',
    '235 yes\r\n',
    '503 no\r\n',
  ),
  fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)),
    maxLength: 12,
  }),
);

const said: fc.Arbitrary<Said> = fc.tuple(fc.constantFrom('c' as const, 's' as const), words);
const conversation: fc.Arbitrary<ConversationScript> = fc.array(said, { maxLength: 30 });

/** The same bytes in other pieces: those of one side that follow one another are joined, and cut anew. */
function cutAnew(script: ConversationScript, cuts: readonly number[]): ConversationScript {
  const joined: [Said[0], string][] = [];
  for (const [who, more] of script) {
    const last = joined.at(-1);
    if (last?.[0] === who) last[1] += more;
    else joined.push([who, more]);
  }
  let cut = 0;
  return joined.flatMap(([who, whole]) => {
    const pieces: Said[] = [];
    for (let at = 0; at < whole.length;) {
      const length = 1 + (cuts[cut % cuts.length] ?? 0);
      pieces.push([who, whole.slice(at, at + length)]);
      cut += 1;
      at += length;
    }
    return pieces;
  });
}

describe.each(Object.entries(RECORDED))('the recorded conversation: %s', (_name, script) => {
  const whole = followScript(script);

  test('gives the same lines and replies wherever it is split', () => {
    for (const split of splitAnywhere(script)) {
      const followed = followScript(split);
      expect(followed.told).toEqual(whole.told);
      expect(followed.replies).toEqual(whole.replies);
    }
    expect(followScript(byteByByte(script)).told).toEqual(whole.told);
  });

  test('gives the same lines when it is taken up anew at any byte', () => {
    expect(followInInstalments(script).told).toEqual(whole.told);
    expect(followInInstalments(byteByByte(script)).told).toEqual(whole.told);
    expect(followInInstalments(byteByByte(script)).replies).toEqual(whole.replies);
  });

  test('loses no byte', () => {
    expect(restored(whole, 'c')).toBe(saidBy(script, 'c'));
    expect(restored(whole, 's')).toBe(saidBy(script, 's'));
  });
});

describe('any conversation', () => {
  test('loses no byte', () => {
    fc.assert(
      fc.property(conversation, (script) => {
        const followed = followScript(script);
        expect(restored(followed, 'c')).toBe(saidBy(script, 'c'));
        expect(restored(followed, 's')).toBe(saidBy(script, 's'));
      }),
      { numRuns: 500 },
    );
  });

  test('gives the same lines wherever the network splits it, and taken up anew at any place', () => {
    const lengths = fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(conversation, lengths, (script, cuts) => {
        const whole = followScript(script);
        const other = cutAnew(script, cuts);
        expect(followScript(other).told).toEqual(whole.told);
        expect(followScript(other).replies).toEqual(whole.replies);
        expect(followInInstalments(other).told).toEqual(whole.told);
        expect(followInInstalments(other).replies).toEqual(whole.replies);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps lines of any length, in pieces of at most the longest', () => {
    const length = fc.integer({ min: LONGEST_LINE - 3, max: LONGEST_LINE + 3 });
    const ending = fc.constantFrom('\r\n', '\n', '\r', '\r\r\n', '');
    const line = fc.tuple(fc.constantFrom(1, 2), length, ending);
    const cut = fc.integer({ min: 1, max: 2 * LONGEST_LINE });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 3 }), cut, (lines, at) => {
        const text = lines.map(([times, each, end]) => 'x'.repeat(times * each) + end).join('');
        const whole = followScript([['c', text]]);
        expect(restored(whole, 'c') === text).toBe(true);
        expect(Math.max(...whole.lines.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(LONGEST_LINE);
        const split = followScript([
          ['c', text.slice(0, at)],
          ['c', text.slice(at)],
        ]);
        expect(split.told.map(({ length }) => length)).toEqual(whole.told.map(({ length }) => length));
      }),
      { numRuns: 30 },
    );
  });
});
