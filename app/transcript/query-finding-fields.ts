import { FINDING_CODES, FINDINGS } from '../smtp/findings/registry.ts';
import { choiceField, wordField, type QueryField, type WordReading } from './query-field-kinds.ts';
import type { LineTest, Share } from './query-syntax.ts';
import { shareWithOne } from './query-hints.ts';
import { like } from './query-text.ts';
import { readDuration, shown } from './query-values.ts';
import type { TranscriptLine } from './row.ts';
import type { SaidFacets } from './session-facets.ts';
import type { SessionSummary } from './session-summary.ts';

/** Fields that ask for what was found, and for how long the server took. */
export const FINDING_FIELDS: readonly QueryField[] = [
  wordField(
    {
      name: 'finding',
      description: 'Lines with a finding of a kind',
      expects: 'a kind such as bare-lf, with * for anything',
      alsoCalled: ['findings', 'problem', 'warning', 'lint'],
    },
    'line',
    FINDING_CODES.map((code) => [code, FINDINGS[code].title]),
    readFinding,
  ),
  choiceField({ name: 'has', description: 'What a conversation holds', alsoCalled: ['with'] }, [
    {
      scope: 'session',
      value: 'finding',
      description: 'Conversations in which something was found',
      phrase: { tail: 'with a finding' },
      matches: hasFinding,
    },
    {
      scope: 'session',
      value: 'warning',
      description: 'Conversations with a finding that may hurt',
      phrase: { tail: 'with a warning or an error' },
      matches: ({ findings }) => findings.warning + findings.error > 0,
    },
    {
      scope: 'session',
      value: 'message',
      description: 'Conversations with an accepted message',
      phrase: { tail: 'with an accepted message' },
      matches: ({ accepted }) => accepted > 0,
    },
    {
      scope: 'session',
      value: 'attachment',
      description: 'Conversations with a file in a message',
      phrase: { tail: 'with an attachment' },
      matches: ({ withAttachment }) => withAttachment > 0,
    },
  ]),
  wordField(
    {
      name: 'slower',
      description: 'Replies that took longer',
      expects: 'a time such as 500ms, 2s or 1.5m',
      alsoCalled: ['slow', 'took', 'duration', 'latency'],
    },
    'line',
    [
      ['500ms', 'Longer than half a second'],
      ['5s', 'Longer than five seconds'],
    ],
    readSlower,
  ),
];

/** Whether something was found with a line. */
export function isFound({ findings }: TranscriptLine): boolean {
  return findings !== undefined && findings.length > 0;
}

/** Which lines something was found with, where no more is known than that. */
export function shareOfFound({ findings }: SaidFacets): Share {
  return shareWithOne(findings, () => true);
}

function hasFinding({ findings }: SessionSummary): boolean {
  return findings.note + findings.warning + findings.error > 0;
}

function readFinding(text: string): WordReading {
  const code = text.toLowerCase();
  const test = code.includes('*') ? like(code) : (known: string): boolean => known === code;
  if (!FINDING_CODES.some((known) => test(known))) {
    return { ok: false, text: `${shown(text)} is no kind of finding.` };
  }
  const matches: LineTest = ({ findings }) =>
    findings !== undefined && findings.some(({ code }) => test(code));
  const phrase = { tail: `with a finding ${code}` };
  return {
    ok: true,
    canonical: code,
    phrase,
    scope: 'line',
    matches,
    share: ({ findings }) => shareWithOne(findings, test),
  };
}

function readSlower(text: string): WordReading {
  const reading = readDuration(text);
  if (!reading.ok) return reading;
  const limit = reading.value;
  return {
    ok: true,
    canonical: text.toLowerCase(),
    phrase: { head: 'replies', tail: `that took longer than ${text.toLowerCase()}` },
    scope: 'line',
    matches: ({ tookMs }) => tookMs !== undefined && tookMs > limit,
    share: ({ slowest }) => (slowest === undefined ? 'unknown' : slowest > limit ? 'some' : 'none'),
  };
}
