import type { Report } from './finding.ts';
import type { ReplyMeaning } from '../dialogue-listener.ts';
import { inWords } from './replies.ts';

/** Microseconds after which a reply is slow, unless another time is chosen. */
export const SLOW_AFTER = 5_000_000;

/** What is remembered of time: plain data. */
export interface TimingMemory {
  /** When the client last said a line: microseconds since the session began. */
  clientSpoke: number;
}

/** Before anything was said. */
export function noTiming(): TimingMemory {
  return { clientSpoke: 0 };
}

/** Looks at how long the server took. */
export function checkTiming(
  { asked, whole }: ReplyMeaning,
  time: number,
  slowAfter: number,
  memory: TimingMemory,
  report: Report,
): void {
  if (whole === null || asked === null) return;
  // Within AUTH and BDAT the client goes on after its command; its last word is what the server answers.
  const goesOn = asked.verb === 'AUTH' || asked.verb === 'BDAT';
  const since = goesOn ? Math.max(asked.time, memory.clientSpoke) : asked.time;
  const took = time - since;
  if (took < slowAfter) return;
  report('slow-reply', { seconds: (took / 1_000_000).toFixed(1), what: inWords(asked) });
}
