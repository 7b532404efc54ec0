import type { QueryNode } from './query-syntax.ts';
import type { TextTest } from './query-text.ts';

/** Only such texts stand in a line's bytes as they stand in its text, whatever its letters are read as. */
const PLAIN = /^[\x20-\x7e]+$/u;

/** Stands in for what is masked, and in no line's bytes. */
const MASK = '*';

/**
 * Texts of which a line holds at least one where the query means it, in small or capital letters; null where that cannot be
 * told. So bytes can be passed over that hold none, without a look at what they mean.
 */
export function needlesOf(node: QueryNode): readonly string[] | null {
  switch (node.type) {
    case 'term': {
      const { term } = node;
      const needle = term.scope === 'line' ? term.needle : undefined;
      return needle === undefined || !PLAIN.test(needle) || needle.includes(MASK) ? null : [needle];
    }
    case 'not':
      return null;
    case 'and': {
      const known = node.nodes.map(needlesOf).filter((needles) => needles !== null);
      // Of several that must be there, the longest is the rarest.
      return known.toSorted((one, other) => shortest(other) - shortest(one))[0] ?? null;
    }
    case 'or': {
      const all = node.nodes.map(needlesOf);
      return all.some((needles) => needles === null) ? null : all.flatMap((needles) => needles ?? []);
    }
  }
}

/**
 * Whether a line with such a text is meant, of a query that looks at nothing but the texts of lines; null for any other. What
 * passed unread has no text.
 */
export function compileTextMatcher(node: QueryNode): TextTest | null {
  switch (node.type) {
    case 'term':
      return (node.term.scope === 'line' ? node.term.matchesText : undefined) ?? null;
    case 'not': {
      const matches = compileTextMatcher(node.node);
      return matches === null ? null : (text) => !matches(text);
    }
    case 'and':
    case 'or': {
      const parts = node.nodes.map(compileTextMatcher).filter((part) => part !== null);
      if (parts.length < node.nodes.length) return null;
      return node.type === 'and'
        ? (text) => parts.every((part) => part(text))
        : (text) => parts.some((part) => part(text));
    }
  }
}

function shortest(needles: readonly string[]): number {
  return Math.min(...needles.map(({ length }) => length));
}

// Two letters have a twin beyond ASCII that counts as the same: the long s and the sign of Kelvin, in UTF-8.
const TWINS: Readonly<Record<string, string>> = { s: '(?:s|\\xc5\\xbf)', k: '(?:k|\\xe2\\x84\\xaa)' };

/** Finds these texts, from `lastIndex` on, in bytes that are read as Latin-1. */
export function needlePattern(needles: readonly string[]): RegExp {
  const alternatives = needles.map((needle) =>
    Array.from(needle.toLowerCase(), (letter) => TWINS[letter] ?? escaped(letter)).join(''),
  );
  return new RegExp(alternatives.join('|'), 'gi');
}

function escaped(letter: string): string {
  return letter.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
