import type { SessionSummary } from '../transcript/session-summary.ts';
import type { Annotations } from './annotations.ts';
import type { SessionRange } from './folder.ts';
import type { SessionSource } from './session-source.ts';

/** Where sessions are found that can be read. */
export interface SessionLibrary {
  /** The folder. */
  readonly directory: string;
  /** The sessions that files hold, by their names, rising; deleted ones may be among them. */
  readonly ranges: readonly SessionRange[];
  /** What summaries depend on besides the records: the program's version, and what counts as slow. */
  readonly derivation: string;
  /** What people say of them. */
  readonly annotations: Annotations;
  /** Sessions in it. */
  readonly total: number;
  /** Sessions, newest first, beginning at place `from`. Of sessions that take long to read, what is known by then. */
  list(from: number, count: number): Promise<readonly SessionSummary[]>;
  /** One session's; null where there is none of that number. Where it takes long to read, what is known by then. */
  summary(session: number): Promise<SessionSummary | null>;
  /** One session; null where there is none of that number. What is known of it may be behind the record. */
  find(session: number): Promise<SessionSource | null>;
}
