import { expect, test } from 'vitest';
import { parseQuery } from '../../../app/transcript/query.ts';
import type { TranscriptLine } from '../../../app/transcript/row.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import { line as lineOf, session as sessionOf } from './rows.ts';

function matches(
  query: string,
  line: Partial<TranscriptLine>,
  session: Partial<SessionSummary> = {},
): boolean {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new Error(parsed.problem.text);
  return parsed.query.matchesLine(lineOf(line), sessionOf(session));
}

const bare: Partial<TranscriptLine> = { findings: [{ code: 'bare-lf', severity: 'warning' }] };
const login = { mechanism: 'PLAIN', user: 'billing', outcome: 'accepted', exchange: 2 } as const;

test('lines are found by what was found with them', () => {
  expect(matches('finding:bare-lf', bare)).toBe(true);
  expect(matches('finding:bare-*', bare)).toBe(true);
  expect(matches('finding:nul', bare)).toBe(false);
  expect(matches('is:finding', bare)).toBe(true);
  expect(matches('is:finding', {})).toBe(false);
});

test('a finding that there is not is an error, never an empty result', () => {
  expect(parseQuery('finding:bare-fl')).toMatchObject({ ok: false });
});

test('replies are found by the time they took', () => {
  expect(matches('slower:500ms', { tookMs: 501 })).toBe(true);
  expect(matches('slower:0.5s', { tookMs: 500 })).toBe(false);
  expect(matches('slower:500ms', {})).toBe(false);
  expect(parseQuery('slower:500')).toMatchObject({ ok: false });
});

test('conversations are found by their findings, their login and their subject', () => {
  expect(matches('has:finding', {}, { findings: { note: 0, warning: 1, error: 0 } })).toBe(true);
  expect(matches('has:finding', {}, { findings: { note: 0, warning: 0, error: 0 } })).toBe(false);
  expect(matches('auth:plain user:bill', {}, { login })).toBe(true);
  expect(matches('user:bob', {}, { login })).toBe(false);
  expect(matches('auth:plain', {}, { login: null })).toBe(false);
  expect(matches('subject:order', {}, { subject: 'Your order' })).toBe(true);
});
