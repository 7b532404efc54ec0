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
import { anyConversation, cutAnew } from './any-conversation.ts';
import { RECORDED } from './recorded-conversations.ts';

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
      fc.property(anyConversation, (script) => {
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
      fc.property(anyConversation, lengths, (script, cuts) => {
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
