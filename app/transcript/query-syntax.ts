import type { HeaderField } from '../smtp/header-reader.ts';
import type { TranscriptLine } from './row.ts';
import type { SaidFacets, SessionFacets } from './session-facets.ts';
import type { SessionSummary } from './session-summary.ts';

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
  | 'not-yet-known'
  | 'empty-text'
  | 'missing-term'
  | 'foreign-sign'
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
  /** What may have been meant, to be put in place of a stretch of the query; the remedy names it in “…”. */
  readonly instead?: Place & { readonly text: string };
}

/** A regular expression as it was written. */
export interface PatternText {
  /** What stands between the slashes. */
  readonly source: string;
  readonly flags: string;
}

/**
 * What stands behind a field's colon, or alone. Quoted text is taken literally; its escapes are resolved. `key`: what stands
 * before quotes or a pattern, and an equals sign, where a field takes one.
 */
export type QueryValue = Place & { readonly key?: string } & (
    | { readonly form: 'word'; readonly text: string }
    | { readonly form: 'quoted'; readonly text: string }
    | ({ readonly form: 'pattern' } & PatternText)
  );

/** The header of a message, as far as terms ask about it. */
export interface SearchedHeader {
  /** The fields whose name, in small letters, is wanted. */
  named(wanted: (name: string) => boolean): Iterable<HeaderField>;
}

/** What a term asks of messages: it is met where one message of the session meets it. */
export interface MessageCondition {
  matches(header: SearchedHeader): boolean;
  /** False: no message of such a session meets it. */
  mayBeIn(facets: SessionFacets): boolean;
  /** True: some message of such a session meets it. */
  isSurelyIn(facets: SessionFacets): boolean;
}

/** A session, and what somebody has found in its messages. */
export interface SearchedSession extends SessionSummary {
  /** Whether one of its messages meets a condition; absent where nobody has looked. */
  readonly meets?: (condition: MessageCondition) => boolean;
}

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
export type SessionTest = (session: SearchedSession) => boolean;

/** A term of which nothing can be known while a conversation passes: why, and what to write instead. */
export interface LateTerm {
  readonly text: string;
  readonly remedy: string;
}

/** The smallest part of a query, ready to match. */
export type QueryTerm = {
  /** How it is written: parsing this gives the same term. */
  readonly canonical: string;
  readonly phrase: Phrase;
} & (
  | ({ readonly scope: 'line'; readonly matches: LineTest } & LineHints)
  | ({ readonly scope: 'session'; readonly matches: SessionTest } & SessionHints)
);

/** What a term for sessions says of itself besides. */
export interface SessionHints {
  /** What it asks of messages, where it is about them. */
  readonly condition?: MessageCondition;
  /** Given where rules cannot ask it, who judge conversations while they pass. */
  readonly late?: LateTerm;
}

/** Which of the lines of a session are meant, or of a part of one. `some`: one at least; `unknown`: that cannot be told. */
export type Share = 'none' | 'unknown' | 'some' | 'all';

/**
 * Says which lines are meant where no more was said than that; `session`: where these are all lines of one. Where there is no
 * line, `all` are meant as well as `none`.
 */
export type ShareTest = (facets: SaidFacets, session?: SearchedSession) => Share;

/** What a term for lines can tell of a session before its lines are looked at. */
export interface LineHints {
  /** Given where something can be told. */
  readonly share?: ShareTest;
  /** True: what people see of the session says what is looked for, so that it counts as having such a line. */
  readonly isShown?: SessionTest;
  /** What stands in the text of each line that is meant, in small or capital letters. */
  readonly needle?: string | undefined;
  /** Given where the term looks at nothing but a line's words: whether they are meant. What passed unread has none. */
  readonly matchesWords?: WordsTest;
  /** Given where rules cannot ask it, who judge lines before anybody else does. */
  readonly late?: LateTerm;
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
  /** Conversations are judged while they pass: what is known only of kept ones is an error. Default: false. */
  readonly live?: boolean;
  /** The present, for `after:14:02`: milliseconds since 1970. Default: now. */
  readonly now?: number;
}
