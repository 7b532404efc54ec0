import type { QueryNode, SearchedSession, SessionTest } from './query-syntax.ts';
import type { TranscriptLine } from './row.ts';

/** Says whether a query means a line of a session. */
export type LineMatcher = (line: TranscriptLine, session: SearchedSession) => boolean;

/** Compiles a tree into one closure that is called for every line. */
export function compileLineMatcher(node: QueryNode): LineMatcher {
  switch (node.type) {
    case 'term': {
      const { term } = node;
      if (term.scope === 'line') return term.matches;
      const { matches } = term;
      return (_line, session) => matches(session);
    }
    case 'not': {
      const matches = compileLineMatcher(node.node);
      return (line, session) => !matches(line, session);
    }
    case 'and':
      return compileAll(node.nodes.map(compileLineMatcher));
    case 'or':
      return compileAny(node.nodes.map(compileLineMatcher));
  }
}

// Two parts are the usual case, and without a loop nearly twice as fast.

function compileAll(parts: readonly LineMatcher[]): LineMatcher {
  const [first, second] = parts;
  if (parts.length === 2 && first !== undefined && second !== undefined) {
    return (line, session) => first(line, session) && second(line, session);
  }
  return (line, session) => parts.every((part) => part(line, session));
}

function compileAny(parts: readonly LineMatcher[]): LineMatcher {
  const [first, second] = parts;
  if (parts.length === 2 && first !== undefined && second !== undefined) {
    return (line, session) => first(line, session) || second(line, session);
  }
  return (line, session) => parts.some((part) => part(line, session));
}

/** What is known of a session before its lines are looked at. */
interface Prospect {
  /** Some line of it may be meant. */
  readonly possible: SessionTest;
  /** Every line of it is meant. */
  readonly certain: SessionTest;
}

/**
 * Compiles a tree into a test of sessions: false where no line can be meant, whatever the lines say. Where no term
 * looks at lines, that is the plain answer.
 */
export function compileSessionMatcher(node: QueryNode): SessionTest {
  return prospect(node).possible;
}

function prospect(node: QueryNode): Prospect {
  switch (node.type) {
    case 'term': {
      const { term } = node;
      if (term.scope === 'line') return { possible: () => true, certain: () => false };
      if (term.condition !== undefined) return ofCondition(term.matches);
      return { possible: term.matches, certain: term.matches };
    }
    case 'not': {
      const { possible, certain } = prospect(node.node);
      return { possible: (session) => !certain(session), certain: (session) => !possible(session) };
    }
    case 'and': {
      const parts = node.nodes.map(prospect);
      return {
        possible: (session) => parts.every((part) => part.possible(session)),
        certain: (session) => parts.every((part) => part.certain(session)),
      };
    }
    case 'or': {
      const parts = node.nodes.map(prospect);
      return {
        possible: (session) => parts.some((part) => part.possible(session)),
        certain: (session) => parts.some((part) => part.certain(session)),
      };
    }
  }
}

/** Where nobody has looked at the messages, nothing is known of them. */
function ofCondition(matches: SessionTest): Prospect {
  return {
    possible: (session) => session.meets === undefined || matches(session),
    certain: (session) => session.meets !== undefined && matches(session),
  };
}
