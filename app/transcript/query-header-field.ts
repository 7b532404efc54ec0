import { readText, type FieldReading, type QueryField } from './query-field-kinds.ts';
import type { MessageCondition, QueryValue } from './query-syntax.ts';
import { like, type TextTest } from './query-text.ts';
import { shown } from './query-values.ts';

const NAME = 'header';

/** A field name (RFC 5322 section 2.2), but for the equals sign, which ends it here. */
const FIELD_NAME = /^[!-9;<>-~]+$/u;

const EXAMPLES = [
  ['message-id', 'A message that has one'],
  ['x-*', 'A field of its program’s own'],
  ['list-unsubscribe', 'A message to a list'],
] as const;

/** The field for the headers of messages. */
export const HEADER_FIELD: QueryField = {
  name: NAME,
  description: 'A field in the header of a message',
  expects:
    'the name of a field, alone or with its value: message-id, x-id=42, subject="two words", date=/2026/',
  alsoCalled: ['headers', 'field', 'hdr'],
  takesKey: true,
  scopes: ['session'],
  examples: EXAMPLES.map(([value, description]) => ({ value, description, scope: 'session' })),
  read(value) {
    const asked = split(value);
    return asked.ok ? readHeader(asked.name, asked.value) : asked;
  },
};

type Asked =
  | { readonly ok: true; readonly name: string; readonly value: QueryValue | null }
  | Extract<FieldReading, { ok: false }>;

/** The name, and what its value is asked for; null where it need only be there. */
function split(value: QueryValue): Asked {
  const { key } = value;
  if (key !== undefined) return { ok: true, name: key, value };
  if (value.form === 'pattern')
    return { ok: false, text: 'Before the pattern the name of a field is missing.' };
  const equals = value.text.indexOf('=');
  if (equals === -1) return { ok: true, name: value.text, value: null };
  return {
    ok: true,
    name: value.text.slice(0, equals),
    value: { ...value, text: value.text.slice(equals + 1) },
  };
}

function readHeader(written: string, value: QueryValue | null): FieldReading {
  const name = written.toLowerCase();
  const colon = written.indexOf(':');
  if (colon > 0) {
    const remedy = `Write ${NAME}:${written.slice(0, colon)}=${written.slice(colon + 1).trim()}.`;
    return { ok: false, text: `${shown(written)} is no name of a field.`, remedy };
  }
  if (!FIELD_NAME.test(name)) return { ok: false, text: `${shown(written)} is no name of a field.` };
  if (value === null) return term(name, null, name, `with a header field ${name}`);
  if (value.form === 'word' && value.text === '') {
    const remedy = `Write what it has to hold, or ${NAME}:${name} alone for any value.`;
    return { ok: false, text: `Behind “${name}=” a value is missing.`, remedy };
  }
  const text = readText(value);
  if (!text.ok) return text;
  return term(name, text.test, `${name}=${text.canonical}`, `with a header field ${name} ${text.words}`);
}

function term(name: string, test: TextTest | null, canonical: string, tail: string): FieldReading {
  const isNamed = name.includes('*') ? like(name) : (other: string): boolean => other === name;
  const condition: MessageCondition = {
    matches(header) {
      for (const { value } of header.named(isNamed)) {
        if (test === null || test(value)) return true;
      }
      return false;
    },
    mayBeIn: ({ fields }) => fields === null || fields.some(isNamed),
    isSurelyIn: ({ fields }) => test === null && fields !== null && fields.some(isNamed),
  };
  return {
    ok: true,
    term: {
      scope: 'session',
      matches: ({ meets }) => meets?.(condition) === true,
      condition,
      canonical: `${NAME}:${canonical}`,
      phrase: { tail },
    },
  };
}
