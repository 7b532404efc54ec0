import type { SessionRange } from './folder.ts';
import type { SessionInfo } from './session-payload.ts';

/** How far a session's record reaches, and whether more will come. */
export interface Extent {
  /** Where what is surely written ends, in bytes from the start of the file. */
  readonly end: number;
  readonly growing: boolean;
  /** Why the record ends before the conversation did, for people; empty where it is not known to. */
  readonly brokenOff: string;
}

/** There is more of a session on the disk, or it ended. Plain data: it is told across threads. */
export interface Growth {
  readonly session: number;
  /** Where the session stands: alone, or with others that were over when they were written. */
  readonly file: SessionRange;
  /** What its file cannot say as long as it grows; null of a session that was written whole. */
  readonly live: LiveSession | null;
}

/** A session that has a file of its own, which grows. */
export interface LiveSession {
  readonly info: SessionInfo;
  readonly extent: Extent;
}

/** What readers of a folder must be told to begin with. Plain data. */
export interface FolderContent {
  readonly directory: string;
  /** In rising order. */
  readonly files: readonly SessionRange[];
  /** Sessions that are being written, and those of which it is remembered why they were broken off. */
  readonly live: readonly Growth[];
}
