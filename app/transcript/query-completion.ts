import type { FieldExample, QueryField } from './query-field-kinds.ts';
import { FIELD_NAMES, FIELDS_BY_NAME, QUERY_FIELDS } from './query-fields.ts';
import { readToken, type QueryToken } from './query-lexer.ts';
import type { QueryScope } from './query-syntax.ts';

/** Something that can be put into the query at the caret. */
export interface QuerySuggestion {
  /** What takes the place of the text from `from` to `to`. */
  readonly insert: string;
  /** What to show. */
  readonly label: string;
  /** One line about it. */
  readonly description: string;
}

/** What can stand at the caret, in place of the text from `from` to `to` (UTF-16 code units). */
export interface QueryCompletion {
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly QuerySuggestion[];
}

/** Letters of a bare word from which on values are offered too: fewer would name half of them. */
const FEW_LETTERS = 2;

/** What a completing field offers: fields, and behind a field's colon its values. Nothing within quotes and patterns. */
export function completeQuery(text: string, caret: number, scope: QueryScope = 'line'): QueryCompletion {
  const at = Math.max(0, Math.min(caret, text.length));
  const from = wordBefore(text, at);
  if (from === null) return { from: at, to: at, suggestions: [] };
  const typed = text.slice(from, at).toLowerCase();
  const to = at + (/^[^\s()"]*/.exec(text.slice(at))?.[0].length ?? 0);
  return { from, to, suggestions: suggest(typed, scope) };
}

/** Where the word begins that ends at the caret; the caret itself between words, null where nothing is completed. */
function wordBefore(text: string, caret: number): number | null {
  const before = text.slice(0, caret);
  let from = 0;
  for (;;) {
    // Any name before a colon passes for a field here: what is wrong further left is no reason to be silent.
    const token = readToken(before, from, { ...FIELD_NAMES, has: () => true });
    const end = token.position + token.length;
    if (token.type === 'end') return caret;
    if (token.type === 'problem') return isSign(before.slice(token.position)) ? caret : null;
    if (end === caret) return startOfWord(token, before);
    from = end;
  }
}

function startOfWord(token: QueryToken, text: string): number | null {
  switch (token.type) {
    case 'or':
    case 'and':
      return token.position;
    case 'not':
      return isSign(text.slice(token.position)) ? text.length : token.position;
    case 'open':
      return text.length;
    case 'text':
      return token.value.form === 'word' ? token.position : null;
    case 'field':
      return token.value === null || token.value.form === 'word' ? token.position : null;
    case 'close':
    case 'end':
    case 'problem':
    case 'unknown-field':
      return null;
  }
}

function isSign(text: string): boolean {
  return text === '!' || text === '-';
}

function suggest(typed: string, scope: QueryScope): QuerySuggestion[] {
  const colon = typed.indexOf(':');
  if (colon === -1) return [...suggestFields(typed, scope), ...suggestAnyValue(typed, scope)];
  const field = FIELDS_BY_NAME.get(typed.slice(0, colon));
  if (field === undefined) return [];
  return valuesOf(field, typed.slice(colon + 1), scope)
    .map((example) => suggestValue(field, example, example.value))
    .filter((suggestion) => suggestion.insert.toLowerCase() !== typed);
}

function suggestFields(typed: string, scope: QueryScope): QuerySuggestion[] {
  return QUERY_FIELDS.filter((field) => field.scopes.includes(scope) || scope === 'line')
    .filter((field) =>
      [field.name, ...(typed === '' ? [] : field.alsoCalled)].some((name) => name.startsWith(typed)),
    )
    .map(({ name, description }) => ({ insert: `${name}:`, label: `${name}:`, description }));
}

/** Whoever types `rcpt` may mean `cmd:RCPT`. */
function suggestAnyValue(typed: string, scope: QueryScope): QuerySuggestion[] {
  if (typed.length < FEW_LETTERS) return [];
  return QUERY_FIELDS.flatMap((field) =>
    valuesOf(field, typed, scope).map((example) =>
      suggestValue(field, example, `${field.name}:${example.value}`),
    ),
  );
}

function valuesOf({ examples }: QueryField, typed: string, scope: QueryScope): FieldExample[] {
  return examples
    .filter((example) => scope === 'line' || example.scope === scope)
    .filter(({ value, or }) => [value, or].some((word) => word?.toLowerCase().startsWith(typed)));
}

function suggestValue(
  field: QueryField,
  { value, description }: FieldExample,
  label: string,
): QuerySuggestion {
  return { insert: `${field.name}:${value}`, label, description };
}
