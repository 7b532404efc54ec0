import { parseQuery } from '../transcript/query.ts';
import type { RuleSettings } from './rule-settings.ts';

/** When a rule acts, in words: `At client lines with the command RCPT`. */
export function whenWords({ when }: Pick<RuleSettings, 'when'>): string {
  if (when.trim() === '') return 'At any command';
  const parsed = parseQuery(when);
  return parsed.ok ? `At ${parsed.query.describe()}` : when;
}

/** How often a rule acts, in words; empty where it always does. */
export function oftenWords(
  settings: Pick<RuleSettings, 'probability' | 'skip' | 'first' | 'every' | 'per'>,
): string {
  const { probability, skip, first, every, per } = settings;
  const parts = [
    skip > 0 ? `from the ${ordinal(skip + 1)} on` : '',
    every > 1 ? `every ${ordinal(every)}` : '',
    first === undefined
      ? ''
      : first === 1
        ? 'only the first'
        : `only the first ${first.toLocaleString('en')}`,
    probability < 1 ? `in ${Number((probability * 100).toFixed(4))} % of the cases` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : parts.join(', ') + EACH[per];
}

const EACH: Readonly<Record<RuleSettings['per'], string>> = {
  all: '',
  session: ' of each conversation',
  client: ' of each client',
  envelope: ' of each sender and recipient',
};

/** `1st`, `2nd`, `11th`. */
function ordinal(number: number): string {
  const ending = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' };
  const kind = new Intl.PluralRules('en', { type: 'ordinal' }).select(number);
  return `${number.toLocaleString('en')}${ending[kind]}`;
}
