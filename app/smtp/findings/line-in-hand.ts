import type { LineEnding, LineKind, Speaker } from '../words.ts';

/** The line that is being looked at: `bytes[start..end)` without its ending, lent for the moment. */
export interface LineInHand {
  from: Speaker;
  bytes: Uint8Array;
  start: number;
  end: number;
  ending: LineEnding;
  kind: LineKind;
  /** Its number, from 1. */
  number: number;
  /** Microseconds since the session began. */
  time: number;
}
