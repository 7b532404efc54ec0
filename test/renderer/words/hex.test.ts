import { describe, expect, it } from 'vitest';
import { hexText } from '../../../renderer/words/hex.ts';

describe('bytes as hexadecimal', () => {
  it('stand sixteen to a row, with their offset and what they are as text', () => {
    const bytes = new TextEncoder().encode('NOOP \u0000\u00e4 and some more\r\n');
    expect(hexText(bytes)).toBe(
      [
        '0000  4e 4f 4f 50 20 00 c3 a4  20 61 6e 64 20 73 6f 6d  NOOP ... and som',
        '0010  65 20 6d 6f 72 65 0d 0a                           e more..',
      ].join('\n'),
    );
    expect(hexText(new Uint8Array())).toBe('');
  });
});
