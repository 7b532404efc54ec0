import type { Place, QueryProblem, QueryValue } from './query-syntax.ts';

/** The smallest pieces of a query's text. `not` stands for the word as well as for `!` and `-`. */
export type QueryToken =
  | (Place & { readonly type: 'end' | 'open' | 'close' | 'or' | 'and' | 'not' })
  | (Place & { readonly type: 'text'; readonly value: QueryValue })
  /** `value` is null where nothing stands behind the colon. */
  | (Place & { readonly type: 'field'; readonly name: string; readonly value: QueryValue | null })
  /** A word with a colon whose beginning names no field. */
  | (Place & { readonly type: 'unknown-field'; readonly name: string; readonly word: string })
  | (Place & { readonly type: 'problem'; readonly problem: QueryProblem });

const BLANKS = /\s*/y;
const WORD = /[^\s()"]+/y;
const QUOTED = /"((?:[^"\\]|\\[^])*)"/y;
// Within a class a slash does not end a pattern: /[/]/ (ECMA-262, RegularExpressionLiteral).
const PATTERN = /\/((?:[^/\\[]|\\[^]|\[(?:[^\]\\]|\\[^])*\])*)\/([^\s()"]*)/y;
const KEY = /[^\s()"=/]+=(?=["/])/y;
const KEYWORDS: ReadonlyMap<string, 'or' | 'and' | 'not'> = new Map([
  ['or', 'or'],
  ['and', 'and'],
  ['not', 'not'],
]);

/** Which names, in small letters, stand before a colon. */
export interface FieldNames {
  has(name: string): boolean;
  /** Whether a key may stand before its value: `header:x-id="two words"`. */
  takesKey(name: string): boolean;
}

/** The token at or behind a position. */
export function readToken(text: string, from: number, fields: FieldNames): QueryToken {
  const position = from + (matchAt(BLANKS, text, from)?.[0].length ?? 0);
  const first = text[position];
  switch (first) {
    case undefined:
      return { type: 'end', position, length: 0 };
    case '(':
      return { type: 'open', position, length: 1 };
    case ')':
      return { type: 'close', position, length: 1 };
    case '!':
    case '-':
      return readSign(text, position, first);
    case '"':
    case '/':
      return readTextToken(text, position);
    default:
      return readWord(text, position, fields);
  }
}

/** `!` or `-` stands directly before what it excludes, so that "a - b" is not taken for "a, and not b". */
function readSign(text: string, position: number, sign: string): QueryToken {
  const next = text[position + 1];
  if (next === undefined || next === ')' || /\s/.test(next)) {
    return problemToken('missing-term', position, 1, {
      text: `Nothing follows “${sign}”.`,
      remedy: `Write what to leave out directly behind it, such as ${sign}code:250. To look for the character itself, put it in quotes: "${sign}".`,
    });
  }
  if (sign === '-' && next === '-') {
    const word = matchAt(WORD, text, position)?.[0] ?? '--';
    return problemToken('missing-term', position, word.length, {
      text: 'A term cannot begin with two dashes.',
      remedy: `To look for the text itself, put it in quotes: ${quote(word)}.`,
    });
  }
  return { type: 'not', position, length: 1 };
}

function readTextToken(text: string, position: number): QueryToken {
  const value = readDelimited(text, position);
  return 'problem' in value ? value : { type: 'text', position, length: value.length, value };
}

function readWord(text: string, position: number, fields: FieldNames): QueryToken {
  const word = matchAt(WORD, text, position)?.[0] ?? '';
  const keyword = KEYWORDS.get(word.toLowerCase());
  const end = position + word.length;
  const colon = word.indexOf(':');
  if (colon !== -1) {
    const name = word.slice(0, colon).toLowerCase();
    if (!fields.has(name)) return { type: 'unknown-field', position, length: word.length, name, word };
    return readField(text, position, name, fields.takesKey(name));
  }
  if (text[end] === '"') return quoteInWord(end);
  if (keyword !== undefined) return { type: keyword, position, length: word.length };
  return { type: 'text', position, length: word.length, value: wordValue(word, position) };
}

function readField(text: string, position: number, name: string, takesKey: boolean): QueryToken {
  const start = position + name.length + 1;
  const value = (takesKey ? readKeyedValue(text, start) : null) ?? readValue(text, start);
  if (value === null) return { type: 'field', position, length: start - position, name, value };
  if ('problem' in value) return value;
  return { type: 'field', position, length: value.position + value.length - position, name, value };
}

/** A key, and text in quotes or a pattern; null where it is none of that. */
function readKeyedValue(text: string, position: number): QueryValue | ProblemToken | null {
  const written = matchAt(KEY, text, position)?.[0];
  if (written === undefined) return null;
  const value = readDelimited(text, position + written.length);
  if ('problem' in value) return value;
  return { ...value, key: written.slice(0, -1), position, length: written.length + value.length };
}

function readValue(text: string, position: number): QueryValue | ProblemToken | null {
  if (text[position] === '"' || text[position] === '/') return readDelimited(text, position);
  const word = matchAt(WORD, text, position)?.[0];
  if (word === undefined) return null;
  const end = position + word.length;
  return text[end] === '"' ? quoteInWord(end) : wordValue(word, position);
}

function readDelimited(text: string, position: number): QueryValue | ProblemToken {
  return text[position] === '"' ? readQuoted(text, position) : readPattern(text, position);
}

function readQuoted(text: string, position: number): QueryValue | ProblemToken {
  const match = matchAt(QUOTED, text, position);
  if (match === null) {
    return problemToken('unclosed-quote', position, text.length - position, {
      text: 'The quoted text has no end.',
      remedy: 'Close it with ". A quote within it is written \\".',
    });
  }
  const [whole, content = ''] = match;
  const end = position + whole.length;
  if (!isTermEnd(text[end])) return noBlankBehindQuote(end - 1);
  return { form: 'quoted', text: unescape(content), position, length: whole.length };
}

function readPattern(text: string, position: number): QueryValue | ProblemToken {
  const match = matchAt(PATTERN, text, position);
  if (match === null) {
    const word = matchAt(WORD, text, position)?.[0] ?? '/';
    return problemToken('unclosed-pattern', position, text.length - position, {
      text: 'The pattern has no end.',
      remedy: `Close it with /. To look for the text itself, put it in quotes: ${quote(word)}.`,
    });
  }
  const [whole, source = '', flags = ''] = match;
  const end = position + whole.length;
  if (text[end] === '"') return quoteInWord(end);
  return { form: 'pattern', source, flags, position, length: whole.length };
}

/** Words, quoted texts and patterns are parted by blanks or parentheses. */
function isTermEnd(character: string | undefined): boolean {
  return character === undefined || /[\s()]/.test(character);
}

function quoteInWord(position: number): ProblemToken {
  return problemToken('misplaced-quote', position, 1, {
    text: 'A quote stands within a word.',
    remedy: 'Put the whole text in quotes, and write \\" for a quote within it.',
  });
}

function noBlankBehindQuote(position: number): ProblemToken {
  return problemToken('misplaced-quote', position, 1, {
    text: 'A blank is missing behind the closing quote.',
    remedy: 'Part two terms with a blank. A quote within quoted text is written \\".',
  });
}

function wordValue(text: string, position: number): QueryValue {
  return { form: 'word', text, position, length: text.length };
}

type ProblemToken = Extract<QueryToken, { type: 'problem' }>;

function problemToken(
  code: QueryProblem['code'],
  position: number,
  length: number,
  words: Pick<QueryProblem, 'text' | 'remedy'>,
): ProblemToken {
  return { type: 'problem', position, length, problem: { code, ...words, position, length } };
}

/** `\"` and `\\` are escapes; any other backslash is itself, so that Windows paths can be pasted. */
function unescape(content: string): string {
  return content.replace(/\\(["\\])/g, '$1');
}

/** A text as a quoted term. Parsing gives the same text back. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function matchAt(expression: RegExp, text: string, position: number): RegExpExecArray | null {
  expression.lastIndex = position;
  return expression.exec(text);
}
