import type { SessionEvent } from '../transcript/session-event.ts';
import type { Outcome } from '../transcript/session-summary.ts';

/** How a connection came to its end, as the record says it. */
export type Closed = Extract<SessionEvent, { event: 'closed' }>;

/** What a conversation had come to when it was closed. */
export interface Standing {
  /**
   * The client had got what it came for. RFC 5321 section 4.1.1.10 wants a QUIT, but clients in wide use (nodemailer for
   * one) just close when their message has been accepted, and nothing was lost.
   */
  readonly isDone: boolean;
  /** It went on inside TLS that passed unread, where nobody can see a QUIT. */
  readonly isUnread: boolean;
}

/** What became of a conversation that was closed in this way. */
export function outcomeOf(closed: Closed, { isDone, isUnread }: Standing): Outcome {
  switch (closed.how) {
    case 'unreachable':
    case 'blocked':
    case 'rate-limited':
      return closed.how;
    case 'timeout':
    case 'stopped':
    case 'tls-failed':
    case 'rule':
      return 'failed';
    case 'reset':
      return isDone ? 'completed' : abortedBy(closed);
    case 'end':
      return isDone || isUnread ? 'completed' : abortedBy(closed);
  }
}

function abortedBy({ by }: Closed): Outcome {
  if (by === 'spy') return 'failed';
  return by === 'client' ? 'aborted-by-client' : 'aborted-by-server';
}

/** An outcome in words, where the record has no more to say than who closed; empty where it needs none. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome) {
    case 'aborted-by-client':
      return 'The client closed the connection without saying QUIT.';
    case 'aborted-by-server':
      return 'The server closed the connection before the client had said QUIT.';
    case 'open':
    case 'completed':
    case 'unreachable':
    case 'failed':
    case 'blocked':
    case 'rate-limited':
      return '';
  }
}
