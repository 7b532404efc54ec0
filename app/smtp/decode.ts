/** A line's bytes as text for display. */
export interface DecodedText {
  readonly text: string;
  /** The text gives the bytes back when it is written as UTF-8. False: they were no UTF-8 and stand as Latin-1. */
  readonly exact: boolean;
}

// A byte order mark is a part of what was said, so it stays (`ignoreBOM` means: do not take it away).
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

const REPLACEMENT = '\uFFFD';

/** How many arguments one call gets: engines put them on the stack, which is small. */
const BYTES_A_CALL = 8_192;

/** Bytes up to which a loop is quicker than a platform's decoder: verbs and short texts of replies. */
const FEW_BYTES = 12;

/**
 * Bytes as people read them: UTF-8 where that is valid, else Latin-1, which gives each byte the character of its
 * number (not windows-1252, which browsers mean by Latin-1).
 *
 * A platform's decoder is quicker than a loop from about ten bytes on, but one that throws on bad input is thirty
 * times slower on exactly the lines that are no UTF-8. So bad input is recognised by what it leaves behind.
 */
export function decodeForDisplay(bytes: Uint8Array): DecodedText {
  const text = lenient.decode(bytes);
  if (!text.includes(REPLACEMENT)) return { text, exact: true };
  if (holdsReplacement(bytes) && isUtf8(bytes)) return { text, exact: true };
  return { text: latin1(bytes), exact: false };
}

/** The bytes from `start` to `end` as people read them: see {@link decodeForDisplay}. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  const text = end - start < FEW_BYTES ? asciiOf(bytes, start, end) : null;
  return text ?? decodeForDisplay(bytes.subarray(start, end)).text;
}

/** Null where a byte is no ASCII, or not there. */
function asciiOf(bytes: Uint8Array, start: number, end: number): string | null {
  let text = '';
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === undefined || byte >= 0x80) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Whether U+FFFD itself may have been sent, and did not come from decoding. */
function holdsReplacement(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0xef); at !== -1; at = bytes.indexOf(0xef, at + 1)) {
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) return true;
  }
  return false;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += BYTES_A_CALL) {
    const part: string = Reflect.apply(
      String.fromCharCode,
      undefined,
      bytes.subarray(from, from + BYTES_A_CALL),
    );
    text += part;
  }
  return text;
}
