import type { QueryNode, WordsTest } from './query-syntax.ts';

/**
 * Whether a line of such words is meant, of a query that looks at nothing but words; null for any other. What passed unread
 * has none.
 */
export function compileWordsTest(node: QueryNode): WordsTest | null {
  switch (node.type) {
    case 'term':
      return (node.term.scope === 'line' ? node.term.matchesWords : undefined) ?? null;
    case 'not': {
      const matches = compileWordsTest(node.node);
      return matches === null ? null : (words) => !matches(words);
    }
    case 'and':
    case 'or': {
      const parts = node.nodes.map(compileWordsTest).filter((part) => part !== null);
      if (parts.length < node.nodes.length) return null;
      return node.type === 'and'
        ? (words) => parts.every((part) => part(words))
        : (words) => parts.some((part) => part(words));
    }
  }
}
