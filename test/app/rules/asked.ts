import { parseRules } from '../../../app/rules/rules-text.ts';
import { RuleSet } from '../../../app/rules/rule-set.ts';
import type { TranscriptLine } from '../../../app/transcript/row.ts';
import type { SessionSummary } from '../../../app/transcript/session-summary.ts';
import { line, session } from '../transcript/rows.ts';

/** The rules of a file that has to be right. */
export function ruleSet(rules: readonly object[], seed = 1): RuleSet {
  const parsed = parseRules(JSON.stringify({ rules }));
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, text }) => `${key}: ${text}`).join('\n'));
  return new RuleSet(parsed.rules, seed);
}

/** The names of the rules that act on a line. */
export function namesOf(
  rules: RuleSet,
  said: Partial<TranscriptLine>,
  summary: Partial<SessionSummary> = {},
): string[] {
  return rules.decide(line(said), () => session(summary)).map(({ rule }) => rule.name);
}
