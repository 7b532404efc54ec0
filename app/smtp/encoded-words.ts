/** Words beyond ASCII in header fields: RFC 2047. */

const ENCODED_WORD = /=\?([^?\s]{1,40})(?:\*[^?\s]*)?\?([BQ])\?([^?\s]*)\?=/gi;

/** Blanks between two encoded words stand for nothing (RFC 2047 section 6.2). */
const BETWEEN_WORDS = /(\?=)\s+(?==\?[^?\s]+\?[BQ]\?)/gi;

/** A header field's text with its encoded words read; what cannot be read stays as it is. */
export function decodeEncodedWords(text: string): string {
  if (!text.includes('=?')) return text;
  return text.replace(BETWEEN_WORDS, '$1').replace(ENCODED_WORD, decodeWord);
}

function decodeWord(word: string, charset: string, encoding: string, encoded: string): string {
  const bytes = encoding.toUpperCase() === 'B' ? fromBase64(encoded) : fromQ(encoded);
  if (bytes === null) return word;
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return word;
  }
}

function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** RFC 2047 section 4.2: as quoted-printable, with `_` for a blank. */
function fromQ(text: string): Uint8Array | null {
  if (/[^!-~]/.test(text) || /=(?![0-9A-F]{2})/i.test(text)) return null;
  const characters = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}
