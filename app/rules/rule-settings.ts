import * as v from 'valibot';
import { ruleAction } from './action.ts';

/** Rules in one file: past that a person has lost sight of them, and every line is looked at by all. */
const MOST_RULES = 500;

/** Actions of one rule. */
const MOST_ACTIONS = 20;

/** What matches of a rule are counted by. */
export const COUNTED_BY = ['all', 'session', 'client', 'envelope'] as const;

const counted = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));

/** A rule as it stands in a rules file. */
export const ruleSettings = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
  enabled: v.optional(v.pipe(v.boolean(), v.description('False: the rule is kept, and does nothing.')), true),
  when: v.pipe(
    v.string(),
    v.maxLength(2_000),
    v.description('A query: what has to be said for the rule to act. Empty: any command.'),
  ),
  do: v.pipe(
    v.array(ruleAction),
    v.minLength(1),
    v.maxLength(MOST_ACTIONS),
    v.description('What is done then, in this order.'),
  ),
  probability: v.optional(
    v.pipe(
      v.number(),
      v.minValue(0),
      v.maxValue(1),
      v.description('How often of what matches, from 0 to 1.'),
    ),
    1,
  ),
  skip: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.description('So many matches are let pass first.')),
    0,
  ),
  first: v.optional(v.pipe(counted, v.description('Only the first so many matches, after those skipped.'))),
  every: v.optional(v.pipe(counted, v.description('Only every so many-th match.')), 1),
  per: v.optional(
    v.pipe(
      v.picklist(COUNTED_BY),
      v.description(
        'What the counting begins anew for: never, each session, each client’s address, or each client with its sender and recipient.',
      ),
    ),
    'all',
  ),
});

/** A rule as it stands in a rules file. */
export type RuleSettings = v.InferOutput<typeof ruleSettings>;

/** A rules file. */
export const rulesFile = v.strictObject({
  $schema: v.optional(v.string()),
  rules: v.pipe(v.array(ruleSettings), v.maxLength(MOST_RULES)),
  seed: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.description('What chance begins with: the same number gives the same chances.'),
    ),
  ),
});

/** A rules file. */
export type RulesFile = v.InferOutput<typeof rulesFile>;
