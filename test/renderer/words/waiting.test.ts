import { describe, expect, it } from 'vitest';
import type { Turn } from '../../../app/transcript/details.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import { waitingWords } from '../../../renderer/words/waiting.ts';
import { makeSummary } from '../support/make.ts';

const SECOND = 1_000_000;
const TURN: Turn = {
  of: 'server',
  asked: 'RCPT',
  line: 6,
  row: 7,
  since: 2 * SECOND,
  waited: null,
  instead: '',
  held: false,
  kept: false,
};

/** What is said when so many seconds have passed since the conversation began. */
function words(seconds: number, turn: Partial<Turn> | null, change: Partial<SessionSummary> = {}) {
  const summary = makeSummary({ outcome: 'open', phase: 'envelope', ...change });
  const now = summary.started / 1_000 + seconds * 1_000;
  return waitingWords(summary, turn === null ? null : { ...TURN, ...turn }, now);
}

describe('what an open conversation waits for', () => {
  it('is not worth a word for the first seconds', () => {
    expect(words(6.9, {})).toBeNull();
    expect(words(7, {})?.title).toBe('The server has not sent the answer to RCPT yet');
  });

  it('tells for how long, and from where on', () => {
    expect(words(32, {})?.text).toBe('Nothing has come for 30.0 s, from line 6 on.');
  });

  it('names a greeting that does not come, and where that may be mended', () => {
    const greeting = words(12, { asked: 'greeting', line: 0 });
    expect(greeting?.title).toBe('The server has not sent its greeting yet');
    expect(greeting?.likely).toContain('TLS from the first byte');
  });

  it('says at once that what answered is no mail server', () => {
    expect(words(1, { asked: 'greeting', instead: 'SSH-2.0-OpenSSH_9.6' })?.text).toContain(
      'SSH-2.0-OpenSSH',
    );
  });

  it('says of a message that stops in its middle that the client has the word', () => {
    const stopped = words(30, { of: 'client', asked: '' }, { phase: 'content' });
    expect(stopped?.title).toBe('The client has stopped in the middle of the message');
  });

  it('does not blame the server for what it was never told', () => {
    expect(words(30, { kept: true })?.title).toBe('What the client said last was not passed on');
  });

  it('points at what is held', () => {
    expect(words(3, { held: true })?.title).toBe('It waits for a person to decide');
  });

  it('is nothing between two messages, inside TLS that nobody reads, after the end, or before it is known', () => {
    expect(words(60, { of: 'client', asked: '' }, { phase: 'ready' })).toBeNull();
    expect(words(60, {}, { phase: 'tls' })).toBeNull();
    expect(words(60, {}, { outcome: 'completed' })).toBeNull();
    expect(words(60, null)).toBeNull();
  });
});
