import type { LineKind } from '../../app/smtp/words.ts';
import type { Rule } from '../../app/rules/rule.ts';
import type { RuleSettings } from '../../app/rules/rule-settings.ts';

/** What the counting of a rule begins anew for, as a choice. */
export const PER_WORDS: Readonly<Record<RuleSettings['per'], string>> = {
  all: 'Never',
  session: 'With each conversation',
  client: 'With each client’s address',
  envelope: 'With each client, sender and recipient',
};

const KIND_WORDS: Readonly<Partial<Record<LineKind, string>>> = {
  command: 'commands',
  authentication: 'answers within AUTH',
  reply: 'replies',
  content: 'lines of messages',
};

/** What a rule looks at, and what that costs: a sentence. */
export function looksAtWords({ kinds, gathers }: Pick<Rule, 'kinds' | 'gathers'>): string {
  const words = [...kinds].flatMap((kind) => KIND_WORDS[kind] ?? []);
  const looks = `Looks at ${new Intl.ListFormat('en').format(words)}.`;
  return gathers ? `${looks} Each message waits until all of it has come.` : looks;
}
