import type { FindingCode } from '../smtp/findings/registry.ts';

/** What a session holds, in short: enough to know that its lines need not be looked at. Derived from its record. */
export interface SessionFacets {
  /** The codes of the server's replies, each once, rising. */
  readonly codes: readonly number[];
  /** The verbs of the client's commands, each once; null where there were more than anybody means. */
  readonly verbs: readonly string[] | null;
  /** The names of its messages' header fields, in small letters, each once; null where there were more than mail has. */
  readonly fields: readonly string[] | null;
  /** Something of it is held for a person, or was. */
  readonly held: boolean;
  readonly activity: readonly ActivitySpan[];
}

/** What was said in a session or in a part of it, by its codes and verbs. */
export interface SaidFacets extends Pick<SessionFacets, 'codes' | 'verbs'> {
  /** What was found with its lines, where that is known. */
  readonly findings?: readonly FindingCode[];
  /** Something of it was held for a person; absent where that is not known. */
  readonly held?: boolean;
}

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
