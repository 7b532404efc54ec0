import type { Turn } from '../../app/transcript/details.ts';
import type { SessionSummary } from '../../app/transcript/session-summary.ts';
import type { EndingWords } from './ending.ts';
import { duration } from './measures.ts';
import { answerWords, KEPT_BACK, noMailServer, patienceAdvice, SILENT_SERVER, SLOW_ANSWER } from './turn.ts';

/** Microseconds of silence from which on somebody who looks wants to know why nothing happens. */
const LONG_SILENCE = 5_000_000;

/** What an open conversation waits for; null where it does not, or not for long. `now`: milliseconds since 1970. */
export function waitingWords(summary: SessionSummary, turn: Turn | null, now: number): EndingWords | null {
  if (summary.outcome !== 'open' || summary.phase === 'tls' || turn === null) return null;
  if (turn.instead !== '') return noMailServer(turn.instead);
  if (turn.held) return HELD;
  const waited = now * 1_000 - summary.started - turn.since;
  if (waited < LONG_SILENCE) return null;
  const text = `Nothing has come for ${duration(waited / 1_000)}${turn.line === 0 ? '' : `, from line ${turn.line} on`}.`;
  if (turn.kept) return { title: 'What the client said last was not passed on', text, ...KEPT_BACK };
  if (turn.of === 'client') return summary.phase === 'content' ? { ...STOPPED, text } : null;
  if (turn.asked === 'greeting')
    return { title: 'The server has not sent its greeting yet', text, ...SILENT_SERVER };
  return {
    title: `The server has not sent ${answerWords(turn.asked)} yet`,
    text,
    likely: SLOW_ANSWER,
    attempt: patienceAdvice(turn.asked),
    mendedIn: null,
  };
}

const HELD: EndingWords = {
  title: 'It waits for a person to decide',
  text: 'What was said last is held, and both sides’ patience runs down meanwhile.',
  likely: '',
  attempt: 'Let it go, change it, or answer it yourself: the buttons stand below the transcript.',
  mendedIn: null,
};

const STOPPED: EndingWords = {
  title: 'The client has stopped in the middle of the message',
  text: '',
  likely:
    'It is still making the message, its network has gone, or it has lost step and waits for an answer.',
  attempt: 'Look at what the client logs. As a rule the server hangs up after ten minutes.',
  mendedIn: null,
};
