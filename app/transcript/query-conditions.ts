import type { MessageCondition, QueryNode } from './query-syntax.ts';

/** What a query asks of messages, term by term. */
export function conditionsOf(node: QueryNode): readonly MessageCondition[] {
  switch (node.type) {
    case 'term':
      return node.term.scope === 'session' && node.term.condition !== undefined ? [node.term.condition] : [];
    case 'not':
      return conditionsOf(node.node);
    case 'and':
    case 'or':
      return node.nodes.flatMap(conditionsOf);
  }
}
