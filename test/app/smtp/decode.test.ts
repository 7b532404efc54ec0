import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decodeForDisplay, decodeText } from '../../../app/smtp/decode.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('decoding a line for display', () => {
  test.each([
    ['nothing', new Uint8Array(), '', true],
    ['ASCII', utf8('250 Ok'), '250 Ok', true],
    ['UTF-8', utf8('Grüße, 日本 👋'), 'Grüße, 日本 👋', true],
    ['controls and NUL', Uint8Array.of(0, 27, 127), '\0\x1b\x7f', true],
    ['a byte order mark, which was said', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61), '\ufeffa', true],
    ['U+FFFD itself', utf8('a\ufffdb'), 'a\ufffdb', true],
    ['Latin-1', Uint8Array.of(0x47, 0x72, 0xfc, 0xdf, 0x65), 'Grüße', false],
    ['bytes that windows-1252 would make into quotes', Uint8Array.of(0x93, 0x94), '\u0093\u0094', false],
    ['UTF-8 that is cut off', Uint8Array.of(0x61, 0xe2, 0x82), 'aâ\u0082', false],
    ['U+FFFD beside what is no UTF-8', Uint8Array.of(0xef, 0xbf, 0xbd, 0xff), 'ï¿½ÿ', false],
    ['half of a surrogate pair', Uint8Array.of(0xed, 0xa0, 0x80), 'í\u00a0\u0080', false],
  ])('%s', (_, bytes, text, exact) => {
    expect(decodeForDisplay(bytes)).toEqual({ text, exact });
  });

  it('reads a part of a larger buffer', () => {
    expect(decodeForDisplay(utf8('250 Ok').subarray(4))).toEqual({ text: 'Ok', exact: true });
  });

  it('reads any part of a buffer as if it were alone', () => {
    const byte = fc.oneof(fc.nat({ max: 127 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 40 }),
        fc.nat({ max: 40 }),
        fc.nat({ max: 45 }),
        (all, from, to) => {
          const bytes = Uint8Array.from(all);
          expect(decodeText(bytes, from, to)).toBe(decodeForDisplay(bytes.slice(from, to)).text);
        },
      ),
    );
  });

  it('reads a line of megabytes that is no UTF-8', () => {
    const { text, exact } = decodeForDisplay(new Uint8Array(3_000_000).fill(0xe9));
    expect(exact).toBe(false);
    expect(text).toBe('é'.repeat(3_000_000));
  });

  it('loses no byte: the text gives every one of them back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { text, exact } = decodeForDisplay(bytes);
        const back = exact ? utf8(text) : Uint8Array.from(text, (character) => character.charCodeAt(0));
        expect(back).toEqual(bytes);
      }),
    );
  });
});
