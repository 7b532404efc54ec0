import type { Severity } from '../smtp/findings/finding.ts';
import type { Stage } from '../smtp/state-machine/stages.ts';
import type { Speaker } from '../smtp/words.ts';
import type { SessionEvent } from './session-event.ts';

/**
 * A step of a conversation: what one side said in one go, or what happened in between. Coarser than rows: a whole reply
 * is one step, and so is all content of a message.
 */
export type Step = SaidStep | ContentStep | EventStep;

interface AnyStep {
  /** Place among the steps of the session, from 0. */
  readonly n: number;
  /** The rows that it consists of. */
  readonly row: number;
  readonly lastRow: number;
  /** When it began and was complete: microseconds since the session began. */
  readonly at: number;
  readonly until: number;
}

/** A command, a reply, or an answer within AUTH. */
export interface SaidStep extends AnyStep {
  readonly type: 'command' | 'reply' | 'response';
  readonly from: Speaker;
  /** Its first line as it may be shown: secrets masked, cut where it is long. */
  readonly text: string;
  /** The number of that line, from 1. */
  readonly line: number;
  /** Replies: the reply code; 0 where there is none to be read. */
  readonly code: number;
  /** Replies: milliseconds since what they answer; null where nothing had been asked. */
  readonly tookMs: number | null;
  /** The verb of a command, or what a reply answers: a verb, `greeting` or `content`. */
  readonly verb: string;
  /** The number of the command that it is or answers; 0 without one. */
  readonly exchange: number;
  /** The spy's own words. */
  readonly injected: boolean;
  /** Where the dialogue stood before it, and stands with it. */
  readonly before: Stage;
  readonly after: Stage;
  /** The worst that was found with its lines; null: nothing. */
  readonly finding: Severity | null;
}

/** Message content, or TLS that passes unread. */
export interface ContentStep extends AnyStep {
  readonly type: 'content' | 'opaque';
  readonly from: Speaker;
  readonly line: number;
  readonly lines: number;
  readonly before: Stage;
  readonly after: Stage;
  readonly finding: Severity | null;
}

/** Something that happened and was not said. */
export interface EventStep extends AnyStep {
  readonly type: 'event';
  readonly event: SessionEvent;
}
