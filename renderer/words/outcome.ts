import type { Phase } from '../../app/smtp/words.ts';
import type {
  FindingCounts,
  Refusal,
  SessionAlert,
  SessionSummary,
} from '../../app/transcript/session-summary.ts';
import { failedTlsWord, isSilent } from './ending.ts';
import { count, counted } from './measures.ts';

/** How a conversation's mark looks: each has a shape of its own, so that it reads without colour. */
export type Mark =
  | 'open'
  | 'accepted'
  | 'refused'
  | 'later'
  | 'broken'
  | 'unreachable'
  | 'failed'
  | 'blocked'
  | 'rate-limited'
  | 'nothing';

/** A word or two about a conversation. */
export interface Badge {
  readonly tone: 'good' | 'bad' | 'warning' | 'open' | 'quiet';
  readonly text: string;
  /** More about it, for whoever asks. */
  readonly title?: string;
}

/** How a conversation went, at a glance. */
export interface OutcomeWords {
  readonly mark: Mark;
  /** The mark in words, for those who do not see it. */
  readonly markText: string;
  /** The most telling first. */
  readonly badges: readonly Badge[];
}

/** How a conversation went, in the words of people who send mail. `isHeld`: something in it waits for the person. */
export function outcomeWords(summary: SessionSummary, isHeld: boolean): OutcomeWords {
  const went = [...refusalBadge(summary.refusal), ...acceptedBadge(summary)];
  // What it would be doing is not what it does while it is held.
  const badges = isHeld ? [HELD, ...went] : [...went, ...endBadge(summary)];
  const mark = markOf(summary);
  const first = badges.length > 0 ? badges : [nothingBadge(summary)];
  return {
    mark,
    markText: MARK_TEXT[mark],
    badges: [...first, ...alertBadge(summary), ...findingsBadge(summary)],
  };
}

const HELD: Badge = { tone: 'warning', text: 'held', title: 'It waits for you to decide' };

/**
 * What was found, where some of it may hurt or does: where there are mere habits, those are for people who look closer. It counts
 * what the details list, habits too.
 */
function findingsBadge({ findings, alert }: SessionSummary): Badge[] {
  // Alerts are findings, too, and have a badge of their own.
  const { note, warning, error } = without(findings, alert?.counts ?? NO_COUNTS);
  if (warning + error === 0) return [];
  const parts = [
    error > 0 ? counted(error, 'error') : '',
    warning > 0 ? counted(warning, 'warning') : '',
    note > 0 ? counted(note, 'note') : '',
  ].filter((part) => part !== '');
  return [
    {
      tone: error > 0 ? 'bad' : 'warning',
      text: counted(note + warning + error, 'finding'),
      title: parts.join(', '),
    },
  ];
}

const NO_COUNTS: FindingCounts = { note: 0, warning: 0, error: 0 };

function without(all: FindingCounts, some: FindingCounts): FindingCounts {
  return {
    note: all.note - some.note,
    warning: all.warning - some.warning,
    error: all.error - some.error,
  };
}

const ALERT_TONES = { note: 'quiet', warning: 'warning', error: 'bad' } as const;

/** What rules and hooks have alerted of, by the gravest. */
function alertBadge({ alert }: SessionSummary): Badge[] {
  if (alert === null) return [];
  const all = alertCount(alert);
  return [
    { tone: ALERT_TONES[alert.severity], text: all === 1 ? 'alert' : `${all} alerts`, title: alert.text },
  ];
}

/** How often rules and hooks have alerted. */
function alertCount({ counts: { note, warning, error } }: SessionAlert): number {
  return note + warning + error;
}

const MARK_TEXT: Record<Mark, string> = {
  open: 'open',
  accepted: 'accepted',
  refused: 'refused',
  later: 'refused for now',
  broken: 'broken off',
  unreachable: 'server unreachable',
  failed: 'failed',
  blocked: 'blocked',
  'rate-limited': 'rate limited',
  nothing: 'no message',
};

function markOf({ outcome, refusal, accepted }: SessionSummary): Mark {
  switch (outcome) {
    case 'open':
    case 'unreachable':
    case 'failed':
    case 'blocked':
    case 'rate-limited':
      return outcome;
    case 'completed':
    case 'aborted-by-client':
    case 'aborted-by-server':
      if (refusal !== null) return refusal.code < 500 ? 'later' : 'refused';
      if (outcome !== 'completed') return 'broken';
      return accepted > 0 ? 'accepted' : 'nothing';
  }
}

function acceptedBadge({ accepted, refusal }: SessionSummary): Badge[] {
  if (accepted === 0) return [];
  if (accepted === 1 && refusal === null) return [{ tone: 'good', text: '250 accepted' }];
  const text = `${counted(accepted, 'message')} accepted`;
  // Beside a refusal there is little room, and the refusal matters more.
  return [
    refusal === null
      ? { tone: 'good', text }
      : { tone: 'good', text: `${count(accepted)} accepted`, title: text },
  ];
}

function endBadge({ outcome, phase, failedTls }: SessionSummary): Badge[] {
  switch (outcome) {
    case 'open':
      return [{ tone: 'open', text: PHASE_TEXT[phase] }];
    case 'completed':
      return [];
    case 'aborted-by-client':
      return [{ tone: 'warning', text: 'client hung up' }];
    case 'aborted-by-server':
      return [{ tone: 'warning', text: 'server hung up' }];
    case 'unreachable':
      return [{ tone: 'bad', text: 'server unreachable' }];
    case 'failed':
      return [{ tone: 'bad', text: failedTls === null ? 'broken off' : failedTlsWord(failedTls) }];
    case 'blocked':
      return [{ tone: 'bad', text: 'blocked' }];
    case 'rate-limited':
      return [{ tone: 'warning', text: 'rate limited' }];
  }
}

function nothingBadge(summary: SessionSummary): Badge {
  if (summary.phase === 'tls') return { tone: 'quiet', text: 'encrypted' };
  return isSilent(summary)
    ? { tone: 'warning', text: 'server silent' }
    : { tone: 'quiet', text: 'no message' };
}

/** What goes on in an open conversation, by its phase. */
const PHASE_TEXT: Record<Phase, string> = {
  greeting: 'no greeting yet',
  hello: 'saying hello',
  ready: 'open, idle',
  authentication: 'logging in',
  envelope: 'addressing',
  content: 'message under way',
  tls: 'encrypted',
  closing: 'closing',
};

function refusalBadge(refusal: Refusal | null): Badge[] {
  if (refusal === null) return [];
  return [{ tone: refusal.code < 500 ? 'warning' : 'bad', text: `${refusal.code} ${refusalWord(refusal)}` }];
}

/**
 * A reply code in a word. The codes that the standards give one meaning are named by it (RFC 5321 section 4.2.3,
 * RFC 4954 section 6, RFC 3463 section 3 for the mailbox that is full); the others are refused, or refused for now.
 */
export function refusalWord({ code, text }: Pick<Refusal, 'code' | 'text'>): string {
  if (code < 500 && /gr[ea]y-?list/i.test(text)) return 'greylisted';
  switch (code) {
    case 421:
      return 'server closing';
    case 530:
      return /starttls|tls/i.test(text) ? 'TLS required' : 'login required';
    case 535:
      return 'login refused';
    case 538:
      return 'TLS required';
    case 552:
      return /5\.2\.2|full|quota/i.test(text) ? 'mailbox full' : 'too big';
    default:
      return code < 500 ? 'try later' : 'refused';
  }
}

/** Sender and recipients of a conversation, as its title. */
export interface EnvelopeWords {
  readonly sender: string;
  /** There is an address in `sender`, not words about its absence. */
  readonly hasSender: boolean;
  /** The recipients that are named, in one line; empty before the first. */
  readonly recipients: string;
  /** Recipients that are not named. */
  readonly more: number;
}

/** Whom a conversation's last message is from and to; `named` recipients are named, the others counted. */
export function envelopeWords(summary: SessionSummary, named: number): EnvelopeWords {
  const { mailFrom, rcptTo, recipients } = summary;
  const names = rcptTo.slice(0, named);
  return {
    sender: mailFrom === null ? noSender(summary) : mailFrom === '' ? '<> (empty sender)' : mailFrom,
    hasSender: mailFrom !== null && mailFrom !== '',
    recipients: names.join(', '),
    more: Math.max(0, recipients - names.length),
  };
}

function noSender({ outcome, phase }: SessionSummary): string {
  if (outcome === 'unreachable') return 'Server unreachable';
  if (outcome === 'blocked' || outcome === 'rate-limited') return 'Client turned away';
  if (phase === 'tls') return 'Encrypted conversation';
  return outcome === 'open' ? 'No message yet' : 'No message';
}
