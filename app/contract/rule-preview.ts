import * as v from 'valibot';
import { ruleSettings } from '../rules/rule-settings.ts';
import type { Speaker } from '../smtp/words.ts';

/** Conversations that a preview looks at, the newest first: what a rule meets shows long before. */
export const MOST_PREVIEWED = 2_000;

/** Requests about what a rule would have met in the captures so far. Nothing is sent, and nothing is changed. */
export const rulePreviewRequests = {
  /**
   * Looks which lines a rule means, in the newest conversations first; the event `rule-preview` tells how far it has come. A
   * viewer has one preview at a time: another ends the one before.
   */
  'rule.preview': v.object({ rule: ruleSettings }),
} as const;

/** What {@link rulePreviewRequests} come back with. */
export interface RulePreviewResults {
  'rule.preview': RulePreview;
}

/** What a rule would have met, as far as the preview has come. How often it is to act is not counted. */
export interface RulePreview {
  readonly preview: number;
  /** Conversations that were looked at. */
  readonly looked: number;
  /** All that there are. */
  readonly total: number;
  /** Lines that the rule means. */
  readonly lines: number;
  /** Conversations that have such a line. */
  readonly conversations: number;
  /** The first lines of the newest conversations. */
  readonly shown: readonly PreviewedLine[];
  /** `going`: it looks on. `done`: at all there are. `enough`: there was more than one could look at. */
  readonly state: 'going' | 'done' | 'enough' | 'stopped';
}

/** A line that a rule means. */
export interface PreviewedLine {
  readonly session: number;
  /** Its number, from 1. */
  readonly line: number;
  /** Its place among all rows of the session, from 0. */
  readonly row: number;
  readonly from: Speaker;
  /** With secrets masked; cut where it is long. */
  readonly text: string;
  /** The sender of the message in hand; null before one. */
  readonly mailFrom: string | null;
}

/** A preview has come further. */
export interface RulePreviewEvent {
  readonly type: 'rule-preview';
  readonly preview: RulePreview;
}
