/** What a part of a text is: words as they stand, or one character that would not be seen or would deceive. */
export type VisibleKind = 'plain' | 'control' | 'invisible' | 'bidi';

/** A stretch of text that can be shown as it is. */
export interface VisiblePart {
  /** For `plain` the words themselves, else what stands for the character: `␀`, `⟨RLO⟩`. */
  readonly text: string;
  readonly kind: VisibleKind;
  /** What the character is, in words: `right-to-left override`. Empty for `plain`. */
  readonly name: string;
}

/**
 * Everything that a screen does not show as it is: control characters, what turns the reading direction, what takes
 * no room (Unicode's default ignorable code points), blanks that are no U+0020, and halves of surrogate pairs.
 * U+3000 stays: it is the ordinary blank of Chinese and Japanese, and wide enough to be seen.
 */
const HIDDEN =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u{FFF9}-\u{FFFB}\u{2800}]|(?![ \u{3000}])\p{Zs}/gu;

const BIDI = /\p{Bidi_Control}/u;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * A text from the wire in parts that can be shown without being deceived: hostile text cannot hide a character, turn
 * the reading direction or move a cursor. Joined, the parts' texts are the whole text made visible.
 */
export function visibleParts(text: string): VisiblePart[] {
  const parts: VisiblePart[] = [];
  let shown = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > shown) parts.push(plain(text.slice(shown, match.index)));
    parts.push(token(match[0]));
    shown = match.index + match[0].length;
  }
  if (shown < text.length) parts.push(plain(text.slice(shown)));
  return parts;
}

/** A text from the wire as one string that is safe to show: every hidden character as its token, tabs included. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (character) => token(character).text);
}

/**
 * Makes text harmless for a terminal: ESC and its like cannot move the cursor, set a title or answer for the person.
 * Tabs and line feeds stay, so that whole output can be passed through.
 */
export function sanitizeForTerminal(text: string): string {
  return text.replace(HIDDEN, (character) =>
    character === '\t' || character === '\n' ? character : token(character).text,
  );
}

function plain(text: string): VisiblePart {
  return { text, kind: 'plain', name: '' };
}

function token(character: string): VisiblePart {
  const code = character.codePointAt(0) ?? 0;
  const kind = kindOf(character);
  const known = NAMES.get(code);
  if (code < 0x20) return { text: String.fromCharCode(0x2400 + code), kind, name: known?.[1] ?? '' };
  if (code === 0x7f) return { text: '␡', kind, name: 'delete' };
  if (known !== undefined) return { text: `⟨${known[0]}⟩`, kind, name: known[1] };
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return { text: `⟨${number}⟩`, kind, name: unnamed(code, kind) };
}

function kindOf(character: string): VisibleKind {
  if (BIDI.test(character)) return 'bidi';
  return CONTROL.test(character) ? 'control' : 'invisible';
}

function unnamed(code: number, kind: VisibleKind): string {
  if (code >= 0xd800 && code <= 0xdfff) return 'half of a surrogate pair';
  if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef)) return 'variation selector';
  if (code >= 0xe0020 && code <= 0xe007f) return `tag for ${String.fromCodePoint(code - 0xe0000)}`;
  return kind === 'control' ? 'control character' : 'invisible character';
}

/** Short and long names: of C0 and C1 from ECMA-48, of the others from the Unicode standard. */
const NAMES: ReadonlyMap<number, readonly [short: string, long: string]> = new Map([
  ...controls(0x00, [
    'NUL null',
    'SOH start of heading',
    'STX start of text',
    'ETX end of text',
    'EOT end of transmission',
    'ENQ enquiry',
    'ACK acknowledge',
    'BEL bell',
    'BS backspace',
    'HT tab',
    'LF line feed',
    'VT vertical tab',
    'FF form feed',
    'CR carriage return',
    'SO shift out',
    'SI shift in',
    'DLE data link escape',
    'DC1 device control one',
    'DC2 device control two',
    'DC3 device control three',
    'DC4 device control four',
    'NAK negative acknowledge',
    'SYN synchronous idle',
    'ETB end of transmission block',
    'CAN cancel',
    'EM end of medium',
    'SUB substitute',
    'ESC escape',
    'FS file separator',
    'GS group separator',
    'RS record separator',
    'US unit separator',
  ]),
  ...controls(0x80, [
    'PAD padding character',
    'HOP high octet preset',
    'BPH break permitted here',
    'NBH no break here',
    'IND index',
    'NEL next line',
    'SSA start of selected area',
    'ESA end of selected area',
    'HTS character tabulation set',
    'HTJ character tabulation with justification',
    'VTS line tabulation set',
    'PLD partial line forward',
    'PLU partial line backward',
    'RI reverse line feed',
    'SS2 single shift two',
    'SS3 single shift three',
    'DCS device control string',
    'PU1 private use one',
    'PU2 private use two',
    'STS set transmit state',
    'CCH cancel character',
    'MW message waiting',
    'SPA start of guarded area',
    'EPA end of guarded area',
    'SOS start of string',
    'SGC single graphic character introducer',
    'SCI single character introducer',
    'CSI control sequence introducer',
    'ST string terminator',
    'OSC operating system command',
    'PM privacy message',
    'APC application program command',
  ]),
  ...controls(0x200b, [
    'ZWSP zero width space',
    'ZWNJ zero width non-joiner',
    'ZWJ zero width joiner',
    'LRM left-to-right mark',
    'RLM right-to-left mark',
  ]),
  ...controls(0x2028, [
    'LSEP line separator',
    'PSEP paragraph separator',
    'LRE left-to-right embedding',
    'RLE right-to-left embedding',
    'PDF pop directional formatting',
    'LRO left-to-right override',
    'RLO right-to-left override',
    'NNBSP narrow no-break space',
  ]),
  ...controls(0x2060, ['WJ word joiner']),
  ...controls(0x2066, [
    'LRI left-to-right isolate',
    'RLI right-to-left isolate',
    'FSI first strong isolate',
    'PDI pop directional isolate',
  ]),
  ...controls(0x00a0, ['NBSP no-break space']),
  ...controls(0x00ad, ['SHY soft hyphen']),
  ...controls(0x034f, ['CGJ combining grapheme joiner']),
  ...controls(0x061c, ['ALM arabic letter mark']),
  ...controls(0xfeff, ['BOM byte order mark']),
]);

/** Numbers a run of characters that follow each other; each is written `SHORT long name`. */
function controls(
  first: number,
  names: readonly string[],
): [code: number, names: readonly [short: string, long: string]][] {
  return names.map((name, place) => {
    const blank = name.indexOf(' ');
    return [first + place, [name.slice(0, blank), name.slice(blank + 1)]];
  });
}
