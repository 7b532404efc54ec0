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
