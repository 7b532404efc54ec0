import { nearestWord } from '../mistakes/nearest-word.ts';
import type { QueryField } from './query-field-kinds.ts';
import { FIELDS_BY_NAME, QUERY_FIELDS } from './query-fields.ts';
import { quote } from './query-lexer.ts';
import { fieldForOtherName, termForOtherValue } from './query-other-words.ts';

import { nearestField } from './query-suggestion.ts';
import type { Place, QueryProblem, QueryProblemCode } from './query-syntax.ts';

/** What could stand in a wrong query in place of a stretch of it. */
export interface Replacement extends Place {
  readonly text: string;
}

/** What the person may have meant, the likeliest first. Not all of it need be right. */
export function* insteadOf(query: string, problem: QueryProblem): Generator<Replacement, void, undefined> {
  const { position, length } = problem;
  switch (problem.code) {
    case 'unclosed-parenthesis':
      return yield { position: query.length, length: 0, text: ')' };
    case 'stray-parenthesis':
      return yield { position, length, text: '' };
    case 'unclosed-quote':
      return yield { position: query.length, length: 0, text: '"' };
    case 'unclosed-pattern':
      return yield { position, length, text: quote(query.slice(position)) };
    case 'foreign-sign':
    case 'unknown-field':
    case 'wrong-value':
    case 'wrong-pattern':
      for (const text of termsFor(termAt(query, problem), problem.code)) {
        yield { ...placeOf(query, problem), text };
      }
      return;
    case 'missing-value':
      return yield* joinedWithNext(query, problem);
    case 'too-long':
    case 'too-deep':
    case 'wrong-scope':
    case 'not-yet-known':
    case 'empty-text':
    case 'missing-term':
    case 'stray-keyword':
    case 'misplaced-quote':
  }
}

/** The whole term in which something is wrong. */
function placeOf(query: string, { position, length }: Place): Place {
  const begins = /[^\s()]*$/.exec(query.slice(0, position))?.index ?? position;
  const sign = /^[!-]*/.exec(query.slice(begins))?.[0].length ?? 0;
  const start = Math.min(begins + sign, position);
  return { position: start, length: position + length - start };
}

function termAt(query: string, problem: Place): string {
  const { position, length } = placeOf(query, problem);
  return query.slice(position, position + length);
}

/** Signs that other languages have in place of words and colons. */
const SIGN_WORDS: ReadonlyMap<string, string> = new Map([
  ['&&', 'and'],
  ['&', 'and'],
  ['||', 'or'],
  ['|', 'or'],
]);

/** A name, what compares, and a value: `size>1M`, `code!=250`. */
const COMPARED = /^([a-z][a-z_-]*)(!=|==?|[<>]=?)(.+)$/i;

/** What was surely meant for a field, and not for a text with a colon in it: an address, a time, a word before a blank. */
const NAMED = /^[a-z_]+:[^/]/i;

function* termsFor(term: string, code: QueryProblemCode): Generator<string, void, undefined> {
  const word = SIGN_WORDS.get(term);
  if (word !== undefined) return yield word;
  const [, name, sign, value] = COMPARED.exec(term) ?? [];
  const colon = term.indexOf(':');
  if (colon !== -1) yield* termsOf(term.slice(0, colon).toLowerCase(), term.slice(colon + 1));
  else if (name !== undefined && sign !== undefined && value !== undefined) {
    const written = sign.startsWith('=') ? value : sign + value;
    yield* termsOf(name.toLowerCase(), written);
  }
  if (code === 'wrong-pattern' || (code === 'unknown-field' && !NAMED.test(term))) yield quote(term);
}

function* termsOf(name: string, value: string): Generator<string, void, undefined> {
  const other = fieldForOtherName(name, value);
  if (other !== null) yield other;
  const field = FIELDS_BY_NAME.get(name) ?? nearestField(name);
  if (field === null) return;
  yield* valuesFor(field, value);
}

/** Terms that may say what a field's value was meant to say. */
function* valuesFor(field: QueryField, value: string): Generator<string, void, undefined> {
  const { name } = field;
  const said = termForOtherValue(name, value);
  if (said !== null) yield said;
  if (value !== '') yield `${name}:${value}`;
  const excluded = /^(?:!=?|<>)(.+)$/.exec(value)?.[1];
  if (excluded !== undefined) yield `-${name}:${excluded}`;
  const limited = limitOf(name, value);
  if (limited !== null) yield limited;
  if (value.includes(',')) {
    yield `(${value
      .split(',')
      .map((part) => `${name}:${part.trim()}`)
      .join(' or ')})`;
  }
  for (const written of otherForms(name, value)) yield `${name}:${written}`;
  if (name === 'enh' && /^\d{3}$/.test(value)) yield `code:${value}`;
  if (name === 'code' && value.includes('.')) yield `enh:${value}`;
  if (name === 'header') yield `${name}:${value.replace(/:\s*/, '=')}`;
  yield* choicesFor(field, value);
}

/** Fields that have their comparison in their names. */
const LIMITS: Readonly<Record<string, { readonly more: string; readonly less: string }>> = {
  larger: { more: 'larger', less: 'smaller' },
  smaller: { more: 'larger', less: 'smaller' },
  after: { more: 'after', less: 'before' },
  before: { more: 'after', less: 'before' },
  slower: { more: 'slower', less: 'not slower' },
};

function limitOf(name: string, value: string): string | null {
  const limits = Object.hasOwn(LIMITS, name) ? LIMITS[name] : undefined;
  const [, sign, rest = ''] = /^([<>])=?(.+)$/.exec(value) ?? [];
  if (limits === undefined || sign === undefined) return null;
  return `${sign === '>' ? limits.more : limits.less}:${rest}`;
}

/** The value as others write it, in the form that the field takes. */
function* otherForms(name: string, value: string): Generator<string, void, undefined> {
  switch (name) {
    case 'code':
      if (/^[1-9]$/.test(value)) yield `${value}xx`;
      return yield value.replace(/\.{2,}|…|–/u, '-');
    case 'cmd':
      return yield value.replace(/^"?(\w+).*$/, '$1');
    case 'enh':
      return yield `${value.replace(/\.$/, '')}.*`;
    case 'slower':
      return yield `${value}s`;
    case 'larger':
    case 'smaller':
      return yield value.replace(/ib?$/i, '');
    case 'after':
    case 'before':
      return yield* otherMoments(value);
    case 'client':
      return yield* otherNetworks(value);
    case 'to':
    case 'from':
      yield value.replace(/^<|>$/g, '');
  }
}

function* otherMoments(value: string): Generator<string, void, undefined> {
  const [, year, month = '', day = ''] = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/.exec(value) ?? [];
  if (year !== undefined) yield `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const [, first = '', second = '', last] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(value) ?? [];
  if (last !== undefined) yield `${last}-${second.padStart(2, '0')}-${first.padStart(2, '0')}`;
  const [, hours, minutes = '00', half = ''] = /^(\d{1,2})(?::(\d{2}))?\s*([ap]m)?$/i.exec(value) ?? [];
  if (hours === undefined) return;
  const hour = half === '' ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  yield `${String(hour).padStart(2, '0')}:${minutes}`;
}

/** Of networks that end between two numbers of an address, all addresses. */
function* otherNetworks(value: string): Generator<string, void, undefined> {
  const [, address = '', bits] = /^([\d.]+)\/(8|16|24)$/.exec(value) ?? [];
  if (bits !== undefined)
    yield `${address
      .split('.')
      .slice(0, Number(bits) / 8)
      .join('.')}.*`;
}

/** A word of the field that is near; or another field that takes this one. */
function* choicesFor(field: QueryField, value: string): Generator<string, void, undefined> {
  const wanted = value.toLowerCase();
  const words = field.examples.map((example) => example.value);
  const takesWords = field.takesOnlyExamples === true || field.name === 'finding';
  const word = takesWords ? wordLike(wanted, words) : null;
  if (word !== null) yield `${field.name}:${word}`;
  for (const other of QUERY_FIELDS) {
    if (other.takesOnlyExamples === true && other.examples.some((example) => example.value === wanted)) {
      yield `${other.name}:${wanted}`;
    }
  }
}

/** Few letters begin too many words. */
const SHORT_BEGINNING = 3;

/** The only word that begins so, or of which this is a longer form; or the nearest. */
function wordLike(typed: string, words: readonly string[]): string | null {
  if (typed.length < SHORT_BEGINNING) return null;
  const begun = words.filter((word) => word.startsWith(typed) || typed.startsWith(word));
  return begun.length === 0 ? nearestWord(typed, words) : begun.length === 1 ? (begun[0] ?? null) : null;
}

/** A value that was parted from its field by a blank: all that follows up to the next term, or its first word. */
function* joinedWithNext(query: string, { position }: Place): Generator<Replacement, void, undefined> {
  const start = placeOf(query, { position, length: 0 }).position;
  const name = query.slice(start, position);
  const following = /^\s+([^()"]+)/.exec(query.slice(position));
  const words = following?.[1] ?? '';
  const upTo = / +(?:or|and|not)\b| [!-]?[a-z]+:\S/i.exec(words)?.index ?? words.length;
  const all = words.slice(0, upTo).trimEnd();
  const [first = ''] = all.split(/\s+/, 1);
  if (first === '') return;
  const blanks = (following?.[0].length ?? 0) - words.length;
  for (const value of all === first ? [first] : [quote(all), first]) {
    const taken = value === first ? first.length : all.length;
    yield { position: start, length: position - start + blanks + taken, text: name + value };
  }
}

/** Fields whose names stand before an equals sign in SMTP and in mail: such words are looked for as they are. */
const SAID_WITH_EQUALS: ReadonlySet<string> = new Set([
  'auth',
  'header',
  'line',
  'note',
  'tag',
  'text',
  'user',
]);

/** What in a word is a sign of other languages and none of this one: `&&`, `size>1M`, `code!=250`. Null where nothing is. */
export function foreignSign(word: string): string | null {
  if (SIGN_WORDS.has(word)) return word;
  const [, written = '', sign = ''] = COMPARED.exec(word) ?? [];
  const name = written.toLowerCase();
  const isField = FIELDS_BY_NAME.has(name);
  if (sign.startsWith('=')) return isField && !SAID_WITH_EQUALS.has(name) ? sign : null;
  return isField || QUERY_FIELDS.some((field) => field.alsoCalled.includes(name)) ? sign || null : null;
}
