import { parseHostAndPort, type HostAndPort } from '../smtp/host-and-port.ts';
import type { SessionEvent } from '../transcript/session-event.ts';
import type { RuleAction } from './action.ts';
import { describeAction, severityOf } from './action-words.ts';
import type { Rule } from './rule.ts';
import type { RuleDecision } from './rule-set.ts';

/** What is noted of a rule that acted. */
export type RuleEvent = Extract<SessionEvent, { event: 'rule' }>;

/** What is done instead of letting something go on. */
export type RuleEnd = Extract<
  RuleAction,
  { action: 'reply' | 'remove-recipient' | 'drop' | 'close' | 'stall' }
>;

/** That a person is to decide. */
export interface RuleHold {
  /** The name of the rule that wants it. */
  readonly rule: string;
  /** Milliseconds after which it goes on by itself; null where the rule does not say. */
  readonly atMost: number | null;
}

/** That a rule acts on a line of that number. */
export interface RuleAct {
  readonly rule: Rule;
  readonly action: RuleAction;
  readonly line: number;
}

/** What several rules together want done about one thing that was said. */
export interface RulePlan {
  /** What is noted, in order, unless it comes to nothing: see {@link ruleEvent}. */
  readonly acts: readonly RuleAct[];
  /** What is noted behind that, of others who were asked about the line. */
  readonly besides: readonly SessionEvent[];
  /** What changes what goes on, in order; others than those of its kind have no effect on it. */
  readonly changes: readonly RuleAction[];
  /** Milliseconds that it waits first. */
  readonly waitMs: number;
  /** From here on its side goes on at this pace; null where it may as fast as it likes. */
  readonly bytesPerSecond: number | null;
  /** Folders that the message is kept in. */
  readonly folders: readonly string[];
  /** Recipients that the server is told of besides. */
  readonly recipients: readonly string[];
  /** It waits for a person to decide; null: it does not. */
  readonly hold: RuleHold | null;
  /** The server that the conversation goes on with; null: with the one that it is with. */
  readonly divert: HostAndPort | null;
  /** What is done instead; null where it goes on. */
  readonly end: RuleEnd | null;
  /** Whose wish `end` is, in a sentence: `the rule “Greylisting”`; empty where there is none. */
  readonly endedBy: string;
}

/** A plan that is being made. */
type ChangeablePlan = { -readonly [Part in keyof RulePlan]: RulePlan[Part] };

/** Nothing: it goes on as it is. */
export const NO_PLAN: RulePlan = {
  acts: [],
  besides: [],
  changes: [],
  waitMs: 0,
  bytesPerSecond: null,
  folders: [],
  recipients: [],
  hold: null,
  divert: null,
  end: null,
  endedBy: '',
};

/** What is noted of a rule that acts. */
export function ruleEvent({ rule, action, line }: RuleAct): RuleEvent {
  return {
    event: 'rule',
    rule: rule.name,
    action: action.action,
    severity: severityOf(action),
    line,
    text: describeAction(action),
    ...(action.action === 'tag' && { tag: action.tag }),
  };
}

/** Makes one plan of what rules decided about a line of that number. `random`: numbers from 0 up to and without 1. */
export function planOf(decisions: readonly RuleDecision[], line: number, random: () => number): RulePlan {
  if (decisions.length === 0) return NO_PLAN;
  const plan: ChangeablePlan = { ...NO_PLAN };
  for (const { rule, actions } of decisions) {
    for (const action of actions) {
      plan.acts = [...plan.acts, { rule, action, line }];
      switch (action.action) {
        case 'alert':
        case 'note':
        case 'tag':
          break;
        case 'save':
          plan.folders = [...plan.folders, action.folder];
          break;
        case 'delay':
          plan.waitMs += lengthOf(action.ms, random);
          break;
        case 'hold':
          plan.hold ??= { rule: rule.name, atMost: action.atMost ?? null };
          break;
        case 'divert':
          plan.divert = parseHostAndPort(action.to);
          break;
        case 'throttle':
          plan.bytesPerSecond = action.bytesPerSecond;
          break;
        case 'add-recipient':
          plan.recipients = [...plan.recipients, action.path];
          break;
        case 'replace':
        case 'insert-capability':
        case 'remove-capability':
        case 'insert-header':
        case 'remove-header':
        case 'insert-reply-line':
        case 'remove-reply-line':
          plan.changes = [...plan.changes, action];
          break;
        case 'reply':
        case 'remove-recipient':
        case 'drop':
        case 'close':
        case 'stall':
          plan.end = action;
          plan.endedBy = `the rule “${rule.name}”`;
          break;
      }
    }
  }
  return plan;
}

function lengthOf(ms: number | readonly [number, number], random: () => number): number {
  if (typeof ms === 'number') return ms;
  const [least, most] = ms;
  return Math.round(least + random() * (most - least));
}
