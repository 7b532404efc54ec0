import type { SaidFacets, SessionSummary, TranscriptLine } from './row.ts';

/** What a query chooses: lines of the transcript, or whole sessions. */
export type QueryScope = 'line' | 'session';

/** Where a stretch of the query's text lies: UTF-16 code units from 0, as a text field counts its caret. */
export interface Place {
  readonly position: number;
  readonly length: number;
}

/** Every way in which a query can be wrong. */
export type QueryProblemCode =
  | 'too-long'
  | 'too-deep'
  | 'unknown-field'
  | 'missing-value'
  | 'wrong-value'
  | 'wrong-pattern'
  | 'wrong-scope'
  | 'empty-text'
  | 'missing-term'
  | 'stray-keyword'
  | 'misplaced-quote'
  | 'unclosed-quote'
  | 'unclosed-pattern'
  | 'unclosed-parenthesis'
  | 'stray-parenthesis';

/** What is wrong with a query, and where. */
export interface QueryProblem extends Place {
  readonly code: QueryProblemCode;
  /** One sentence: what is wrong. */
  readonly text: string;
  /** What to write instead. */
  readonly remedy: string;
}

/** A regular expression as it was written. */
export interface PatternText {
  /** What stands between the slashes. */
  readonly source: string;
  readonly flags: string;
}

/** What stands behind a field's colon, or alone. Quoted text is taken literally; its escapes are resolved. */
export type QueryValue = Place &
  (
    | { readonly form: 'word'; readonly text: string }
    | { readonly form: 'quoted'; readonly text: string }
    | ({ readonly form: 'pattern' } & PatternText)
  );

/** How a term is said: `replies` + `with code 5xx`. Without a head it is said of lines or conversations. */
export interface Phrase {
  readonly head?: string;
  readonly tail: string;
}

/** Says whether a line is meant. */
export type LineTest = (line: TranscriptLine) => boolean;

/** What can be known of a line without following the dialogue. */
export interface LineWords extends Pick<TranscriptLine, 'n' | 'from' | 'kind' | 'text'> {
  readonly verb?: string | undefined;
  readonly code?: number | undefined;
  readonly enhanced?: string | undefined;
}

/** Says whether a line of such words is meant. */
export type WordsTest = (words: LineWords) => boolean;

/** Says whether a session is meant. */
export type SessionTest = (session: SessionSummary) => boolean;

/** The smallest part of a query, ready to match. */
export type QueryTerm = {
  /** How it is written: parsing this gives the same term. */
  readonly canonical: string;
  readonly phrase: Phrase;
} & (
  | ({ readonly scope: 'line'; readonly matches: LineTest } & LineHints)
  | { readonly scope: 'session'; readonly matches: SessionTest }
);

/** What a term for lines can tell of a session before its lines are looked at. */
export interface LineHints {
  /** False: no line of such a session, or of such a part of one, is meant. */
  readonly mayBeIn?: (facets: SaidFacets) => boolean;
  /** True: some line of the session is meant, or what people see of it says what is looked for. */
  readonly isSurelyIn?: SessionTest;
  /** What stands in the text of each line that is meant, in small or capital letters. */
  readonly needle?: string | undefined;
  /** Given where the term looks at nothing but a line's words: whether they are meant. What passed unread has none. */
  readonly matchesWords?: WordsTest;
}

/** A query as a tree. `and` and `or` have at least two nodes. */
export type QueryNode =
  | { readonly type: 'term'; readonly term: QueryTerm }
  | { readonly type: 'not'; readonly node: QueryNode }
  | { readonly type: 'and' | 'or'; readonly nodes: readonly QueryNode[] };

/** What a query may depend on besides its text. */
export interface QueryOptions {
  /** What is chosen. With `session`, terms that look at single lines are an error. Default: `line`. */
  readonly scope?: QueryScope;
  /** The present, for `after:14:02`: milliseconds since 1970. Default: now. */
  readonly now?: number;
}
