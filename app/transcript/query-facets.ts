import type { QueryNode, WordsTest } from './query-syntax.ts';
import type { SaidFacets } from './session-facets.ts';

/** Says whether a line may be meant where no more was said than that. */
export type FacetTest = (facets: SaidFacets) => boolean;

/** Compiles a tree into a test of what a session holds, or a part of one: false where none of its lines can be meant. */
export function compileFacetTest(node: QueryNode): FacetTest {
  switch (node.type) {
    case 'term':
      return (node.term.scope === 'line' ? node.term.mayBeIn : undefined) ?? (() => true);
    case 'not':
      return () => true;
    case 'and': {
      const parts = node.nodes.map(compileFacetTest);
      return (facets) => parts.every((part) => part(facets));
    }
    case 'or': {
      const parts = node.nodes.map(compileFacetTest);
      return (facets) => parts.some((part) => part(facets));
    }
  }
}

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
