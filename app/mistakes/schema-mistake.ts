import type { BaseIssue } from 'valibot';
import { nearestWord } from './nearest-word.ts';

/** What is wrong with a value in a file that a person wrote. */
export interface SchemaMistake {
  /** One sentence: what is wrong. */
  readonly text: string;
  /** What to write instead; may be empty. */
  readonly remedy: string;
}

/**
 * What a schema found wrong, in the words of somebody who writes such a file. Where the schema has words of its own, it is
 * those. `keys`: all keys that the file may have anywhere, for the one that was probably meant.
 */
export function describeSchemaIssue(issue: BaseIssue<unknown>, keys: readonly string[]): SchemaMistake {
  const [nested] = issue.issues ?? [];
  if (nested !== undefined && !isUsual(nested.message)) return describeSchemaIssue(nested, keys);
  if (!isUsual(issue.message)) return { text: issue.message, remedy: '' };
  if (issue.type === 'strict_object' && issue.expected === 'never') return unknownKey(issue, keys);
  if (issue.received === 'undefined') return missing(issue);
  const choices = choicesIn(issue);
  if (choices !== null) return notAmong(issue.received, choices);
  return { text: wrongValue(issue), remedy: '' };
}

/** The schema's own library put it in its usual words. */
function isUsual(message: string): boolean {
  return /^Invalid [\w ]+: /.test(message);
}

function unknownKey(issue: BaseIssue<unknown>, keys: readonly string[]): SchemaMistake {
  const key = lastKey(issue);
  const nearest = nearestWord(key, keys);
  const remedy = nearest === null || nearest === key ? 'Leave it out.' : `Did you mean “${nearest}”?`;
  return { text: `There is no key “${key}” here.`, remedy };
}

function missing(issue: BaseIssue<unknown>): SchemaMistake {
  const choices = choicesIn(issue) ?? [];
  const remedy = choices.length > 1 ? `Write one of ${choices.join(', ')}.` : '';
  return { text: `“${lastKey(issue)}” is missing.`, remedy };
}

function notAmong(received: string, choices: readonly string[]): SchemaMistake {
  const word = unquoted(received);
  const nearest = nearestWord(word, choices);
  const text = `“${word}” is not known here.`;
  if (nearest !== null) return { text, remedy: `Did you mean “${nearest}”?` };
  return { text, remedy: `Write one of ${choices.join(', ')}.` };
}

function wrongValue({
  type,
  expected,
  received,
  requirement,
}: BaseIssue<unknown> & { readonly requirement?: unknown }): string {
  switch (type) {
    case 'integer':
      return 'This has to be a whole number.';
    case 'min_value':
      return `This has to be ${String(requirement)} or more.`;
    case 'max_value':
      return `This has to be ${String(requirement)} or less.`;
    case 'min_length':
      return 'This may not be empty.';
    case 'max_length':
      return `This is too long: ${received} of ${String(requirement)}.`;
    default:
      return `This has to be ${KINDS[expected ?? ''] ?? expected ?? 'something else'}, and is ${kindOf(received)}.`;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text in quotation marks',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list in brackets',
  Object: 'an object in braces',
};

function kindOf(received: string): string {
  return KINDS[received] ?? (received.startsWith('"') ? `the text ${received}` : received);
}

/** The values between which there is a choice: `("a" | "b")`; null where there is none. */
function choicesIn({ expected }: BaseIssue<unknown>): readonly string[] | null {
  if (expected === null || !/^\(?"/.test(expected)) return null;
  return expected
    .replaceAll(/^\(|\)$/g, '')
    .split(' | ')
    .map(unquoted);
}

function unquoted(text: string): string {
  return text.replaceAll(/^"|"$/g, '');
}

function lastKey({ path }: BaseIssue<unknown>): string {
  const key = path?.at(-1)?.key;
  return typeof key === 'string' || typeof key === 'number' ? String(key) : '';
}
