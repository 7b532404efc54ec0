import type { PatternText } from './query-syntax.ts';

/** Says whether a text holds what is looked for. Made once, then called for every line. */
export type TextTest = (text: string) => boolean;

/**
 * Where a pattern stops looking, in characters of a line. Even `.*x` takes time that grows with the square of a line's
 * length, and a hostile line may be megabytes long. Four times what RFC 5321 section 4.5.3.1.6 allows.
 */
const PATTERN_REACH = 4_000;

/**
 * Looks for a text anywhere, capitals and small letters alike. An engine finds a constant expression quicker than it
 * makes a line's letters small, and folds every letter by itself (the last sigma of a Greek word included).
 */
export function containing(needle: string): TextTest {
  const expression = new RegExp(escapePattern(needle), 'iu');
  return (text) => expression.test(text);
}

/** Looks for a text that is the whole, capitals and small letters alike. */
export function being(whole: string): TextTest {
  const expression = new RegExp(`^${escapePattern(whole)}$`, 'iu');
  return (text) => expression.test(text);
}

/** Compares the whole text, capitals and small letters alike; `*` stands for anything. Never slower than linear. */
export function like(wildcards: string): TextTest {
  const [first = '', ...rest] = wildcards.toLowerCase().split(/\*+/);
  const last = rest.pop() ?? '';
  return (text) => {
    const folded = text.toLowerCase();
    if (folded.length < first.length + last.length) return false;
    if (!folded.startsWith(first) || !folded.endsWith(last)) return false;
    let from = first.length;
    for (const part of rest) {
      const at = folded.indexOf(part, from);
      if (at === -1) return false;
      from = at + part.length;
    }
    return from <= folded.length - last.length;
  };
}

/**
 * Looks for texts that stand one behind the other, with anything between them; capitals and small letters alike. Never slower
 * than linear.
 */
export function containingInOrder(texts: readonly string[]): TextTest {
  const expressions = texts.map((text) => new RegExp(escapePattern(text), 'giu'));
  return (text) => {
    let from = 0;
    for (const expression of expressions) {
      expression.lastIndex = from;
      if (!expression.test(text)) return false;
      from = expression.lastIndex;
    }
    return true;
  };
}

// Flags may change what is found. Those that make an expression remember a place (g, y) would make it miss lines.
const STRANGE_FLAG = /[^imsu]/u;

/** A pattern ready to use, or in one sentence why it is none. */
export type PatternReading =
  { readonly ok: true; readonly test: TextTest } | { readonly ok: false; readonly text: string };

/** Makes a JavaScript regular expression of what was written. */
export function readPattern({ source, flags }: PatternText): PatternReading {
  const strange = STRANGE_FLAG.exec(flags);
  if (strange !== null) return { ok: false, text: `A pattern cannot have the flag “${strange[0]}”.` };
  if (/(.).*\1/u.test(flags)) return { ok: false, text: 'A flag of the pattern stands twice.' };
  if (source === '') return { ok: false, text: 'The pattern is empty.' };
  try {
    const expression = new RegExp(source, flags);
    // Engines compile when they first match, and only then find a pattern to be too large.
    expression.test('');
    return { ok: true, test: testing(expression) };
  } catch (error) {
    return { ok: false, text: `The pattern is wrong: ${engineWords(error)}.` };
  }
}

function testing(expression: RegExp): TextTest {
  return (text) => expression.test(text.length > PATTERN_REACH ? text.slice(0, PATTERN_REACH) : text);
}

/** V8 says `Invalid regular expression: /(/: Unterminated group`; the end is what matters. */
function engineWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const words = message.slice(message.lastIndexOf(': ') + 1).trim();
  return words.charAt(0).toLowerCase() + words.slice(1);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
