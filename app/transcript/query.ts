import type { LineKind } from '../smtp/words.ts';
import { compileFacetTest, type FacetTest } from './query-facets.ts';
import { looksAtSessions, mayMatchKind } from './query-kinds.ts';
import { compileLineMatcher, compileSessionMatcher } from './query-matcher.ts';
import { compileTextMatcher, needlesOf } from './query-needles.ts';
import { parseTree } from './query-parser.ts';
import type { QueryNode, QueryOptions, QueryProblem, QueryScope } from './query-syntax.ts';
import type { TextTest } from './query-text.ts';
import { describeQuery, writeQuery } from './query-words.ts';
import type { SessionSummary, TranscriptLine } from './row.ts';

export { completeQuery, type QueryCompletion, type QuerySuggestion } from './query-completion.ts';
export {
  parseConversationQuery,
  type ConversationQuery,
  type ConversationQueryResult,
  type Found,
  type WantedLines,
} from './query-conversations.ts';
export { DEEPEST_NESTING, LONGEST_QUERY } from './query-parser.ts';
export type { QueryOptions, QueryProblem, QueryProblemCode, QueryScope } from './query-syntax.ts';

/** What a person wants to see, ready to be asked of millions of lines. */
export interface Query {
  /** Whether the line is meant; `session` is what it was said in. */
  matchesLine(line: TranscriptLine, session: SessionSummary): boolean;
  /**
   * Whether the session is meant; of a query with terms for lines, whether a line of it may be. False means that no
   * line has to be looked at.
   */
  matchesSession(session: SessionSummary): boolean;
  /** Whether a line of this kind may be meant, whatever else is true of it. */
  mayMatchKind(kind: LineKind): boolean;
  /** Whether a line may be meant where no more was said than that. */
  readonly mayBeIn: FacetTest;
  /** Whether a line with such a text is meant; null where it looks at more than texts. What passed unread has none. */
  readonly matchesText: TextTest | null;
  /** Whether it looks at the session that a line was said in; else any may be given for it. */
  readonly looksAtSessions: boolean;
  /**
   * Texts of which each line that is meant holds at least one, in small or capital letters; null where that cannot be told.
   */
  readonly needles: readonly string[] | null;
  /** Nothing was asked for: everything matches. */
  readonly isEmpty: boolean;
  /** What it means, in words: `client lines with the command RCPT, or replies with code 5xx`. */
  describe(): string;
  /** The query as text in one steady form. Parsing it gives the same query. Empty for an empty one. */
  toString(): string;
}

/** A query, or what is wrong with its text. */
export type QueryResult =
  { readonly ok: true; readonly query: Query } | { readonly ok: false; readonly problem: QueryProblem };

/** Reads the query language, whose fields are in query-fields.ts. Throws nothing: what is wrong is in the result. */
export function parseQuery(text: string, options: QueryOptions = {}): QueryResult {
  const { scope = 'line', now = Date.now() } = options;
  const parsed = parseTree(text, scope, now);
  return parsed.ok ? { ok: true, query: makeQuery(parsed.root, scope) } : parsed;
}

function makeQuery(root: QueryNode | null, scope: QueryScope): Query {
  const all = (): boolean => true;
  return {
    matchesLine: root === null ? all : compileLineMatcher(root),
    matchesSession: root === null ? all : compileSessionMatcher(root),
    mayMatchKind: root === null ? all : (kind) => mayMatchKind(root, kind),
    mayBeIn: root === null ? all : compileFacetTest(root),
    matchesText: root === null ? null : compileTextMatcher(root),
    looksAtSessions: root !== null && looksAtSessions(root),
    needles: root === null ? null : needlesOf(root),
    isEmpty: root === null,
    describe: () => describeQuery(root, scope),
    toString: () => (root === null ? '' : writeQuery(root)),
  };
}
