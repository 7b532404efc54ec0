import * as v from 'valibot';
import { describeSchemaIssue } from '../mistakes/schema-mistake.ts';
import { ruleAction } from './action.ts';
import { placeInText, placeOfValue, type FilePlace, type JsonPath } from './json-position.ts';
import { makeRule, type Rule } from './rule.ts';
import { rulesFile, ruleSettings, type RulesFile } from './rule-settings.ts';

/** What is wrong with a rules file, and where. */
export interface RulesProblem {
  readonly code: 'not-json' | 'wrong-rule' | 'wrong-query';
  readonly place: FilePlace;
  /** The key that it is about, as `rules[2].when`; empty for the file as a whole. */
  readonly key: string;
  /** One sentence: what is wrong. */
  readonly text: string;
  /** What to write instead; may be empty. */
  readonly remedy: string;
}

/** Rules, or everything that is wrong with them. */
export type RulesResult =
  | { readonly ok: true; readonly rules: readonly Rule[]; readonly file: RulesFile }
  | { readonly ok: false; readonly problems: readonly [RulesProblem, ...RulesProblem[]] };

/** Reads a rules file. Throws nothing: whatever is wrong is in the result, with its place. */
export function parseRules(text: string): RulesResult {
  const json = parseJson(text);
  if (!json.ok) return { ok: false, problems: [json.problem] };
  const checked = v.safeParse(rulesFile, json.value);
  if (!checked.success) {
    const [first, ...rest] = checked.issues;
    return {
      ok: false,
      problems: [describeIssue(text, first), ...rest.map((issue) => describeIssue(text, issue))],
    };
  }
  return makeRules(text, checked.output);
}

function makeRules(text: string, file: RulesFile): RulesResult {
  const rules: Rule[] = [];
  const problems: RulesProblem[] = [];
  for (const [at, settings] of file.rules.entries()) {
    const result = makeRule(settings);
    if (result.ok) rules.push(result.rule);
    else problems.push(describeRule(text, at, result));
  }
  const [first, ...rest] = problems;
  return first === undefined ? { ok: true, rules, file } : { ok: false, problems: [first, ...rest] };
}

type WrongRule = Exclude<ReturnType<typeof makeRule>, { ok: true }>;

function describeRule(text: string, at: number, wrong: WrongRule): RulesProblem {
  if (wrong.part === 'when') {
    const path = ['rules', at, 'when'];
    const { problem } = wrong;
    return {
      code: 'wrong-query',
      place: placeOfValue(text, path),
      key: keyOf(path),
      text: `${problem.text} (character ${problem.position + 1} of the query)`,
      remedy: problem.remedy,
    };
  }
  const path = ['rules', at, 'do', wrong.action];
  return {
    code: 'wrong-rule',
    place: placeOfValue(text, path),
    key: keyOf(path),
    text: wrong.text,
    remedy: wrong.remedy,
  };
}

function describeIssue(text: string, issue: v.BaseIssue<unknown>): RulesProblem {
  const path: JsonPath = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  return {
    code: 'wrong-rule',
    place: placeOfValue(text, path),
    key: keyOf(path),
    ...describeSchemaIssue(issue, KEYS),
  };
}

/** All keys that a rules file may have anywhere. */
const KEYS: readonly string[] = [rulesFile, ruleSettings, ...ruleAction.options].flatMap(({ entries }) =>
  Object.keys(entries),
);

function keyOf(path: JsonPath): string {
  return path.reduce<string>((key, part) => {
    if (typeof part === 'number') return `${key}[${part}]`;
    return key === '' ? part : `${key}.${part}`;
  }, '');
}

type JsonResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: RulesProblem };

function parseJson(text: string): JsonResult {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = brokenAt(text, message);
    return {
      ok: false,
      problem: {
        code: 'not-json',
        place: placeInText(text, at),
        key: '',
        text: `This is not JSON: ${withoutPosition(message)}.`,
        remedy: 'A comma too many or too few, or a missing quotation mark, is the usual reason.',
      },
    };
  }
}

/** V8 names the position, or says that the text ended; what else it quotes is in the text itself. */
function brokenAt(text: string, message: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  const token = /Unexpected token '?(.)'?, ?.*"(.*)" is not valid JSON/s.exec(message);
  if (token?.[2] !== undefined) {
    const quoted = token[2].replaceAll(/^\.\.\.|\.\.\.$/g, '');
    const at = text.indexOf(quoted);
    if (at !== -1) return at + Math.max(0, quoted.lastIndexOf(token[1] ?? ''));
  }
  return text.length;
}

/** What V8 quotes of the text stands at that place anyway. */
function withoutPosition(message: string): string {
  return message
    .replace(/ in JSON at position .*$/s, '')
    .replace(/ \(line .*$/s, '')
    .replace(/, (?:\.\.\.)?"[^]*" is not valid JSON$/, '');
}
