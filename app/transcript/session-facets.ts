import type { FindingCode } from '../smtp/findings/registry.ts';
import type { LineKind, Phase } from '../smtp/words.ts';

/** What a session holds, in short: enough to know that its lines need not be looked at. Derived from its record. */
export interface SessionFacets extends Required<SaidFacets> {
  /** The names of its messages' header fields, in small letters, each once; null where there were more than mail has. */
  readonly fields: readonly string[] | null;
  readonly activity: readonly ActivitySpan[];
}

/** What was said in a session or in a part of it, in short. What is absent is not known. */
export interface SaidFacets {
  /** The codes of its reply lines, each once, rising. */
  readonly codes: readonly number[];
  /** The verbs of its commands, each once; null where there were more than anybody means. */
  readonly verbs: readonly string[] | null;
  /** What its reply lines answer: verbs, `content`, `greeting`, each once; null where there were more than anybody means. */
  readonly answered?: readonly string[] | null;
  /** The enhanced status codes of its reply lines, each once; null where there were more than servers have reasons. */
  readonly enhanced?: readonly string[] | null;
  /** What was found with its lines, each once. */
  readonly findings?: readonly FindingCode[];
  /** The longest that a reply took, in milliseconds; 0 where none did. */
  readonly slowest?: number;
  /** Something of it is held for a person, or was. */
  readonly held?: boolean;
  /** What is true of some line of it; what is not named here is true of none. */
  readonly traits?: readonly LineTrait[];
}

/** What can be true of a line, as the query language says it. Of `dir`, `tls`, `kind` and `phase` just one is true of each. */
export type LineTrait =
  | 'dir:c'
  | 'dir:s'
  | 'tls:yes'
  | 'tls:no'
  | 'is:injected'
  | 'is:masked'
  | `kind:${LineKind}`
  | `phase:${Phase}`;

/** What happened in a stretch of time: a minute, in very long conversations some. */
export interface ActivitySpan {
  /** When it begins: minutes since 1970. */
  readonly minute: number;
  /** Messages that the server accepted. */
  readonly accepted: number;
  /** Refusals for now (4xx) that matter to the sender. */
  readonly deferred: number;
  /** Refusals for good (5xx) that matter to the sender. */
  readonly refused: number;
  /** Of both sides. */
  readonly bytes: number;
}
