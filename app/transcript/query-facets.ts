import type { QueryNode } from './query-syntax.ts';
import type { SaidFacets } from './row.ts';

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
