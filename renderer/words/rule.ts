import type { LineKind } from '../../app/smtp/words.ts';
import { parseQuery } from '../../app/transcript/query.ts';
import type { Rule } from '../../app/rules/rule.ts';
import type { RuleSettings } from '../../app/rules/rule-settings.ts';
import { count } from './measures.ts';

/** When a rule acts, in words: `At client lines with the command RCPT`. */
export function whenWords({ when }: Pick<RuleSettings, 'when'>): string {
  if (when.trim() === '') return 'At any command';
  const parsed = parseQuery(when);
  return parsed.ok ? `At ${parsed.query.describe()}` : when;
}

/** What the counting of a rule begins anew for, as a choice and behind a number. */
export const PER_WORDS: Readonly<
  Record<RuleSettings['per'], { readonly choice: string; readonly each: string }>
> = {
  all: { choice: 'Never', each: '' },
  session: { choice: 'With each conversation', each: ' of each conversation' },
  client: { choice: 'With each client’s address', each: ' of each client' },
  envelope: { choice: 'With each client, sender and recipient', each: ' of each sender and recipient' },
};

/** How often a rule acts, in words; empty where it always does. */
export function oftenWords(
  settings: Pick<RuleSettings, 'probability' | 'skip' | 'first' | 'every' | 'per'>,
): string {
  const { probability, skip, first, every, per } = settings;
  const parts = [
    skip > 0 ? `from the ${ordinal(skip + 1)} on` : '',
    every > 1 ? `every ${ordinal(every)}` : '',
    first === undefined ? '' : first === 1 ? 'only the first' : `only the first ${count(first)}`,
    probability < 1 ? `in ${Number((probability * 100).toFixed(4))} % of the cases` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : parts.join(', ') + PER_WORDS[per].each;
}

/** `1st`, `2nd`, `11th`. */
function ordinal(number: number): string {
  const ending = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' };
  return `${count(number)}${ending[new Intl.PluralRules('en', { type: 'ordinal' }).select(number)]}`;
}

const KIND_WORDS: Readonly<Partial<Record<LineKind, string>>> = {
  command: 'commands',
  authentication: 'answers within AUTH',
  reply: 'replies',
  content: 'lines of messages',
};

/** What a rule looks at, and what that costs: a sentence. */
export function looksAtWords({ kinds, gathers }: Pick<Rule, 'kinds' | 'gathers'>): string {
  const words = [...kinds].flatMap((kind) => KIND_WORDS[kind] ?? []);
  if (words.length === 0) return 'It never acts: what it does cannot be done at such lines.';
  const looks = `Looks at ${new Intl.ListFormat('en').format(words)}.`;
  return gathers ? `${looks} Each message waits until all of it has come.` : looks;
}
