import type { AuthenticationOutcome } from '../smtp/authentication/authentication.ts';
import type { Severity } from '../smtp/findings/finding.ts';
import type { FindingCode } from '../smtp/findings/registry.ts';
import type { LineEnding, LineKind, Phase, Speaker } from '../smtp/words.ts';
import type { SessionEvent } from './session-event.ts';

/** A row of the transcript: a line from the wire, or an event that stands between lines. */
export type TranscriptRow = TranscriptLine | TranscriptEvent;

/** What a view shows in one place: a row, or the heading of rows that may be folded away. */
export type ViewRow = TranscriptRow | TranscriptFold;

/** A line as people read it: decoded for display, secrets masked unless they were asked for. */
export interface TranscriptLine {
  readonly type: 'line';
  /** Place among all rows of the session, from 0. */
  readonly row: number;
  /** Place among the lines of the session, from 1. */
  readonly n: number;
  /** When the line was complete: microseconds since 1970, UTC. */
  readonly at: number;
  readonly from: Speaker;
  /** The line without its ending: UTF-8 where it is valid, else Latin-1. */
  readonly text: string;
  readonly ending: LineEnding;
  readonly kind: LineKind;
  readonly phase: Phase;
  /** The line travelled inside TLS that the spy read. */
  readonly tls: boolean;
  /** The spy's own words: the peer that they seem to come from never said them. */
  readonly injected: boolean;
  /** The line was said and not passed on. */
  readonly withheld?: true;
  /** A person was asked about it, or about what it begins. */
  readonly held?: true;
  /** What was sent on instead, where that was something else; several lines stand with CRLF between them. */
  readonly sentAs?: string;
  /** The text stands masked: the line held a secret. */
  readonly masked: boolean;
  /** Base64 of the exact bytes, only where `text` cannot give them back. Absent on masked lines. */
  readonly bytes?: string;
  /** The verb in capitals, on the lines of kind `command`; empty where there is none to be read. */
  readonly verb?: string;
  /** The reply code, on the lines of kind `reply` that have one. */
  readonly code?: number;
  /** The enhanced status code (RFC 3463), on replies that carry one: `5.7.1`. */
  readonly enhanced?: string;
  /** The number of the command that the line says or answers, from 1; a command and its reply have the same. */
  readonly exchange?: number;
  /** The number of the line that a reply answers; absent on the greeting, and where nothing was asked. */
  readonly answers?: number;
  /** What a reply answers: the verb of a command, `greeting` or `content`; absent where nothing was asked. */
  readonly answered?: string;
  /** Milliseconds from what was asked to the end of its reply, on the last line of each reply. */
  readonly tookMs?: number;
  /** The reply to a command, or to the message whose content this line ends; absent where none was found close by. */
  readonly reply?: LineReply;
  /** What was found with the line, if anything. */
  readonly findings?: readonly RowFinding[];
}

/** A reply as the line shows it that asked for it. */
export interface LineReply {
  /** The number of its first line, from 1. */
  readonly line: number;
  readonly code: number;
  /** Milliseconds from what was asked to the end of the reply. */
  readonly tookMs: number;
}

/** The heading of a run of lines that is seldom read line by line: what is in it, and whether it is open. */
export interface TranscriptFold {
  readonly type: 'fold';
  /** The first row of the run. */
  readonly row: number;
  /** How many rows it has, all of them lines. */
  readonly rows: number;
  /** The number of its first line, from 1. */
  readonly n: number;
  /** When its first line was complete: microseconds since 1970, UTC. */
  readonly at: number;
  /** When its last line was. */
  readonly until: number;
  /** Who said its first line. */
  readonly from: Speaker;
  readonly tls: boolean;
  /** Its rows follow; otherwise they are not shown. */
  readonly open: boolean;
  /** Bytes of its lines, their endings included. */
  readonly size: number;
  /** Findings on its lines. */
  readonly findings: number;
  /** The gravest of them; null where there is none. */
  readonly gravest: RowFinding | null;
  readonly holds: FoldContent;
}

/** What a folded run says, in short. */
export type FoldContent =
  /** `begins`: false where the content goes on after something that was said in between. */
  | { readonly what: 'content'; readonly begins: boolean; readonly subject: string }
  | {
      readonly what: 'capabilities';
      readonly code: number;
      /** The number of the line that asked. */
      readonly answers: number;
      /** As they were said: `SIZE 1000`. */
      readonly capabilities: readonly string[];
      /** Absent as long as the reply is not whole. */
      readonly tookMs?: number;
    }
  | {
      readonly what: 'authentication';
      readonly mechanism: string;
      /** Who logged in; null where that is not said. */
      readonly user: string | null;
      readonly outcome: AuthenticationOutcome;
      /** The reply that ended it; absent as long as there is none. */
      readonly reply?: { readonly code: number; readonly text: string; readonly tookMs: number };
    };

/** A finding as a row shows it: the words behind the code stand in app/smtp/findings/registry.ts. */
export interface RowFinding {
  readonly code: FindingCode;
  readonly severity: Severity;
}

/** Something that happened to the conversation and was not said in it. */
export interface TranscriptEvent {
  readonly type: 'event';
  /** Place among all rows of the session, from 0. */
  readonly row: number;
  /** Microseconds since 1970, UTC. */
  readonly at: number;
  readonly event: SessionEvent;
  /** What was found with it, if anything: in how the connection ended, for one. */
  readonly findings?: readonly RowFinding[];
}
