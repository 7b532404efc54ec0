/** U+2400, the first of the symbols for control characters, and the last of them, for DEL. */
const SYMBOLS = { first: 0x2400, delete: 0x2421 } as const;

/**
 * A control character in caret notation, `^[`, for the symbol that stands for it, `␛`: many systems have no font with
 * those symbols. Anything else comes back as it is.
 */
export function inCaretNotation(symbol: string): string {
  const code = symbol.codePointAt(0) ?? 0;
  if (code < SYMBOLS.first || code > SYMBOLS.delete) return symbol;
  const control = code === SYMBOLS.delete ? 0x7f : code - SYMBOLS.first;
  return `^${String.fromCharCode(control ^ 0x40)}`;
}
