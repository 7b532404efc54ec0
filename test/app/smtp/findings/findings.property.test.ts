import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteByByte, splitAnywhere, type ConversationScript } from '../../../support/conversation-script.ts';
import { anyConversation, cutAnew } from '../any-conversation.ts';
import { RECORDED } from '../recorded-conversations.ts';
import { foundIn, foundInInstalments, Search } from './found-in.ts';

describe.each(Object.entries(RECORDED))('in the recorded conversation: %s', (_name, script) => {
  test('the same is found wherever it is split, and taken up anew', () => {
    const whole = foundIn(script);
    for (const split of splitAnywhere(script)) expect(foundIn(split)).toEqual(whole);
    expect(foundIn(byteByByte(script))).toEqual(whole);
    expect(foundInInstalments(byteByByte(script))).toEqual(whole);
  });
});

describe('memory', () => {
  /** The longest line of each side, a reply of the most text, the commands that may wait: as JSON. */
  const MOST_STATE = 4_000_000;

  test.each<readonly [string, 'client' | 'server', string]>([
    ['commands that nobody answers', 'client', 'MAIL FROM:<a@b> SIZE=1\r\n'],
    ['lines without end', 'client', 'x'],
    ['replies without end', 'server', '250-a\r\n'],
    ['recipients', 'client', `RCPT TO:<${'x'.repeat(400)}@y>\r\n`],
    ['findings', 'client', '\0\r\xff\n'],
    ['chunks', 'client', 'BDAT 3\r\n\0\r\n'],
    ['what looks like the beginning of TLS', 'client', '\x16\x03'],
  ])('is not filled by %s', (_name, from, words) => {
    const search = new Search();
    search.say('server', '220 a\r\n');
    const many = words.repeat(Math.ceil(64_000 / words.length));
    for (let round = 0; round < 60; round += 1) search.say(from, many);
    expect(search.stateSize).toBeLessThan(MOST_STATE);
    expect(search.findings.length).toBeLessThan(2_000);
  });

  test('is not filled by any bytes, and nothing throws', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), bytes), { maxLength: 20 }), (pieces) => {
        const search = new Search();
        for (const [isClient, piece] of pieces) {
          search.say(isClient ? 'client' : 'server', Buffer.from(piece).toString('latin1'));
        }
        search.close('client');
        expect(search.stateSize).toBeLessThan(200_000);
      }),
      { numRuns: 300 },
    );
  });
});

describe('in any conversation', () => {
  test('the same is found wherever the network splits it, and taken up anew', () => {
    const lengths = fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(anyConversation, lengths, (script, cuts) => {
        const whole = foundIn(script);
        expect(foundIn(cutAnew(script, cuts))).toEqual(whole);
        expect(foundInInstalments(cutAnew(script, cuts))).toEqual(whole);
      }),
      { numRuns: 400 },
    );
  });

  test('each finding is about a line that was said by then, and has words', () => {
    fc.assert(
      fc.property(anyConversation, (script: ConversationScript) => {
        const search = new Search();
        for (const [who, words] of script) search.say(who === 'c' ? 'client' : 'server', words);
        search.close('client');
        for (const { line, text } of search.findings) {
          expect(line).toBeGreaterThan(0);
          expect(text).not.toMatch(/undefined|NaN/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
