import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { RuleSet } from '../../app/rules/rule-set.ts';
import { parseRules, type RulesProblem } from '../../app/rules/rules-text.ts';
import { describeFailure } from './failure-words.ts';

/** What says which rules look at conversations, as commander gives it. */
export interface RulesArguments {
  /** The file's whole path. It could be read when the program began, and is read again when it changes. */
  readonly rules?: string;
}

/** The option that says which rules look at conversations. */
export function rulesOption(): Option {
  return new Option(
    '--rules <file>',
    'rules that look at conversations and may change them; read again when the file changes',
  ).argParser((path) => {
    readRulesFile(path);
    return resolve(path);
  });
}

/** Reads a rules file that an option names. Throws commander's error for one that is missing or wrong. */
export function readRulesFile(path: string): RuleSet {
  const parsed = parseRules(readText(path));
  if (!parsed.ok) {
    throw new InvalidArgumentError(
      parsed.problems.map((problem) => `\n${describeRulesProblem(path, problem)}`).join(''),
    );
  }
  return new RuleSet(parsed.rules, parsed.file.seed);
}

/** In the form that editors and terminals make a link of: `rules.json:3:14: …`. */
export function describeRulesProblem(path: string, { place, key, text, remedy }: RulesProblem): string {
  const where = key === '' ? '' : `${key}: `;
  return `${path}:${place.line}:${place.column}: ${where}${text}${remedy === '' ? '' : ` ${remedy}`}`;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError(describeFailure(error));
  }
}
