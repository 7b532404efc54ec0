import * as v from 'valibot';
import { ruleSettings, type RuleSettings } from '../rules/rule-settings.ts';
import { placeNumber } from './schemas.ts';

/** A rule's place among all, from 0. */
const place = placeNumber;

const edit = v.variant('what', [
  /** Puts a rule in front of the one in that place; behind all where there is none. */
  v.object({ what: v.literal('add'), place, rule: ruleSettings }),
  v.object({ what: v.literal('replace'), place, rule: ruleSettings }),
  v.object({ what: v.literal('enable'), place, enabled: v.boolean() }),
  /** Takes a rule from its place and puts it into another, as the places are without it. */
  v.object({ what: v.literal('move'), place, to: place }),
  v.object({ what: v.literal('remove'), place }),
]);

/** Requests about the rules that look at conversations. */
export const ruleRequests = {
  /** All rules, and what is wrong with their file. */
  'rules.show': v.object({}),
  /**
   * Changes a rule, and keeps it in the file. `revision`: of the rules as the person saw them; where they have changed
   * since, the change is refused and nothing happens.
   */
  'rules.edit': v.object({ revision: placeNumber, edit }),
  /** Sets a file that cannot be understood aside, and puts the rules that went on meanwhile into its place. */
  'rules.restore': v.object({}),
} as const;

/** What {@link ruleRequests} come back with. */
export type RuleResults = Readonly<Record<keyof typeof ruleRequests, RulesShown>>;

/** The rules in a few words, as everybody is told of them. */
export interface RulesGlance {
  /** Rises with every change of the rules, or of what is wrong with their file. */
  readonly revision: number;
  readonly total: number;
  /** How many are switched on. */
  readonly on: number;
}

/** All rules. */
export interface RulesShown {
  readonly revision: number;
  /** The file that holds them; null: there is none, and no rules. */
  readonly file: string | null;
  /** In their order. While something is wrong with the file: those that were right last, which go on. */
  readonly rules: readonly ShownRule[];
  /** What is wrong in the file. */
  readonly mistakes: readonly RulesMistake[];
  /** The file cannot be read at all: the system's own words; null: it can. */
  readonly unreadable: string | null;
}

/** A rule, and what it has done. */
export interface ShownRule {
  readonly settings: RuleSettings;
  /** How often it has acted since the program began, or since it says what it says. */
  readonly acted: number;
}

/** Something that is wrong in a rules file. */
export interface RulesMistake {
  /** From 1, as editors count. */
  readonly line: number;
  /** From 1, as editors count. */
  readonly column: number;
  /** What it is about, as `rules[2].when`; empty for the file as a whole. */
  readonly key: string;
  readonly text: string;
  /** What to write instead; may be empty. */
  readonly remedy: string;
}
