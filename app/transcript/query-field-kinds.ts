import { quote } from './query-lexer.ts';
import type {
  LineHints,
  LineTest,
  LineWords,
  Phrase,
  QueryScope,
  QueryTerm,
  QueryValue,
  LateTerm,
  SessionHints,
  SessionTest,
  ShareTest,
  PatternText,
} from './query-syntax.ts';
import { being, containing, containingInOrder, like, readPattern, type TextTest } from './query-text.ts';
import { rangeInWords, readRange, shown, type NumberRange } from './query-values.ts';

/** Line and session numbers: from 1, and as many as a number can count. */
export const COUNTED: NumberRange = { least: 1, most: Number.MAX_SAFE_INTEGER };

/** What a field makes of its value. Without a remedy of its own, what the field expects is the remedy. */
export type FieldReading =
  | { readonly ok: true; readonly term: QueryTerm }
  | { readonly ok: false; readonly text: string; readonly remedy?: string };

/** A value that a completing field offers. */
export interface FieldExample {
  readonly value: string;
  /** Another way to write it. */
  readonly or?: string;
  readonly description: string;
  readonly scope: QueryScope;
}

/** A field of the query language: everything that is known of it. */
export interface QueryField {
  readonly name: string;
  /** One line, for completion. */
  readonly description: string;
  /** What it takes, to end the sentence "… takes": `yes or no`. */
  readonly expects: string;
  /** Names that people try instead, in small letters. They are errors that name this field. */
  readonly alsoCalled: readonly string[];
  /** A key may stand before its value: `header:x-id="two words"`. */
  readonly takesKey?: true;
  /** It takes the values of its examples and no others. */
  readonly takesOnlyExamples?: true;
  /** What it looks at; with values of both scopes, both. */
  readonly scopes: readonly QueryScope[];
  readonly examples: readonly FieldExample[];
  /** `now`: milliseconds since 1970. */
  read(value: QueryValue, now: number): FieldReading;
}

/** What every field says of itself, whatever its kind. */
type FieldWords = Pick<QueryField, 'name' | 'description' | 'expects'> & {
  readonly alsoCalled?: readonly string[];
  /** Given where it says nothing of conversations that pass. */
  readonly late?: LateTerm;
};

/** What a term looks at and how it says so. */
type Matching =
  | ({ readonly scope: 'line'; readonly matches: LineTest } & LineHints)
  | ({ readonly scope: 'session'; readonly matches: SessionTest } & SessionHints);

type ExampleWords = readonly (readonly [value: string, description: string])[];

/** One of the words that a {@link choiceField} takes. */
export type Choice = Matching & {
  readonly value: string;
  /** Another way to write it. */
  readonly or?: string;
  readonly description: string;
  readonly phrase: Phrase;
};

/** One that is about a line, as the dialogue knows it. `share`: what can be told of it before lines are looked at. */
export function lineChoice(
  value: string,
  description: string,
  phrase: Phrase,
  matches: LineTest,
  share: ShareTest,
): Choice {
  return { scope: 'line', value, description, phrase, matches, share };
}

/** A field that takes one of a few words. */
export function choiceField(words: Omit<FieldWords, 'expects'>, choices: readonly Choice[]): QueryField {
  const list = choices.map((choice) => choice.value);
  return {
    ...words,
    alsoCalled: words.alsoCalled ?? [],
    expects: `${list.slice(0, -1).join(', ')} or ${list.slice(-1).join('')}`,
    scopes: [...new Set(choices.map((choice) => choice.scope))],
    takesOnlyExamples: true,
    examples: choices,
    read(value) {
      const text = value.form === 'pattern' ? `/${value.source}/` : value.text;
      const wanted = text.toLowerCase();
      const choice = choices.find((choice) => choice.value === wanted || choice.or === wanted);
      if (choice === undefined) return { ok: false, text: `${shown(text)} is no value of “${words.name}:”.` };
      return { ok: true, term: { ...choice, canonical: `${words.name}:${choice.value}` } };
    },
  };
}

/** What a field does with a value that is one word: a number, a code, a size, a moment. */
export type WordReading =
  | ({ readonly ok: true; readonly canonical: string; readonly phrase: Phrase } & Matching)
  | { readonly ok: false; readonly text: string };

/** A field that takes a word of a certain form. */
export function wordField(
  words: FieldWords,
  scope: QueryScope,
  examples: ExampleWords,
  readWord: (text: string, now: number) => WordReading,
): QueryField {
  return {
    ...words,
    alsoCalled: words.alsoCalled ?? [],
    scopes: [scope],
    examples: examples.map(([value, description]) => ({ value, description, scope })),
    read(value, now) {
      if (value.form === 'pattern') return { ok: false, text: `“${words.name}:” takes no pattern.` };
      const reading = readWord(value.text, now);
      if (!reading.ok) return reading;
      const canonical = `${words.name}:${safeWord(reading.canonical)}`;
      return { ok: true, term: { ...reading, canonical } };
    },
  };
}

/** A field that takes a whole number or a range of them. */
export function rangeField(
  words: FieldWords,
  limits: NumberRange,
  examples: ExampleWords,
  matching: (range: NumberRange) => Matching,
): QueryField {
  return wordField(words, matching(limits).scope, examples, (text) => {
    const reading = readRange(text, limits);
    if (!reading.ok) return reading;
    const phrase = { tail: `numbered ${rangeInWords(reading.value, limits)}` };
    return { ok: true, canonical: text, phrase, ...matching(reading.value) };
  });
}

/** A field of a session that takes text: a part of it, the whole with `*`, or a pattern. */
export function sessionTextField(
  words: Omit<FieldWords, 'expects'>,
  noun: string,
  examples: ExampleWords,
  matching: (test: TextTest) => SessionTest,
): QueryField {
  const expects = 'a part of it, the whole with * for anything, text in quotes, or a /pattern/';
  return textField({ ...words, expects }, noun, examples, readText, matching);
}

/** A field of a session that takes a path of the envelope; in angle brackets it is the whole, and `<>` the empty one. */
export function pathField(
  words: Omit<FieldWords, 'expects'>,
  noun: string,
  examples: ExampleWords,
  matching: (test: TextTest) => SessionTest,
): QueryField {
  const expects = 'a part of an address, the whole as *@example.org or <bob@example.org>, or a /pattern/';
  return textField({ ...words, expects }, noun, examples, readPath, matching);
}

function textField(
  words: FieldWords,
  noun: string,
  examples: ExampleWords,
  read: (value: QueryValue) => TextReading,
  matching: (test: TextTest) => SessionTest,
): QueryField {
  return {
    ...words,
    alsoCalled: words.alsoCalled ?? [],
    scopes: ['session'],
    examples: examples.map(([value, description]) => ({ value, description, scope: 'session' })),
    read(value) {
      const text = read(value);
      if (!text.ok) return text;
      const phrase = { tail: `with ${noun} ${text.words}` };
      const canonical = `${words.name}:${text.canonical}`;
      const late = words.late === undefined ? {} : { late: words.late };
      return {
        ok: true,
        term: { scope: 'session', matches: matching(text.test), ...late, canonical, phrase },
      };
    },
  };
}

/** A text that is looked for, or why it is none. */
export type TextReading =
  | { readonly ok: true; readonly test: TextTest; readonly canonical: string; readonly words: string }
  | { readonly ok: false; readonly text: string };

/** Reads a text that may hold wildcards, or be a pattern. */
export function readText(value: QueryValue): TextReading {
  if (value.form === 'pattern') return readPatternText(value);
  const { form, text } = value;
  if (text === '') return { ok: false, text: 'Nothing stands between the quotes.' };
  const test = form === 'word' && text.includes('*') ? like(text) : containing(text);
  const words = `${form === 'word' && text.includes('*') ? 'like' : 'containing'} ${spoken(text)}`;
  return { ok: true, test, canonical: form === 'quoted' ? quote(text) : text, words };
}

/** A path as commands write it (RFC 5321 section 4.1.2); rows have it without its angle brackets. */
function readPath(value: QueryValue): TextReading {
  if (value.form !== 'word') return readText(value);
  if (value.text.includes(',')) return { ok: false, text: `${shown(value.text)} is more than one address.` };
  if (!/[<>]/.test(value.text)) return readText(value);
  const path = /^<([^<>]*)>$/.exec(value.text)?.[1];
  if (path === undefined) return { ok: false, text: 'A whole address stands between < and >.' };
  const test = path.includes('*') ? like(path) : being(path);
  return { ok: true, test, canonical: value.text, words: value.text };
}

function readPatternText({ source, flags }: PatternText): TextReading {
  const pattern = readPattern({ source, flags });
  if (!pattern.ok) return pattern;
  const written = `/${source}/${flags}`;
  return { ok: true, test: pattern.test, canonical: written, words: `matching ${written}` };
}

/** The field that takes text for a line's words. */
export function lineTextField(words: Omit<FieldWords, 'expects'>): QueryField {
  return {
    ...words,
    expects: 'a word, text in quotes, or a /pattern/',
    alsoCalled: words.alsoCalled ?? [],
    scopes: ['line'],
    examples: [],
    read: lineTextTerm,
  };
}

/** Text looked for in a line's words. Opaque lines have none. */
export function lineTextTerm(value: QueryValue): FieldReading {
  if (value.form === 'pattern') {
    const pattern = readPatternText(value);
    return pattern.ok ? lineText(pattern.test, pattern.canonical, pattern.words) : pattern;
  }
  const { text, form } = value;
  if (text === '') return { ok: false, text: 'Nothing stands between the quotes.' };
  if (form === 'word' && text.includes('*') && !ONLY_STARS.test(text)) return lineWildcards(text);
  return lineText(containing(text), bareText(text), `with the text ${spoken(text)}`, text);
}

/** As masked secrets are shown: looked for as they are. */
const ONLY_STARS = /^\*{2,}$/;

/** A text in which `*` stands for anything. It may begin and end anywhere in the line. */
function lineWildcards(text: string): FieldReading {
  const parts = text.split('*').filter((part) => part !== '');
  const [longest] = parts.toSorted((one, other) => other.length - one.length);
  if (longest === undefined) {
    const remedy = `Leave it out, or put it in quotes to look for the character itself: ${quote(text)}.`;
    return { ok: false, text: `${shown(text)} alone stands for any text.`, remedy };
  }
  const canonical = BARE_WILDCARDS.test(text) ? text : `text:${text}`;
  return lineText(containingInOrder(parts), canonical, `with a text like ${spoken(text)}`, longest);
}

function lineText(test: TextTest, canonical: string, tail: string, needle?: string): FieldReading {
  const matches: LineTest = (line) => line.kind !== 'opaque' && test(line.text);
  const isShown: SessionTest = ({ mailFrom, rcptTo, subject, hello }) =>
    (mailFrom !== null && test(mailFrom)) || rcptTo.some(test) || test(subject) || test(hello);
  const hints = { isShown, needle, matchesWords: ({ text }: LineWords) => test(text) };
  return { ok: true, term: { scope: 'line', matches, ...hints, canonical, phrase: { tail } } };
}

const BARE = /^<?[\p{L}\p{N}_][\p{L}\p{N}_@.+-]*>?$/u;
const BARE_WILDCARDS = /^[\p{L}\p{N}_*][\p{L}\p{N}_@.+*-]*$/u;
/** Words that mean something else where they stand alone. */
const KEYWORD = /^(?:or|and|not|[1-5]xx)$/i;

/** A text as a term of its own: bare where it is taken for nothing else, else in quotes. */
function bareText(text: string): string {
  return BARE.test(text) && !KEYWORD.test(text) ? text : quote(text);
}

/** A value that is read the same with quotes or without. */
function safeWord(text: string): string {
  return /[\s()"]/.test(text) || text.startsWith('/') ? quote(text) : text;
}

/** A text as a description names it. */
function spoken(text: string): string {
  return `“${text}”`;
}
