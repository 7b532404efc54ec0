import type { RuleAction } from './action.ts';

/**
 * What rules make of a command line. Texts are Latin-1: each character is the byte of its number, so that whatever is not
 * changed stays exactly as it came.
 */

/** The command line as it goes on, without its ending; the same text where nothing changes it. */
export function changeCommand(text: string, actions: readonly RuleAction[]): string {
  return actions.reduce((line, action) => {
    if (action.action !== 'replace' || action.in !== 'command') return line;
    return asOneLine(line.replace(new RegExp(action.pattern, action.flags), asLatin1(action.with)));
  }, text);
}

const SIZE_PARAMETER = /[ \t]+SIZE=\d*(?=[ \t]|$)/i;

/**
 * MAIL without its SIZE parameter (RFC 1870 section 5). It announces the length of a message that a rule may yet change,
 * and it may be left out; a wrong one may not be said.
 */
export function withoutSize(text: string): string {
  return /^MAIL[ \t]/i.test(text) ? text.replace(SIZE_PARAMETER, '') : text;
}

/** Two lines would be two commands: what a replacement may have brought in of line breaks becomes a blank. */
export function asOneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ');
}

/** The words of a rule as bytes of UTF-8, one character each. */
export function asLatin1(text: string): string {
  // It gives exactly the octets of UTF-8 (RFC 3986 section 2.5), and this folder has no Buffer.
  return encodeURIComponent(text).replaceAll(/%([0-9A-F]{2})/g, (_, octet: string) =>
    String.fromCharCode(Number.parseInt(octet, 16)),
  );
}
