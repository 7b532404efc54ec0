import type { QueryNode, QueryScope, QueryTerm } from './query-syntax.ts';

/** A query as text that gives the same query when it is parsed. Negations are words: `-` would look like an option. */
export function writeQuery(node: QueryNode): string {
  switch (node.type) {
    case 'term':
      return node.term.canonical;
    case 'not':
      return `not ${inParentheses(node.node, node.node.type === 'and' || node.node.type === 'or')}`;
    case 'and':
      return node.nodes.map((part) => inParentheses(part, part.type === 'or')).join(' ');
    case 'or':
      return node.nodes.map(writeQuery).join(' or ');
  }
}

function inParentheses(node: QueryNode, isNeeded: boolean): string {
  return isNeeded ? `(${writeQuery(node)})` : writeQuery(node);
}

/** What a query means, in words: `client lines with the command RCPT, or replies with code 5xx`. */
export function describeQuery(node: QueryNode | null, scope: QueryScope): string {
  const base = scope === 'line' ? 'lines' : 'conversations';
  return node === null ? `all ${base}` : named(say(node, scope), base);
}

/** `lines` + `with code 550`; without a head it is said of whatever is chosen. A choice has several things in it. */
interface Said {
  readonly head: string | null;
  readonly tail: string;
  readonly isChoice: boolean;
}

function say(node: QueryNode, scope: QueryScope): Said {
  const base = scope === 'line' ? 'lines' : 'conversations';
  switch (node.type) {
    case 'term':
      return sayTerm(node.term, scope);
    case 'not': {
      const said = say(node.node, scope);
      const words = named(said, base);
      return { head: null, tail: `that are not ${said.isChoice ? `(${words})` : words}`, isChoice: false };
    }
    case 'and':
      return sayAll(node.nodes.map((part) => say(part, scope)));
    case 'or': {
      const words = node.nodes.map((part) => named(say(part, scope), base));
      return { head: words.join(', or '), tail: '', isChoice: true };
    }
  }
}

function sayTerm({ phrase, scope: termScope }: QueryTerm, scope: QueryScope): Said {
  const isOfAnother = scope === 'line' && termScope === 'session';
  return {
    head: phrase.head ?? null,
    tail: isOfAnother ? `in conversations ${phrase.tail}` : phrase.tail,
    isChoice: false,
  };
}

/** The first thing with a name of its own is the head, and the rest is said of it. */
function sayAll(parts: readonly Said[]): Said {
  const main = parts.find((part) => part.head !== null && !part.isChoice) ?? null;
  const tails = parts
    .map((part) => (part.head === main?.head && !part.isChoice ? part.tail : saidOf(part)))
    .filter((tail) => tail !== '');
  return { head: main?.head ?? null, tail: tails.join(' and '), isChoice: false };
}

function saidOf({ head, tail, isChoice }: Said): string {
  if (head === null) return tail;
  return isChoice
    ? `that are either ${head}`
    : ['that are', head, tail].filter((word) => word !== '').join(' ');
}

function named({ head, tail }: Said, base: string): string {
  return tail === '' ? (head ?? base) : `${head ?? base} ${tail}`;
}
