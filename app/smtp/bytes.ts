/** The octets that SMTP's framing and grammar rest on (RFC 5321 section 2.3.8). */

/** Carriage return. */
export const CR = 0x0d;
/** Line feed. */
export const LF = 0x0a;
/** The dot that ends message content (RFC 5321 section 4.5.2). */
export const DOT = 0x2e;
const SPACE = 0x20;
const TAB = 0x09;

/** Whether the byte is a blank or a tab: what separates the words of a command. */
export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

/** Whether the byte is a decimal digit. */
export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Whether the byte is an ASCII letter. */
export function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
}

/** Whether a line ends in `\r.`: a dot on a line of its own to servers that take a lone CR for a line's end. */
export function endsInCrDot(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 2 && bytes[end - 1] === DOT && bytes[end - 2] === CR;
}
