import { readFile } from 'node:fs/promises';
import { rulesJsonSchema } from '../../app/rules/json-schema.ts';
import { RULE_PRESETS } from '../../app/rules/presets.ts';
import { summarizeAction } from '../../app/rules/action-summary.ts';
import type { Rule } from '../../app/rules/rule.ts';
import { oftenWords, whenWords } from '../../app/rules/rule-words.ts';
import { parseRules } from '../../app/rules/rules-text.ts';
import { describeRulesProblem } from './rules-file.ts';

/** What `rules` is called with. */
export interface RulesCommandArguments {
  readonly schema: boolean;
  readonly presets: boolean;
}

/**
 * Says what the rules of a file do, or what is wrong with them; or prints the schema of such files, or rules to begin with.
 * Resolves to the exit code. Rejects as reading a file does.
 */
export async function rules(path: string | undefined, options: RulesCommandArguments): Promise<number> {
  if (options.schema) return print(`${JSON.stringify(rulesJsonSchema(), null, 2)}\n`);
  if (options.presets) {
    const presets = RULE_PRESETS.map(({ rule }) => ({ ...rule, enabled: false }));
    return print(`${JSON.stringify({ rules: presets }, null, 2)}\n`);
  }
  if (path === undefined) return print(RULE_PRESETS.map(inList).join(''));
  const parsed = parseRules(await readFile(path, 'utf8'));
  if (parsed.ok) return print(parsed.rules.map(describe).join(''));
  for (const problem of parsed.problems) process.stderr.write(`${describeRulesProblem(path, problem)}\n`);
  return 1;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function inList({ preset, description }: (typeof RULE_PRESETS)[number]): string {
  return `${preset.padEnd(18)} ${description}\n`;
}

function describe({ name, settings }: Rule): string {
  const off = settings.enabled ? '' : ' (off)';
  const often = oftenWords(settings);
  return [
    `${name}${off}`,
    `  ${whenWords(settings)}${often === '' ? '' : `, ${often}`}`,
    ...settings.do.map((action) => `  → ${summarizeAction(action)}`),
    '',
  ].join('\n');
}
