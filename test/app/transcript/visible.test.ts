import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sanitizeForTerminal, visibleParts, visibleText } from '../../../app/transcript/visible.ts';

describe('parts of a text', () => {
  it('are the words as they stand, and tokens for what would not be seen', () => {
    expect(visibleParts('Invoice\u202etxt.exe\x1b[2J')).toEqual([
      { text: 'Invoice', kind: 'plain', name: '' },
      { text: '⟨RLO⟩', kind: 'bidi', name: 'right-to-left override' },
      { text: 'txt.exe', kind: 'plain', name: '' },
      { text: '␛', kind: 'control', name: 'escape' },
      { text: '[2J', kind: 'plain', name: '' },
    ]);
  });

  test.each([
    ['\0', '␀', 'control', 'null'],
    ['\t', '␉', 'control', 'tab'],
    ['\r', '␍', 'control', 'carriage return'],
    ['\x7f', '␡', 'control', 'delete'],
    ['\x9b', '⟨CSI⟩', 'control', 'control sequence introducer'],
    ['\u2028', '⟨LSEP⟩', 'control', 'line separator'],
    ['\u200b', '⟨ZWSP⟩', 'invisible', 'zero width space'],
    ['\u00ad', '⟨SHY⟩', 'invisible', 'soft hyphen'],
    ['\u00a0', '⟨NBSP⟩', 'invisible', 'no-break space'],
    ['\ufeff', '⟨BOM⟩', 'invisible', 'byte order mark'],
    ['\u3164', '⟨U+3164⟩', 'invisible', 'invisible character'],
    ['\ufe0f', '⟨U+FE0F⟩', 'invisible', 'variation selector'],
    ['\u{e0041}', '⟨U+E0041⟩', 'invisible', 'tag for A'],
    ['\ud800', '⟨U+D800⟩', 'invisible', 'half of a surrogate pair'],
    ['\u200f', '⟨RLM⟩', 'bidi', 'right-to-left mark'],
    ['\u2066', '⟨LRI⟩', 'bidi', 'left-to-right isolate'],
    ['\u061c', '⟨ALM⟩', 'bidi', 'arabic letter mark'],
  ])('%j becomes %s', (character, text, kind, name) => {
    expect(visibleParts(character)).toEqual([{ text, kind, name }]);
  });

  test.each(['', 'MAIL FROM:<bob@example.org>', 'Grüße 日本\u3000語 👋 עברית ⟨RLO⟩'])(
    '%j stands as it is',
    (text) => {
      expect(visibleText(text)).toBe(text);
      expect(visibleParts(text)).toHaveLength(text === '' ? 0 : 1);
    },
  );

  it('hide nothing, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleParts(text);
        expect(shown.map((part) => part.text).join('')).toBe(visibleText(text));
        expect(visibleText(visibleText(text))).toBe(visibleText(text));
        expect(shown.filter((part) => part.kind !== 'plain' && part.name === '')).toEqual([]);
      }),
    );
  });
});

describe('output to a terminal', () => {
  it('keeps tabs and line feeds, and nothing else that a terminal obeys', () => {
    expect(sanitizeForTerminal('c> a\tb\x1b]0;owned\x07\r\ns< 250\n')).toBe('c> a\tb␛]0;owned␇␍\ns< 250\n');
  });

  it('holds no control character, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(sanitizeForTerminal(text)).not.toMatch(/(?![\t\n])[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});
