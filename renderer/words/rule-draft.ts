import * as v from 'valibot';
import type { RuleAction } from '../../app/rules/action.ts';
import { makeRule, type Rule } from '../../app/rules/rule.ts';
import { ruleSettings, type RuleSettings } from '../../app/rules/rule-settings.ts';
import { readField, writeField, type FieldForm } from './action-fields.ts';
import { beginAction, wordsOfAction, type ActionName } from './actions.ts';

/** A rule as it stands in the form: texts, which may not make sense yet. */
export interface RuleDraft {
  readonly name: string;
  readonly enabled: boolean;
  readonly when: string;
  readonly actions: readonly ActionDraft[];
  readonly often: OftenDraft;
}

/** An action as it stands in the form. */
export interface ActionDraft {
  /** Tells it apart from the others, wherever it stands. */
  readonly id: number;
  readonly action: ActionName;
  readonly fields: Readonly<Record<string, string>>;
}

/** How often a rule acts, as it stands in the form. */
export interface OftenDraft {
  /** In percent. */
  readonly chance: string;
  readonly skip: string;
  readonly first: string;
  readonly every: string;
  readonly per: RuleSettings['per'];
}

/** What is wrong, by the field: `name`, `when`, `do.0.code`, `do.1`, `chance`. */
export type DraftProblems = Readonly<Record<string, string>>;

/** A rule, or what is wrong with its draft. */
export type DraftResult =
  | { readonly ok: true; readonly settings: RuleSettings; readonly rule: Rule }
  /** `isConflict`: each part makes sense, and not together. */
  | { readonly ok: false; readonly problems: DraftProblems; readonly isConflict: boolean };

/** A rule as it begins: it says nothing yet, and does what most are made for. */
export function beginDraft(): RuleDraft {
  return {
    name: '',
    enabled: true,
    when: '',
    actions: [beginActionDraft('reply', 0)],
    often: { chance: '100', skip: '0', first: '', every: '1', per: 'all' },
  };
}

/** A rule as the form shows it. */
export function writeDraft(settings: RuleSettings): RuleDraft {
  const { name, enabled, when, do: actions, probability, skip, first, every, per } = settings;
  return {
    name,
    enabled,
    when,
    actions: actions.map((action, id) => ({ id, ...writeAction(action) })),
    often: {
      // Seven hundredths are seven percent, whatever a computer makes of them.
      chance: String(Number((probability * 100).toFixed(6))),
      skip: String(skip),
      first: first === undefined ? '' : String(first),
      every: String(every),
      per,
    },
  };
}

/** An action of that name as the form begins it. */
export function beginActionDraft(name: ActionName, id: number): ActionDraft {
  return { id, ...writeAction(beginAction(name)) };
}

function writeAction(action: RuleAction): Omit<ActionDraft, 'id'> {
  const values = new Map<string, unknown>(Object.entries(action));
  const fields = Object.entries(wordsOfAction(action.action).fields);
  return {
    action: action.action,
    fields: Object.fromEntries(fields.map(([key, { form }]) => [key, writeField(form, values.get(key))])),
  };
}

/** Reads a draft as the file's own reader would. */
export function readDraft(draft: RuleDraft): DraftResult {
  const parsed = v.safeParse(ruleSettings, settingsIn(draft));
  if (!parsed.success) return { ok: false, problems: problemsOf(parsed.issues), isConflict: false };
  const result = makeRule(parsed.output);
  if (result.ok) return { ok: true, settings: parsed.output, rule: result.rule };
  if (result.part === 'when')
    return { ok: false, problems: { when: result.problem.text }, isConflict: false };
  const problems = { [`do.${result.action}`]: `${result.text} ${result.remedy}` };
  return { ok: false, problems, isConflict: true };
}

const NUMBER: FieldForm = { kind: 'number', unit: '' };

function settingsIn({ name, enabled, when, actions, often }: RuleDraft): unknown {
  const chance = readField(NUMBER, often.chance);
  const first = readField(NUMBER, often.first);
  return {
    name,
    enabled,
    when: when.trim(),
    do: actions.map(({ action, fields }) => ({
      action,
      ...Object.fromEntries(
        Object.entries(wordsOfAction(action).fields).map(([key, { form }]) => [
          key,
          readField(form, fields[key] ?? ''),
        ]),
      ),
    })),
    probability: typeof chance === 'number' ? chance / 100 : chance,
    skip: readField(NUMBER, often.skip),
    ...(first !== undefined && { first }),
    every: readField(NUMBER, often.every),
    per: often.per,
  };
}

function problemsOf(issues: readonly v.BaseIssue<unknown>[]): DraftProblems {
  const problems: Record<string, string> = {};
  for (const issue of issues) problems[keyOf(issue)] ??= issueWords(issue);
  return problems;
}

function keyOf(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  // Of a value that is a list, the list is what the form shows.
  const [first = '', ...rest] = path.slice(0, 3);
  if (first === 'probability') return 'chance';
  return [first, ...rest].join('.');
}

/** What is wrong, in words of somebody who fills in a form. */
function issueWords(issue: v.BaseIssue<unknown>): string {
  const [nested] = issue.issues ?? [];
  if (issue.received === 'undefined' || issue.received === '""' || issue.input === '') {
    return issue.path?.[0]?.key === 'do' && issue.path.length === 1 ? NO_ACTION : 'Fill this in.';
  }
  if (nested !== undefined) return issueWords(nested);
  switch (issue.type) {
    case 'number':
      return 'Write a number.';
    case 'integer':
      return 'Write a whole number.';
    case 'min_value':
      return `At least ${inPercent(issue)}.`;
    case 'max_value':
      return `At most ${inPercent(issue)}.`;
    case 'max_length':
      return `At most ${String(issue.requirement)}.`;
    case 'min_length':
      return issue.path?.[0]?.key === 'do' && issue.path.length === 1 ? NO_ACTION : 'Fill this in.';
    default:
      return issue.message;
  }
}

const NO_ACTION = 'Add what is to be done.';

function inPercent(issue: v.BaseIssue<unknown>): string {
  const most = Number(issue.requirement);
  return String(issue.path?.[0]?.key === 'probability' ? most * 100 : most);
}
