import type { LineKind, Speaker } from '../smtp/words.ts';
import { looksAtSessions, mayMatchKind, usualSpeaker } from './query-kinds.ts';
import { compileLineMatcher, compileSessionMatcher } from './query-matcher.ts';
import { needlesOf } from './query-needles.ts';
import { conditionsOf } from './query-conditions.ts';
import { parseTree } from './query-parser.ts';
import { compileShare } from './query-share.ts';
import type {
  MessageCondition,
  QueryNode,
  QueryOptions,
  QueryProblem,
  QueryScope,
  SearchedSession,
  WordsTest,
} from './query-syntax.ts';
import { compileWordsTest } from './query-words-test.ts';
import { describeQuery, writeQuery } from './query-words.ts';
import type { TranscriptLine } from './row.ts';
import type { SaidFacets } from './session-facets.ts';

export { completeQuery, type QueryCompletion, type QuerySuggestion } from './query-completion.ts';
export {
  parseConversationQuery,
  type ConversationQuery,
  type ConversationQueryResult,
  type Found,
  type WantedLines,
  type WantedMessage,
} from './query-conversations.ts';
export { DEEPEST_NESTING, LONGEST_QUERY } from './query-parser.ts';
export type {
  MessageCondition,
  QueryOptions,
  QueryProblem,
  QueryProblemCode,
  QueryScope,
  SearchedSession,
} from './query-syntax.ts';

/** What a person wants to see, ready to be asked of millions of lines. */
export interface Query {
  /** Whether the line is meant; `session` is what it was said in. */
  matchesLine(line: TranscriptLine, session: SearchedSession): boolean;
  /**
   * Whether the session is meant; of a query with terms for lines, whether a line of it may be. False means that no
   * line has to be looked at.
   */
  matchesSession(session: SearchedSession): boolean;
  /** Whether a line of this kind may be meant, whatever else is true of it. `from`: who says it; left out: whoever usually does. */
  mayMatchKind(kind: LineKind, from?: Speaker): boolean;
  /** Whether a line may be meant where no more was said than that. */
  mayBeIn(facets: SaidFacets): boolean;
  /** Whether a line of such words is meant; null where it looks at more than that. What passed unread has none. */
  readonly matchesWords: WordsTest | null;
  /** Whether it looks at the session that a line was said in; else any may be given for it. */
  readonly looksAtSessions: boolean;
  /** What it asks of messages: to be looked for, and told with the session, before it is asked of lines. */
  readonly conditions: readonly MessageCondition[];
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
  const { scope = 'line', now = Date.now(), live = false } = options;
  const parsed = parseTree(text, { scope, now, live });
  return parsed.ok ? { ok: true, query: makeQuery(parsed.root, scope) } : parsed;
}

function makeQuery(root: QueryNode | null, scope: QueryScope): Query {
  const all = (): boolean => true;
  return {
    matchesLine: root === null ? all : compileLineMatcher(root),
    matchesSession: root === null ? all : compileSessionMatcher(root),
    mayMatchKind: root === null ? all : (kind, from = usualSpeaker(kind)) => mayMatchKind(root, kind, from),
    mayBeIn: root === null ? all : mayBeIn(root),
    matchesWords: root === null ? null : compileWordsTest(root),
    looksAtSessions: root !== null && looksAtSessions(root),
    conditions: root === null ? [] : conditionsOf(root),
    needles: root === null ? null : needlesOf(root),
    isEmpty: root === null,
    describe: () => describeQuery(root, scope),
    toString: () => (root === null ? '' : writeQuery(root)),
  };
}

function mayBeIn(root: QueryNode): Query['mayBeIn'] {
  const share = compileShare(root);
  return (facets) => share(facets) !== 'none';
}
